// The pages of officers and administrators; pages.ts puts them behind the clerk's.
import type { PageEntry } from '../shell/page.ts';

export const officerPages: readonly PageEntry[] = [];
