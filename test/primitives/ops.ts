// The table of operations of the primitives program; each group has a file of its own.
import { aeadOps } from './aead.ts';
import { hashOps } from './hashes.ts';
import { keyOps } from './keys.ts';
import type { PrimitivesModule } from './module.ts';
import type { Answer, Op, Request } from './request.ts';
import { rsaOps } from './rsa.ts';
import { sealOps } from './seals.ts';

const ops: Record<string, Op<PrimitivesModule>> = { ...hashOps, ...keyOps, ...aeadOps, ...sealOps, ...rsaOps };

/** The value of a line; undefined if it is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Answers one line: never throws, whatever the line holds. */
export async function answer(line: string, module: PrimitivesModule): Promise<Answer> {
  try {
    const request = parsed(line);
    if (typeof request !== 'object' || request === null || Array.isArray(request))
      throw new Error(`reading a request: expected a JSON object, got ${line.slice(0, 80) || 'an empty line'}`);
    const name = (request as Request).op;
    if (typeof name !== 'string' || !Object.hasOwn(ops, name))
      throw new Error(
        `reading "op": expected one of ${Object.keys(ops).join(' ')}, got ${JSON.stringify(name) ?? 'nothing'}`,
      );
    return { ok: true, ...(await ops[name]!(request as Request, module)) };
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
}
