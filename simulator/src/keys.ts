// The keys of the keypad: their names (scripts, HTTP API) and numbers (board contract `Key`).

export const keyNames = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  'ok',
  'cancel',
  'back',
  'up',
  'down',
  'menu',
] as const;

export type KeyName = (typeof keyNames)[number];

/** Parses `'1 2 ok'` into key names. */
export function parseKeys(text: string): KeyName[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const wrong = words.find((word) => !keyNames.includes(word as KeyName));
  if (wrong !== undefined)
    throw new TypeError(`Pressing keys: expected names out of "${keyNames.join(' ')}", got "${wrong}".`);
  if (words.length === 0) throw new TypeError('Pressing keys: expected at least one key, such as "1 2 ok".');
  return words as KeyName[];
}

export const keyNumber = (name: KeyName): number => keyNames.indexOf(name);
