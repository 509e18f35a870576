// Every page that a host's question brings up, in three languages side by side (test/device/golden; UPDATE_GOLDEN=1
// rewrites them).
import { beforeAll, test } from 'vitest';
import { languages } from '../../protocol/tables/texts.ts';
import { act, deviceCode } from '../device/desk.ts';
import { holdToGolden } from '../device/golden.ts';
import type { SimRig } from '../targets/sim.ts';
import type { RawHost } from './raw-host.ts';
import { ask, clerkComes, declaration } from './sealing.ts';
import { calm, wired } from './wired.ts';

interface Desk {
  rig: SimRig;
  host: RawHost;
  begin: () => void;
}
const desks: Desk[] = [];
beforeAll(async () => {
  for (const language of languages) {
    const { rig, host } = await wired(language, 'Tullombud Åre');
    desks.push({ rig, host, begin: host.moment() });
  }
});

const columns = 21;
const linesOf = async ({ rig }: Desk): Promise<string[]> => {
  const lines = (await rig.screen()).split('\n');
  return Array.from({ length: 8 }, (_, row) => (lines[row] ?? '').padEnd(columns));
};

/** Does the same on all desks, step by step, and holds every screen to the golden file. */
async function hold(name: string, steps: [name: string, act: (desk: Desk) => Promise<void> | void][]): Promise<void> {
  let text = '';
  for (const desk of desks) desk.begin();
  for (const [step, does] of steps) {
    const screens: string[][] = [];
    for (const desk of desks) {
      await does(desk);
      screens.push(await linesOf(desk));
    }
    const rows = Array.from({ length: 8 }, (_, row) => `|${screens.map((screen) => screen[row]).join('|')}|`);
    text += `${step}\n${rows.join('\n')}\n\n`;
  }
  holdToGolden(name, text);
}

type Steps = Parameters<typeof hold>[1];
const keys = (press: string): Steps[number] => [press, ({ rig }) => act(rig, press)];
const pages = (count: number): Steps => Array.from({ length: count }, () => keys('down'));
const comes: Steps[number] = ['the clerk comes', ({ rig }) => clerkComes(rig)];
const quiet: Steps[number] = ['half a second', ({ rig }) => calm(rig)];

const document = declaration('18SE0000000001', ['KAFFE, ROSTAT', 'TE']);
const partly = Buffer.from(
  Buffer.from(document)
    .toString('latin1')
    .replace('GIS', "USH+1+R+1'GIS")
    .replace("AUT+000000+000000'", "UST+R'USR+1:000000+1:000000'"),
  'latin1',
);

test('SE-3.3 PK-5.8 one document: every field, its six digits, what it equals, in three languages', () =>
  hold('review document', [
    ['a host asks without a card', ({ host }) => ask(host, 1n, [{ document }])],
    comes,
    quiet,
    ...pages(6),
    keys('ok'),
  ]));

test('what the profile does not seal is marked, in three languages', () =>
  hold('review not sealed', [
    comes,
    ['a host asks', ({ host }) => ask(host, 1n, [{ document: partly, profile: 'ush' }])],
    quiet,
    ...pages(4),
    keys('cancel'),
  ]));

test('a batch: the list, the details of one, the approval, in three languages', () =>
  hold('review batch', [
    comes,
    [
      'a host asks',
      ({ host }) =>
        ask(host, 1n, [
          { document },
          { document: partly, profile: 'ush' },
          { document: declaration('X'.repeat(50), []), purpose: 2 },
        ]),
    ],
    quiet,
    keys('menu'),
    ['the host sends it again', ({ host }) => void host.request('seal-data', { index: 0, offset: 0, data: document })],
    keys('cancel'),
    ...pages(4),
    keys('cancel'),
  ]));

test('a document that cannot be shown, in three languages', () =>
  hold('review unseen', [
    [
      'allowed at the keypad',
      async ({ rig }) => {
        for (const press of ['menu', `4 ${deviceCode} ok`, '4', 'ok', 'ok', 'cancel', 'cancel']) await act(rig, press);
      },
    ],
    comes,
    ['a host asks', ({ host }) => ask(host, 1n, [{ document: Buffer.from('no EDIFACT at all') }])],
    quiet,
    ...pages(2),
    keys('cancel'),
  ]));

test('certificate request, grant and key package, in three languages', () =>
  hold('review pki', [
    comes,
    [
      'a certificate request',
      ({ host }) =>
        void host.request('csr', {
          key: 1,
          country: 'SE',
          organisation: 'Åkeri & Söner — AB',
          serialNumber: 'SE5566778899',
          commonName: 'Åsa',
          generate: true,
        }),
    ],
    quiet,
    ...pages(2),
    keys('cancel'),
    ['a grant', ({ host }) => void host.request('decipher-grant', { operations: 3, minutes: 10 })],
    quiet,
    keys('ok'),
    keys('cancel'),
    ['a key package', ({ host }) => void host.request('key-package', { package: new Uint8Array(40) })],
    quiet,
    ...pages(1),
    keys('ok'),
  ]));
