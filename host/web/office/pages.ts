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
  {
    path: 'cases/:id',
    tag: 'case-page',
    load: () => import('./pages/case-page.ts'),
    title: titles.oneCase,
    roles: ['clerk', 'officer', 'administrator'],
    menu: false,
  },
  {
    path: 'approve',
    tag: 'approve-page',
    load: () => import('./pages/approve-page.ts'),
    title: titles.approve,
    roles: ['clerk'],
    menu: false,
  },
  {
    path: 'approve/:id',
    tag: 'approve-page',
    load: () => import('./pages/approve-page.ts'),
    title: titles.approve,
    roles: ['clerk'],
    menu: false,
  },
  {
    path: 'type/:approval',
    tag: 'type-page',
    load: () => import('./pages/type-page.ts'),
    title: titles.type,
    roles: ['clerk'],
    menu: false,
  },
  {
    path: 'sealing/:approval',
    tag: 'sealing-page',
    load: () => import('./pages/sealing-page.ts'),
    title: titles.sealing,
    roles: ['clerk'],
    menu: false,
  },
  {
    path: 'results',
    tag: 'results-page',
    load: () => import('./pages/results-page.ts'),
    title: titles.results,
    roles: ['clerk'],
    menu: true,
  },
  {
    path: 'results/:approval',
    tag: 'results-page',
    load: () => import('./pages/results-page.ts'),
    title: titles.results,
    roles: ['clerk'],
    menu: false,
  },
  {
    path: 'journal',
    tag: 'journal-page',
    load: () => import('./pages/journal-page.ts'),
    title: titles.journal,
    roles: ['clerk', 'officer', 'administrator'],
    menu: true,
  },
];

export const pages: readonly PageEntry[] = [...clerkPages, ...officerPages];
