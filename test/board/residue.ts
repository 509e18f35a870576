// Looks for secrets in all RAM of an emulated chip, C stack and queues of the drivers included: any eight bytes of one, as they
// are, in swapped words, and as the key pads of HMAC have them. Used by residue.test.ts.
import type { Pico } from '../targets/emu/pico.ts';

const WINDOW = 8;

const swapped = (bytes: Uint8Array): Buffer => {
  const out = Buffer.from(bytes.subarray(0, bytes.length & ~3));
  return out.swap32();
};
const padded = (bytes: Uint8Array, pad: number): Uint8Array => bytes.map((byte) => byte ^ pad);

/** Every form in which a piece of the secret could lie in memory. */
function forms(secret: Uint8Array): Buffer[] {
  const whole = [secret, padded(secret, 0x36), padded(secret, 0x5c)].flatMap((form) => [
    Buffer.from(form),
    swapped(form),
  ]);
  const size = Math.min(WINDOW, secret.length);
  return whole.flatMap((form) =>
    Array.from({ length: Math.max(0, Math.floor((form.length - size) / 4) + 1) }, (_, i) =>
      form.subarray(4 * i, 4 * i + size),
    ),
  );
}

export class Residue {
  readonly #secrets: [string, Buffer[]][];

  constructor(secrets: Record<string, Uint8Array>) {
    this.#secrets = Object.entries(secrets).map(([name, secret]) => [name, forms(secret)]);
  }

  /** Names of the secrets of which a piece lies in RAM, with its first address. */
  in(pico: Pico): string[] {
    const ram = Buffer.from(pico.rp.sram.buffer);
    return this.#secrets.flatMap(([name, pieces]) => {
      const piece = pieces.find((candidate) => ram.includes(candidate));
      return piece === undefined ? [] : [`${name} at ${(0x20000000 + ram.indexOf(piece)).toString(16)}`];
    });
  }
}
