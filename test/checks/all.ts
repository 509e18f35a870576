// The checks of `npm test`, in the order in which they run: the quickest answers first.
import { allocation } from './allocation.ts';
import { assemblyscript } from './assemblyscript.ts';
import type { Check } from './check.ts';
import { format } from './format.ts';
import { generated } from './generated.ts';
import { imports } from './imports.ts';
import { layout } from './layout.ts';
import { refusals } from './refusals.ts';
import { requirements } from './requirements.ts';
import { sourceText } from './source-text.ts';
import { spelling } from './spelling.ts';
import { types } from './types.ts';
import { wasmInterface } from './wasm-interface.ts';

export const checks: Check[] = [
  format,
  assemblyscript,
  types,
  generated,
  imports,
  layout,
  spelling,
  wasmInterface,
  allocation,
  refusals,
  requirements,
  sourceText,
];
