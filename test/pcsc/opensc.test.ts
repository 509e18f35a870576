// The card as a PC/SC card: pcscd, vsmartcard's vpcd as its reader, OpenSC's tools as clients. The session is the one that
// simulator/README.md documents.
// Needs: pcsc.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holderPin, serialText } from '../targets/card-harness.ts';

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** pcscd takes one place of the system, /run/pcscd: a namespace of files keeps it apart, one of networks keeps vpcd in. */
const apart = ['--net', '--mount', '--', 'sh', '-c', 'mount -t tmpfs none /run && exec "$0" "$@"'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-pcsc-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const user = process.getuid?.() === 0 ? [] : ['--map-root-user'];

/** Sends APDUs with opensc-tool; answers what came back to each: status word and data. */
function session(apdus: string[], reader = false): string[] {
  const words = [at('session.sh'), folder, process.execPath, at('card.ts'), 'opensc-tool', '--card-driver', 'default'];
  const sends = apdus.flatMap((apdu) => ['--send-apdu', apdu]);
  const environment = { ...process.env, SIGILLATOR_READER: reader ? '1' : '0' };
  const { status, stdout, stderr } = spawnSync('unshare', [...user, ...apart, ...words, ...sends], {
    encoding: 'utf8',
    env: environment,
  });
  if (status !== 0) throw new Error(`The session ended with ${status}: ${stdout}${stderr}`);
  return stdout
    .split('Sending: ')
    .slice(1)
    .map((answer) => {
      const [, sw1, sw2] = /SW1=0x(\w\w), SW2=0x(\w\w)/.exec(answer) ?? [];
      const rows = answer.split('\n').filter((line) => /^([0-9A-F]{2} )+/.test(line));
      const data = rows.slice(1).map((line) => (/^(?:[0-9A-F]{2} ?)+/.exec(line) ?? [''])[0].replaceAll(' ', ''));
      return `${sw1}${sw2}${data.length > 0 ? ` ${data.join('').toLowerCase()}` : ''}`;
    });
}

const seal = `0088008126${'00'.repeat(38)}00`;
const response = `0088009106${hex('123456')}00`;
const verify = `00200080${holderPin.length.toString(16).padStart(2, '0')}${hex(holderPin)}`;

test('opensc-tool finds the reader, selects the application and reads directory and serial number', () => {
  const answers = session(['00A404000BF0534947494C4C41544F5200', '00A40000022F0200', '00B0000000', '00A40000022F0000']);
  expect(answers[0]).toBe('9000 6f0d840bf0534947494c4c41544f52');
  expect(answers[1]).toMatch(/^9000 6f/);
  expect(answers[2]).toContain(hex(serialText).slice(0, 20));
  expect(answers[3]).toMatch(/^9000 6f/);
});

test('a card without leave for foreign readers takes no PIN and makes no seal, response or signature there', () => {
  const [selected, ...answers] = session([
    '00A404000BF0534947494C4C41544F52',
    verify,
    seal,
    response,
    `002A9E9A20${'00'.repeat(32)}00`,
  ]);
  expect(selected).toMatch(/^9000/);
  expect(answers).toEqual(['6982', '6982', '6982', '6982']);
});

test('a card personalised for foreign readers takes its PIN there, and still makes no seal and no response', () => {
  const [, verified, ...refused] = session(['00A404000BF0534947494C4C41544F52', verify, seal, response], true);
  expect(verified).toBe('9000');
  expect(refused).toEqual(['6982', '6982']);
});
