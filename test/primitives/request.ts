// Reads the fields of a request of the primitives program; what is wrong is said in a sentence.
export type Request = Record<string, unknown>;
export type Answer = Record<string, unknown>;
export type Op<M> = (request: Request, module: M) => Answer | Promise<Answer>;

const wrong = (name: string, expected: string, got: unknown): Error =>
  new Error(`reading "${name}": expected ${expected}, got ${JSON.stringify(got) ?? 'nothing'}`);

export function hex(request: Request, name: string): Uint8Array {
  const value = request[name];
  if (typeof value !== 'string' || !/^([0-9a-fA-F]{2})*$/.test(value))
    throw wrong(name, 'bytes as a hexadecimal string', value);
  return Buffer.from(value, 'hex');
}

/** Absent means empty. */
export const optionalHex = (request: Request, name: string): Uint8Array =>
  request[name] === undefined || request[name] === null ? new Uint8Array(0) : hex(request, name);

export function hexOf(request: Request, name: string, length: number): Uint8Array {
  const value = hex(request, name);
  if (value.length !== length) throw wrong(name, `${length} bytes`, request[name]);
  return value;
}

export function integer(request: Request, name: string, least: number, most: number): number {
  const value = request[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw wrong(name, `a whole number from ${least} to ${most}`, value);
  return value;
}

export function text(request: Request, name: string): string {
  const value = request[name];
  if (typeof value !== 'string') throw wrong(name, 'a string', value);
  return value;
}

/** A 64-bit number: a JSON number, a string of decimal digits, or eight bytes as 16 hexadecimal digits. */
export function wide(request: Request, name: string): bigint {
  const value = request[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'string' && /^[0-9a-fA-F]{16}$/.test(value)) return BigInt(`0x${value}`);
  if (typeof value === 'string' && /^(0x[0-9a-fA-F]{1,16}|\d{1,19})$/.test(value)) return BigInt(value);
  throw wrong(name, 'a whole number', value);
}

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
