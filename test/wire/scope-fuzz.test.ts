// The device and the host read a document by the same rules: random and crafted documents of all profiles, announced to
// the device, give the evidence and the document seal that the host computes; what one refuses the other refuses.
import { createHash } from 'node:crypto';
import { scopesOf } from '@sigillator/host';
import { profiles } from '@sigillator/protocol/tables/profiles';
import { Random } from '@sigillator/simulator/random';
import { beforeAll, expect, test } from 'vitest';
import { runs, seed } from '../seed.ts';
import type { SimRig } from '../targets/sim.ts';
import { type RawHost, said } from './raw-host.ts';
import {
  announce,
  approve,
  ask,
  clerkComes,
  compressed,
  declaration,
  open1,
  openKey,
  readAll,
  result,
} from './sealing.ts';
import { calm, wired } from './wired.ts';

let rig: SimRig;
let host: RawHost;
let ready: () => void;
beforeAll(async () => {
  ({ rig, host } = await wired());
  await clerkComes(rig);
  ready = host.moment();
});

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** The sealed bytes by the host's scope, or undefined where it refuses the document. */
function sealedByHost(document: Uint8Array, profile: string): Uint8Array | undefined {
  try {
    const scopes = scopesOf(document, { profile });
    return scopes.length === 1 ? scopes[0]!.sealed : undefined;
  } catch {
    return undefined;
  }
}

const pieces = [
  "UNA:+.? '",
  'UNA:*.? ~',
  "UNB+UNOC:3+S+R+260602:1345+1'",
  "UNH+1+CUSDEC:D:96B:UN'",
  "UNH+2+CUSRES:D:96B:UN'",
  "BGM+929+18SE1+9'",
  "BGM+9?'2?+9+A?:B+9'",
  "LOC+36+CA'",
  "LOC+28+S?'E'",
  "CST+1+0901'",
  "FTX+AAA+++COFFEE:TEA:X:Y:Z'",
  "GIS+1'",
  "USH+1+REF+1'",
  "USH+2+REF+2'",
  "USH+3+REF+3'",
  "USH+1+REF+6'",
  "USH+1+REF+ZZZ'",
  "UST+REF'",
  "USR+1:123456+1:654321'",
  "USR+1:000000'",
  "AUT+000000+000000'",
  "AUT+1'",
  "AUT++'",
  "UNT+9+1'",
  "UNZ+1+1'",
  '\r\n',
  "'",
  "RFF+A:\xe5\xe4\xf6'",
  "UNO+1+1+5'abcde",
  'X',
  '',
];

function randomDocument(random: Random): Uint8Array {
  const body = Array.from({ length: random.between(0, 9) }, () => pieces[random.between(0, pieces.length - 1)]!).join(
    '',
  );
  const head = random.between(0, 3) > 0 ? "UNB+UNOC:3+S+R+260602:1345+1'UNH+1+CUSDEC:D:96B:UN'BGM+929+18SE1+9'" : '';
  const tail = random.between(0, 3) > 0 ? "UNT+9+1'UNZ+1+1'" : '';
  const bytes = latin1(head + body + tail);
  // Sometimes one byte is another.
  if (bytes.length > 0 && random.between(0, 3) === 0)
    bytes[random.between(0, bytes.length - 1)] = random.between(0, 255);
  return bytes;
}

test('SE-5.1a SE-5.1b SE-5.2a SE-5.2b device and host take the same bytes of every document, and refuse the same documents', async () => {
  const random = new Random(seed, 'scopes');
  let agreed = 0;
  let batch: { document: Uint8Array; profile: string; sealed: Uint8Array }[] = [];
  ready();
  let next = 1n;
  const flush = async (): Promise<void> => {
    ask(host, next, batch);
    await approve(rig);
    rig.machine.settle();
    for (const [index, { sealed }] of batch.entries()) {
      const got = result(host, next + BigInt(index));
      const where = `seed ${seed}, ${Buffer.from(batch[index]!.document).toString('latin1')}`;
      expect(Buffer.from(got.digest).toString('hex'), where).toBe(createHash('sha256').update(sealed).digest('hex'));
      expect(got.documentSeal, where).toBe(open1('document', openKey, sealed));
      agreed++;
    }
    ready();
    next = 1n;
    batch = [];
  };
  for (let run = 0; run < runs(600, 20_000); run++) {
    const document = randomDocument(random);
    if (document.length === 0) continue;
    const profile = profiles[random.between(0, profiles.length - 1)]!.id;
    const sealed = sealedByHost(document, profile);
    if (sealed) {
      batch.push({ document, profile, sealed });
      if (batch.length === 64) await flush();
      continue;
    }
    if (batch.length > 0) continue;
    ready();
    host.request('seal-begin', { sequence: 1n, count: 1 });
    const word = said([announce(host, 0, { document, profile })!])[0];
    const where = `seed ${seed}, ${profile}: ${Buffer.from(document).toString('latin1')}`;
    expect(['bad-document', 'cannot-show'], where).toContain(word);
  }
  if (batch.length > 0) await flush();
  // A third of the documents on average: 200 of 600, and hardly ever below 60.
  expect(agreed).toBeGreaterThan(30);
}, 600_000);

test('a document made to show one thing and seal another: all that is shown is marked, or refused', async () => {
  const shown = async (document: Uint8Array, profile: string): Promise<string> => {
    ready();
    ask(host, 1n, [{ document, profile }]);
    await calm(rig);
    return (await readAll(rig)).join('\n');
  };
  const text = Buffer.from(declaration('18SE1', ['TEA'])).toString('latin1');
  // A second message behind the one that is shown, or a second interchange.
  for (const crafted of [
    text.replace("UNZ+1+1'", "UNH+2+CUSDEC:D:96B:UN'BGM+929+EVIL+9'UNT+3+2'UNZ+1+1'"),
    text + text,
  ]) {
    ready();
    host.request('seal-begin', { sequence: 1n, count: 1 });
    expect(said([announce(host, 0, { document: latin1(crafted) })!])).toEqual(['bad-document']);
  }
  // Other separators: the device reads what the receiver reads.
  const others = text
    .replace('UNB', 'UNA:*.? ~UNB')
    .replaceAll("'", '~')
    .replaceAll('+', '*')
    .replace('UNA:*.? ~', 'UNA:*.? ~');
  expect(await shown(latin1(others), 'tdr041')).toContain('18SE1');
  // Two customs ids: both stand there.
  const twice = await shown(latin1(text.replace('GIS', "BGM+929+18SE2+9'GIS")), 'tdr041');
  expect(twice).toContain('18SE1');
  expect(twice).toContain('18SE2');
  // Data before the security header is shown as not sealed.
  const outside = text.replace('GIS', "USH+1+R+1'GIS").replace("AUT+000000+000000'", "UST+R'USR+1:000000+1:000000'");
  expect(await shown(latin1(outside), 'ush')).toMatch(/Customs id\n(.*\n)*! NOT SEALED/);
});

test('six digits bind little: a colliding document has other evidence, and its own request', async () => {
  // A birthday search over the free text: two documents with the same six digits.
  const sealedData = (goods: string): string => `1CUSDECD96BUN92918SE1936CA1109012100AAA${goods}000000000000`;
  const seen = new Map<string, string>();
  let pair: [string, string] | undefined;
  for (let number = 0; pair === undefined; number++) {
    const goods = `TEA ${number}`;
    const six = compressed(open1('document', openKey, sealedData(goods)));
    const other = seen.get(six);
    if (other !== undefined) pair = [other, goods];
    seen.set(six, goods);
  }
  ready();
  ask(
    host,
    1n,
    pair.map((goods) => ({ document: declaration('18SE1', [goods]) })),
  );
  await approve(rig);
  rig.machine.settle();
  const [one, two] = [result(host, 1n), result(host, 2n)];
  expect(compressed(one.documentSeal)).toBe(compressed(two.documentSeal));
  expect(one.issuerSeal).toBe(two.issuerSeal);
  expect(one.digest).not.toEqual(two.digest);
  ready();
  ask(host, 1n, [{ document: declaration('18SE1', [pair[0]]) }]);
  await approve(rig);
  host.take();
  host.request('seal-begin', { sequence: 1n, count: 1 });
  expect(said([announce(host, 0, { document: declaration('18SE1', [pair[1]]) })!])).toEqual(['request-reused']);
});
