// `npm run -s primitives`: reads one JSON request a line and answers one line each, in order, from the firmware's wasm.
import { createInterface } from 'node:readline';
import { PrimitivesModule } from './primitives/module.ts';
import { answer } from './primitives/ops.ts';

const module = new PrimitivesModule();
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
  process.stdout.write(`${JSON.stringify(await answer(line, module))}\n`);
