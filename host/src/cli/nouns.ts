// The nouns of the CLI. Only the module of the noun that is named gets loaded, so that a new noun costs no start-up time.
import type { NounModule } from './context.ts';

export interface Noun {
  name: string;
  load(): Promise<NounModule>;
}

export const nouns: Noun[] = [
  { name: 'config', load: () => import('./config.ts') },
  { name: 'device', load: () => import('./device.ts') },
  { name: 'edifact', load: () => import('./edifact.ts') },
  { name: 'seal', load: () => import('./seal.ts') },
  { name: 'simulator', load: () => import('./simulator.ts') },
  { name: 'card', load: () => import('./card.ts') },
  { name: 'journal', load: () => import('./journal.ts') },
  { name: 'keys', load: () => import('./keys.ts') },
  { name: 'login', load: () => import('./login.ts') },
  { name: 'bridge', load: () => import('./bridge.ts') },
  { name: 'diagnose', load: () => import('./diagnose.ts') },
];
