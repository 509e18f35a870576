// The card as a PC/SC card: pcscd, vsmartcard's vpcd as its reader, OpenSC's tools as clients. The session is the one that
// simulator/README.md documents.
// Needs: openssl, pcsc.
import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

/** Runs a command beside a card of its own in the reader; what it printed. */
const withCard = (command: string[], reader: boolean): string =>
  beside('exec "$NODE" "$PROGRAM" "$FOLDER"', 'true', at('card.ts'), command, {
    SIGILLATOR_READER: reader ? '1' : '0',
  });

function beside(insert: string, remove: string, program: string, command: string[], more: NodeJS.ProcessEnv): string {
  const words = [at('session.sh'), folder, insert, remove, ...command];
  const environment = { ...process.env, NODE: process.execPath, PROGRAM: program, ...more };
  const { status, stdout, stderr } = spawnSync('unshare', [...user, ...apart, ...words], {
    encoding: 'utf8',
    env: environment,
    cwd: folder,
  });
  if (status !== 0) throw new Error(`The session ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

/** Sends APDUs with opensc-tool; answers what came back to each: status word and data. */
function session(apdus: string[], reader = false): string[] {
  const sends = apdus.flatMap((apdu) => ['--send-apdu', apdu]);
  return withCard(['opensc-tool', '--card-driver', 'default', ...sends], reader)
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

test('simulator start --vpcd puts a saved card of another desk there', () => {
  const simulator = '"$NODE" "$PROGRAM" simulator';
  const home = { XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
  const text = beside(
    [
      `${simulator} start --seed 1 --json`,
      `${simulator} card anna --save anna.card`,
      `${simulator} stop`,
      `${simulator} start --seed 2 --vpcd anna.card --json`,
    ].join(' && '),
    `${simulator} stop`,
    at('../../host/src/cli/main.ts'),
    script([
      'opensc-tool --card-driver default -s 00A404000BF0534947494C4C41544F52 -s 00A40800022F02 -s 00B0000000 2>&1',
    ]),
    home,
  );
  expect(text).toContain('SIM-anna');
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

/** The words of a session, as simulator/README.md has them; each step's output goes into a file or to the caller. */
const pkcs11 = (words: string): string => `pkcs11-tool ${words} 2>&1`;
const signed = (pin: string, mechanism: string, input: string, output: string): string =>
  pkcs11(`--login --pin ${pin} --sign --mechanism ${mechanism} --id $id -i ${input} -o ${output}`);
const script = (lines: string[]): string[] => ['sh', '-c', lines.join('\n')];
const findId = "id=$(pkcs15-tool --list-certificates 2>&1 | sed -n 's/^\\tID *: //p')";

describe('OpenSC knows a card for foreign readers as an IsoApplet with PKCS #15', () => {
  test('pkcs15-tool lists PIN, key and certificate and reads the certificate, pkcs11-tool shows them', () => {
    const text = withCard(
      script([
        'set -e',
        'opensc-tool --name 2>&1',
        'pkcs15-tool --list-pins --list-keys --list-certificates 2>&1',
        findId,
        'pkcs15-tool --read-certificate $id >read.pem 2>&1',
        pkcs11('--list-objects'),
        pkcs11('--list-token-slots'),
      ]),
      true,
    );
    expect(text).toContain('Javacard with IsoApplet');
    for (const line of ['PIN [PIN]', 'Private RSA Key [Signature]', 'X.509 Certificate [Signature]'])
      expect(text).toContain(line);
    expect(text).toMatch(/Usage +: \[0x04\], sign\n/);
    expect(text).toMatch(/Access Flags +: .*alwaysSensitive, neverExtract, local/);
    expect(text).toContain('subject:    DN: CN=Asa Oberg');
    expect(text).toContain('token label        : Åsa Öberg');
    const certificate = new X509Certificate(readFileSync(join(folder, 'certificate')));
    const { n } = certificate.publicKey.export({ format: 'jwk' });
    const id = createHash('sha1').update(Buffer.from(n!, 'base64url')).digest('hex');
    expect(text.match(new RegExp(`ID +: +${id}`, 'g'))?.length, 'key and certificate are one pair').toBe(2);
    expect(new X509Certificate(readFileSync(join(folder, 'read.pem'))).raw).toEqual(certificate.raw);
  });

  test('pkcs11-tool signs with the key after the PIN, and OpenSSL verifies it with the certificate', () => {
    // DigestInfo of SHA-256 up to the digest (RFC 8017 9.2, note 1).
    writeFileSync(join(folder, 'prefix'), Buffer.from('3031300d060960864801650304020105000420', 'hex'));
    const text = withCard(
      script([
        'set -e',
        findId,
        'pkcs15-tool --read-certificate $id 2>/dev/null | openssl x509 -noout -pubkey >public.pem',
        "printf 'an invoice' >data",
        signed('481516', 'SHA256-RSA-PKCS', 'data', 'one'),
        '(cat prefix; openssl dgst -sha256 -binary data) >info',
        signed('481516', 'RSA-PKCS', 'info', 'two'),
        'openssl dgst -sha256 -verify public.pem -signature one data',
        'openssl dgst -sha256 -verify public.pem -signature two data',
        "printf 'another invoice' >data",
        '! openssl dgst -sha256 -verify public.pem -signature one data',
      ]),
      true,
    );
    expect(text.match(/Verified OK/g)?.length).toBe(2);
    expect(text).toContain('Verification failure');
  });

  test('the PIN is changed there; a hash that is no SHA-256, and a digest without its name, are not signed', () => {
    const text = withCard(
      script([
        findId,
        'pkcs15-tool --change-pin --pin 481516 --new-pin 654321 2>&1 && echo changed',
        "printf 'an invoice' >data; openssl dgst -sha256 -binary data >bare",
        signed('654321', 'SHA1-RSA-PKCS', 'data', 'none'),
        signed('654321', 'RSA-PKCS', 'bare', 'none'),
        `${signed('654321', 'SHA256-RSA-PKCS', 'data', 'some')} && echo signed`,
      ]),
      true,
    );
    expect(text).toContain('changed');
    expect(text.match(/C_SignFinal failed: rv = CKR_DATA_INVALID/g)?.length).toBe(2);
    expect(text).toContain('signed');
  });

  test('wrong PINs are counted to the end: then the tools say "locked", the right PIN too', () => {
    const login = (pin: string): string => `${pkcs11(`--login --pin ${pin} --list-objects`)} | grep -o 'CKR_[A-Z_]*'`;
    const text = withCard(
      script([...['1111', '2222', '3333', '481516'].map(login), 'pkcs15-tool --verify-pin --pin 481516 2>&1', 'true']),
      true,
    );
    expect(text.match(/CKR_\w+/g)).toEqual([
      'CKR_PIN_INCORRECT',
      'CKR_PIN_INCORRECT',
      'CKR_PIN_LOCKED',
      'CKR_PIN_LOCKED',
    ]);
    expect(text).toContain('Authentication method blocked');
  });

  test('a card without leave is not known there: no key is listed and none signs', () => {
    const text = withCard(
      script(['opensc-tool --name 2>&1', 'pkcs15-tool --list-keys 2>&1', pkcs11('--list-objects'), 'true']),
      false,
    );
    expect(text).not.toContain('IsoApplet');
    expect(text).not.toContain('Private RSA Key');
    expect(text).not.toContain('Certificate Object');
  });
});
