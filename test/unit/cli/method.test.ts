// `seal … --method external`: the module comes from the configuration by path and digest, and from nowhere else.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../../host/src/cli/run.ts';
import { compressSeal, openKey } from '../../../host/src/index.ts';
import { repeated, repeating } from '../../external-method.ts';

// The dummy repeats the first six characters of the data, so they must be digits: the reference in UNH.
const document = "UNH+246810+CUSDEC:D:96B:UN'BGM+ZEM:::EX+1'AUT+000000+000000'UNT+4+246810'";
const key = '98765432109876543210987654321098765';
const document6 = compressSeal(repeated(openKey, '246810'));
const issuer6 = compressSeal(repeated(key, document6));

let home: string;
const file = (name: string): string => join(home, name);
const configure = (digest: string): void =>
  writeFileSync(
    file('sigillator/config.toml'),
    `external-module = "${file('method.wasm')}"\nexternal-sha256 = "${digest}"\n`,
  );
const digest = createHash('sha256').update(repeating).digest('hex');
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  mkdirSync(file('sigillator'));
  writeFileSync(file('method.wasm'), repeating);
  writeFileSync(file('a.edi'), document);
  writeFileSync(file('seal'), issuer6);
  const years = { validFrom: '2020-01-01', validTo: '2099-12-31' };
  const row = { issuer: 'clerk', generation: 1, use: 'seal', key, ...years, method: 'external' };
  writeFileSync(file('keys.json'), JSON.stringify([row]));
  configure(digest);
});
afterAll(() => rmSync(home, { recursive: true }));

async function cli(...words: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await run(['--json', ...words], {
    streams: { stdin: Readable.from([]), stdout, stderr },
    environment: { XDG_CONFIG_HOME: home },
    signal: new AbortController().signal,
  });
  stdout.end();
  stderr.end();
  const [out, error] = [await text(stdout), await text(stderr)];
  return { code, answer: out === '' ? undefined : JSON.parse(out), error };
}

const common = ['--profile', 'tdr041', '--method', 'external'];

test('computes, places and verifies with the method, whose id stands in the answer', async () => {
  const { answer } = await cli('seal', 'compute', ...common, file('a.edi'));
  expect(answer).toEqual({
    method: 'external',
    digits18: repeated(openKey, '246810'),
    digits6: document6,
    message: '246810',
  });
  const out = ['--out', file('sealed.edi')];
  await cli('seal', 'place', ...common, '--issuer-seal', file('seal'), '--issuer', 'clerk', ...out, file('a.edi'));
  expect(readFileSync(file('sealed.edi'), 'utf8')).toContain(`AUT+${document6}+${issuer6}`);
  const verify = ['seal', 'verify', '--profile', 'tdr041', '--keys', file('keys.json'), file('sealed.edi')];
  expect(await cli(...verify, '--method', 'external')).toMatchObject({ code: 0, answer: { ok: true } });
  // By default the document seal is that of open-1, and the sentence says which digits that gives.
  expect(await cli(...verify)).toMatchObject({ code: 8, answer: { ok: false, reason: 'document-seal-wrong' } });
});

test('refuses a module with another digest, one setting without the other, and none at all', async () => {
  const compute = ['seal', 'compute', ...common, file('a.edi')];
  configure('0'.repeat(64));
  expect((await cli(...compute)).error).toContain(`got ${digest}`);
  writeFileSync(file('sigillator/config.toml'), `external-module = "${file('method.wasm')}"\n`);
  expect((await cli(...compute)).error).toContain('needs both settings');
  writeFileSync(file('sigillator/config.toml'), '');
  expect((await cli(...compute)).error).toContain('Set external-module and external-sha256');
  configure(digest);
  expect((await cli('seal', 'compute', '--profile', 'tdr041', '--method', 'rot13', file('a.edi'))).code).toBe(2);
});
