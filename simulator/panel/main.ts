// The page: finds out where the device runs and gives its desk to the panel. `?here` runs it in the page in any case,
// `?seed=N` repeats a run, `?new` takes a device that was never started.
import { LocalDesk } from './local-desk.ts';
import { Panel } from './panel.ts';
import { RemoteDesk } from './remote-desk.ts';
import { preferredLanguage } from './texts.ts';

const wishes = new URLSearchParams(location.search);
const panel = document.querySelector<Panel>('sigillator-panel')!;
customElements.define('sigillator-panel', Panel);
const seed = wishes.get('seed');
const local = (): Promise<LocalDesk> =>
  LocalDesk.start({
    seed: seed === null ? undefined : Number(seed),
    fresh: wishes.has('new'),
    language: preferredLanguage(navigator.languages),
  });
try {
  // The simulator process marks the page it serves (src/http-page.ts).
  const remote = !wishes.has('here') && panel.hasAttribute('served');
  panel.connect(remote ? new RemoteDesk() : await local(), remote);
} catch (error) {
  panel.problem = (error as Error).message;
}
