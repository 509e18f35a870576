// The thread in which an external seal method runs; external.ts starts it, waits for it, and ends it if it takes too long.
import { parentPort, workerData } from 'node:worker_threads';
import { callExternal } from './external-call.ts';
import { answerState, type ExternalRequest, maxText, textOffset } from './external-request.ts';

parentPort!.on('message', ({ key, data, answer }: ExternalRequest) => {
  let state: number = answerState.done;
  let text: string;
  try {
    text = callExternal(workerData as WebAssembly.Module, key, data);
  } catch (error) {
    state = answerState.failed;
    text = error instanceof WebAssembly.RuntimeError ? `stopped: ${error.message}` : (error as Error).message;
  }
  key.fill(0);
  const bytes = new TextEncoder().encode(text).subarray(0, maxText);
  const words = new Int32Array(answer);
  new Uint8Array(answer, textOffset).set(bytes);
  words[1] = bytes.length;
  Atomics.store(words, 0, state);
  Atomics.notify(words, 0);
});
