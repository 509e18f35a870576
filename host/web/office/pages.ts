// Every page of the office, in the order of the menu. The officer's stand in officer/pages.ts.
import { officerPages } from './officer/pages.ts';
import { titles } from './pages/title-texts.ts';
import type { PageEntry } from './shell/page.ts';

const clerkPages: readonly PageEntry[] = [
  {
    path: 'login',
    tag: 'login-page',
    load: () => import('./pages/login-page.ts'),
    title: titles.login,
    roles: [],
    menu: false,
    open: true,
  },
  {
    path: 'cases',
    tag: 'cases-page',
    load: () => import('./pages/cases-page.ts'),
    title: titles.cases,
    roles: [],
    menu: true,
  },
];

export const pages: readonly PageEntry[] = [...clerkPages, ...officerPages];
