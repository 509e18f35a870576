// A host in a thread of its own that closes its port and opens it again at once; links.test.ts runs it. It says "heard" on its
// first connection, sets the flag once the second one stands, and says how that went.
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { port, flag } = workerData as { port: number; flag: Int32Array };
const first = connect(port, '127.0.0.1', () => first.write(Uint8Array.of(1)));
first.once('data', () => {
  parentPort!.postMessage('heard');
  first.end();
  first.destroySoon();
});
first.on('close', () => {
  const second = connect(port, '127.0.0.1', () => {
    second.write(Uint8Array.of(2));
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  });
  second.on('error', () => {});
  second.once('data', () => {
    parentPort!.postMessage('answered');
    second.destroy();
  });
  second.on('close', () => parentPort!.postMessage('turned away'));
});
