// Loaded before the program of the bridge (`node --import`): kills it at a step of the work that a request begins, the n-th
// where that request says `x-kill-at: n`. Steps are every write that lasts, before and behind it, and what leaves the
// computer. office-crash.test.ts starts it.
import { Server } from 'node:http';
import '../../host/src/edifact/load-node.ts';
import { CaseStore } from '../../host/src/approve/case-store.ts';
import { Events } from '../../host/src/bridge/events.ts';
import { SealRequests } from '../../host/src/bridge/seal-requests.ts';
import { StoredJournal } from '../../host/src/journal/stored-journal.ts';

let left = Number.POSITIVE_INFINITY;

/** Where power goes: nothing after it is done, not even what is in memory. */
function step(): void {
  if (left-- === 0) process.kill(process.pid, 'SIGKILL');
}

type Work = (this: unknown, ...asked: unknown[]) => unknown;

/** The same work between two steps. */
const between = (work: Work): Work =>
  function (...asked) {
    step();
    const done = work.apply(this, asked);
    if (!(done instanceof Promise)) {
      step();
      return done;
    }
    return done.then((result) => {
      step();
      return result;
    });
  };

function wrap<T extends object>(owner: T, ...names: (keyof T & string)[]): void {
  for (const name of names) Object.assign(owner, { [name]: between(owner[name] as Work) });
}

wrap(SealRequests.prototype, 'note', 'number', 'seal', 'journalled');
wrap(CaseStore.prototype, 'change', 'told');
wrap(StoredJournal.prototype, 'append');
wrap(globalThis, 'fetch');

const publish = Events.prototype.publish;
Events.prototype.publish = function (news, ...rest) {
  if ('state' in news && news.state === 'approval') step(); // the clerk reads on the device
  publish.call(this, news, ...rest);
};

const emit = Server.prototype.emit as (this: Server, name: string, ...told: unknown[]) => boolean;
Object.assign(Server.prototype, {
  emit(this: Server, name: string, ...told: unknown[]) {
    const { headers } = (told[0] ?? {}) as { headers?: Record<string, string> };
    if (name === 'request' && headers?.['x-kill-at'] !== undefined) left = Number(headers['x-kill-at']);
    return emit.call(this, name, ...told);
  },
});
