// The primitives program, run as a process: one answer a line, in order, whatever the line holds.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function ask(lines: string[]): Record<string, unknown>[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['test/primitives.ts'], {
    cwd: root,
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

test('every line gets one answer in its place, bad ones too', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  const sha256 = JSON.stringify({ op: 'sha256', data: '616263' });
  const bad = ['{', '', '[]', 'null', '{}', '{"op":"sha3"}', '{"op":"constructor"}', '{"op":"sha256"}'];
  const badFields = [
    '{"op":"sha256","data":"abc"}',
    '{"op":"sha256","data":7}',
    '{"op":"compress","digits18":"1"}',
    '{"op":"open-1","label":"document","keyDigits":"1","data":""}',
    '{"op":"open-1","label":"login","keyDigits":"12345678901234567890123456789012345","data":""}',
    '{"op":"ocra","suite":"OCRA-1:HOTP-SHA1-6","key":"00","question":"1"}',
    '{"op":"ocra","suite":"OCRA-1:HOTP-SHA1-6:C-QN08","key":"00","question":"1"}',
    '{"op":"x25519","scalar":"00","point":"00"}',
    '{"op":"pbkdf2-sha256","password":"","salt":"","iterations":0,"length":32}',
    '{"op":"hkdf-sha256","ikm":"00","salt":"","info":"","length":8161}',
    '{"op":"chacha20-poly1305-open","key":"","nonce":"","aad":"","data":""}',
  ];
  const lines = [...bad, ...badFields].flatMap((line) => [sha256, line]);
  const answers = ask([...lines, sha256]);
  expect(answers.length).toBe(lines.length + 1);
  answers.forEach((answer, index) => {
    if (index % 2 === 0) expect(answer).toEqual({ ok: true, digest: abc });
    else expect(answer, lines[index]).toEqual({ ok: false, error: expect.stringMatching(/./) });
  });
});

test('a line that is no request is told so in a sentence, however long it is, with either line end', () => {
  const answers = ask(['{"op":', '   \r', `"${'x'.repeat(100_000)}"`, '{"op":"sha1","data":""}\r']);
  for (const { ok, error } of answers.slice(0, 3)) {
    expect(ok).toBe(false);
    expect(error).toMatch(/^reading a request: expected a JSON object, got /);
    expect((error as string).length).toBeLessThan(200);
  }
  // FIPS 180-4: SHA-1 of nothing.
  expect(answers[3]).toEqual({ ok: true, digest: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' });
});

test('every open-1 and compression vector comes out of the program', () => {
  const read = (name: string) => JSON.parse(readFileSync(join(root, 'test/vectors', name), 'utf8')).cases;
  const seals = read('open-1.json') as Record<string, string>[];
  const compressions = read('compression.json') as [string, string][];
  const answers = ask([
    ...seals.map(({ use, key, data, dataHex }) =>
      JSON.stringify({
        op: 'open-1',
        label: use,
        keyDigits: key,
        data: dataHex ?? Buffer.from(data!, 'latin1').toString('hex'),
      }),
    ),
    ...compressions.map(([digits18]) => JSON.stringify({ op: 'compress', digits18 })),
  ]);
  expect(answers).toEqual([
    ...seals.map(({ digits18, digits6 }) => ({ ok: true, digits18, digits6 })),
    ...compressions.map(([, digits6]) => ({ ok: true, digits6 })),
  ]);
});

test('a message longer than the memory of a device is digested whole', () => {
  // A million times "a", FIPS 180-4 example.
  expect(ask([JSON.stringify({ op: 'sha256', data: '61'.repeat(1_000_000) })])[0]).toEqual({
    ok: true,
    digest: 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
  });
});
