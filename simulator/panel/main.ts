// The page: finds out where the device runs and gives its desk to the panel. `?here` runs it in the page in any case,
// `?seed=N` repeats a run.
import { LocalDesk } from './local-desk.ts';
import { Panel } from './panel.ts';
import { RemoteDesk } from './remote-desk.ts';

const wishes = new URLSearchParams(location.search);
const panel = document.querySelector<Panel>('sigillator-panel')!;
customElements.define('sigillator-panel', Panel);
const seed = wishes.get('seed');
try {
  // The simulator process marks the page it serves (src/http-page.ts).
  const remote = !wishes.has('here') && panel.hasAttribute('served');
  panel.connect(remote ? new RemoteDesk() : await LocalDesk.start(seed === null ? undefined : Number(seed)), remote);
} catch (error) {
  panel.problem = (error as Error).message;
}
