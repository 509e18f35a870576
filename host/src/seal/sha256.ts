// SHA-256 by the firmware's own code: the evidence that a seal of six digits cannot be. Works in Node and in a browser.
import { engine } from '../edifact/engine.ts';

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The digest in lower-case hex. */
export function sha256Hex(data: Uint8Array): string {
  const shared = engine();
  return shared.scratch(() => {
    const { exports } = shared;
    const context = shared.allocate(exports.SHA256_CTX.value);
    const out = shared.allocate(32);
    const from = shared.put(data);
    exports.sha256Init(context);
    exports.sha256Update(context, from, data.length);
    exports.sha256Final(context, out);
    return hexOf(shared.bytes(out, 32));
  });
}
