// The pages of officers and administrators; pages.ts puts them behind the clerk's.
import type { PageEntry } from '../shell/page.ts';
import { officerTitles } from './title-texts.ts';

export const officerPages: readonly PageEntry[] = [
  {
    path: 'open',
    tag: 'open-store-page',
    load: () => import('./open-store-page.ts'),
    title: officerTitles.open,
    roles: [],
    menu: false,
    open: true,
  },
  {
    path: 'people',
    tag: 'people-page',
    load: () => import('./people-page.ts'),
    title: officerTitles.people,
    roles: ['officer', 'administrator'],
    menu: true,
  },
  {
    path: 'people/:user',
    tag: 'person-page',
    load: () => import('./person-page.ts'),
    title: officerTitles.person,
    roles: ['officer'],
    menu: false,
  },
  {
    path: 'introduce',
    tag: 'introduction-page',
    load: () => import('./introduction-page.ts'),
    title: officerTitles.introduce,
    roles: ['officer'],
    menu: true,
  },
  {
    path: 'protocols',
    tag: 'protocols-page',
    load: () => import('./protocols-page.ts'),
    title: officerTitles.protocols,
    roles: ['officer'],
    menu: true,
  },
];
