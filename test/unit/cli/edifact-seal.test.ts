// The nouns `edifact` and `seal`: answers in JSON, exit codes, and no key in an argument. In this process.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { progressLine } from '../../../host/src/cli/progress.ts';
import { run } from '../../../host/src/cli/run.ts';

const document =
  "UNA:+.? 'UNB+UNOE:3+A+B+200101:1200+1'\r\nUNH+1+CUSDEC:D:96B:UN'\r\nBGM+ZEM:::EX+\xb6'\r\nRFF+A:1*B'\r\nAUT+000000+000000'\r\nUNT+5+1'\r\nUNZ+1+1'\r\n";
const key = '98765432109876543210987654321098765';
const keys = [{ issuer: 'clerk', generation: 1, use: 'seal', key, validFrom: '2020-01-01', validTo: '2099-12-31' }];

let home: string;
const file = (name: string): string => join(home, name);
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  writeFileSync(file('a.edi'), Buffer.from(document, 'latin1'));
  writeFileSync(file('bad.edi'), Buffer.from(document.replace('UNT+5', 'UNT+6'), 'latin1'));
  writeFileSync(file('keys.json'), JSON.stringify(keys));
});
afterAll(() => rmSync(home, { recursive: true }));

async function cli(words: string[], stdin: Uint8Array = new Uint8Array()) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await run(words, {
    streams: { stdin: Readable.from([stdin]), stdout, stderr },
    environment: { XDG_CONFIG_HOME: home },
    signal: new AbortController().signal,
  });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

const json = async (...words: string[]) => {
  const { code, stdout } = await cli(['--json', ...words]);
  return {
    code,
    answers: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
};

describe('edifact tokens', () => {
  test('gives file, una, charset and tokens, a line a file, text by the declared charset', async () => {
    const { code, answers } = await json('edifact', 'tokens', file('a.edi'), file('bad.edi'));
    expect(code).toBe(0);
    expect(answers).toHaveLength(2);
    expect(answers[0]).toMatchObject({ file: file('a.edi'), una: ":+.? '", charset: 'UNOE' });
    expect(answers[0].tokens.slice(1, 4)).toEqual([
      [['UNH'], ['1'], ['CUSDEC', 'D', '96B', 'UN']],
      [['BGM'], ['ZEM', '', '', 'EX'], ['Ж']],
      [['RFF'], ['A', '1*B']],
    ]);
  });

  test('reads with another charset, and splits repetitions, when asked', async () => {
    const { answers } = await json('edifact', 'tokens', '--charset', 'UNOC', file('a.edi'));
    expect(answers[0].tokens[2]).toEqual([['BGM'], ['ZEM', '', '', 'EX'], ['¶']]);
    writeFileSync(file('r.edi'), "UNB+UNOC:4'RFF+A:1*B'");
    const repeated = await json('edifact', 'tokens', '--repetition', file('r.edi'));
    expect(repeated.answers[0].tokens[1]).toEqual([['RFF'], [['A', '1'], ['B']]]);
  });

  test('reads standard input as -', async () => {
    const { stdout } = await cli(['--json', 'edifact', 'tokens', '-'], Buffer.from("BGM+1'"));
    expect(JSON.parse(stdout)).toEqual({ file: '-', una: null, charset: null, tokens: [[['BGM'], ['1']]] });
  });
});

describe('a file that cannot be read whole', () => {
  test('does not keep the others from their answers, and the exit code tells of it', async () => {
    const { code, stdout, stderr } = await cli(['--json', 'edifact', 'check', file('none.edi'), file('a.edi')]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ file: file('a.edi'), ok: true });
    expect(JSON.parse(stderr)).toMatchObject({ code: 'file-not-read' });
  });

  test('tokens gives what is there and says that the end is missing', async () => {
    const cut = document.slice(0, document.indexOf('RFF') + 5);
    const { code, stdout, stderr } = await cli(['edifact', 'tokens', '-'], Buffer.from(cut, 'latin1'));
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stderr).toContain(`ends too early, at offset ${cut.length}`);
    const { stdout: answer } = await cli(['--json', 'edifact', 'tokens', '-'], Buffer.from(cut, 'latin1'));
    expect(JSON.parse(answer).problem).toContain('no terminator');
    expect((await cli(['edifact', 'tokens', '--strict', '-'], Buffer.from(cut, 'latin1'))).code).toBe(1);
  });

  test('scope says that it was cut, not that the message is wrong', async () => {
    const cut = Buffer.from(document.slice(0, document.indexOf('RFF') + 5), 'latin1');
    const { stderr } = await cli(['edifact', 'scope', '--profile', 'tdr041', '-'], cut);
    expect(stderr).toContain('the file ends within a segment. Ask the sender for the whole file.');
    const open = document.slice(0, document.indexOf('\r\nUNT'));
    const noEnd = await cli(['edifact', 'scope', '--profile', 'tdr041', '-'], Buffer.from(open, 'latin1'));
    expect(noEnd.stderr).toContain(`at offset ${open.indexOf('UNH')}: a message has no UNT before the file ends`);
  });

  test.each(['', '\r\n'])('check refuses a file without a segment (%j)', async (content) => {
    const { code, stdout } = await cli(['edifact', 'check', '-'], Buffer.from(content));
    expect(code).toBe(1);
    expect(stdout).toContain('There is no segment at all.');
  });
});

test('bytes of a document never reach the terminal as commands', async () => {
  // ESC ] 0 ; sets the title of a terminal, 0x9b is its control sequence introducer.
  const foreign = Buffer.from("UNB+UNOC:3+A+B+200101:1200+1'\x1b]0;x\x07\x9b2J+1'UNZ+0+1'", 'latin1');
  const { stdout } = await cli(['edifact', 'check', '-'], foreign);
  expect(stdout).toContain('"\\x1b]0;x\\x07\\x9b2J" is no segment tag');
});

describe('edifact check', () => {
  test('says ok, or every error in words, and exits 1', async () => {
    expect(await json('edifact', 'check', file('a.edi'))).toEqual({
      code: 0,
      answers: [{ file: file('a.edi'), ok: true, errors: [] }],
    });
    const { code, answers } = await json('edifact', 'check', file('bad.edi'));
    expect(code).toBe(1);
    expect(answers[0].errors).toMatchObject([{ code: '29', segment: 6, element: 1 }]);
    expect((await cli(['edifact', 'check', file('bad.edi')])).stdout).toContain(
      'UNT says 6, but the message has 5 segments',
    );
  });

  test('fails on a file that is not there', async () => {
    const { code, stderr } = await cli(['--json', 'edifact', 'check', file('none.edi')]);
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'file-not-read', retryable: false });
  });
});

test('SE-5.1a edifact scope gives ranges, bytes and zero-filled fields', async () => {
  const { answers } = await json('edifact', 'scope', file('a.edi'), '--profile', 'tdr041');
  const sealed = `1CUSDECD96BUNZEMEX\xb6A1*B000000000000`;
  expect(answers[0]).toMatchObject({ profile: 'tdr041', message: '1' });
  expect(Buffer.from(answers[0].sealedHex, 'hex').toString('latin1')).toBe(sealed);
  const aut = document.indexOf('000000+');
  expect(answers[0].zeroFilled).toEqual([
    [aut, aut + 6],
    [aut + 7, aut + 13],
  ]);
  const { stdout } = await cli(['edifact', 'scope', file('a.edi'), '--profile', 'message', '--explain']);
  expect(stdout).toContain('55 4e 48 2b 31 2b 43 55 53 44 45 43');
});

test('edifact scope needs a profile that exists', async () => {
  expect((await cli(['edifact', 'scope', file('a.edi')])).code).toBe(2);
  const { stderr } = await cli(['edifact', 'scope', file('a.edi'), '--profile', 'x']);
  expect(stderr).toContain("'x' is invalid. Allowed choices are tdr041, ush, message.");
  const configured = await cli(['edifact', 'scope', file('a.edi'), '--set', 'profile=x']);
  expect(configured.code).toBe(2);
  expect(configured.stderr).toContain('Unknown sealing profile "x"; expected one of tdr041, ush, message.');
});

describe('edifact scope --explain', () => {
  const explanation = async (placed: string): Promise<string> => {
    writeFileSync(file('placed.edi'), document.replace('000000+', `${placed}+`), 'latin1');
    const { answers } = await json('edifact', 'scope', '--explain', '--profile', 'tdr041', file('placed.edi'));
    return answers[0].explanation;
  };

  test('says what the document seal is, whether the one in the document fits, and if not, why', async () => {
    const right = (await json('seal', 'compute', '--profile', 'tdr041', file('a.edi'))).answers[0].digits6;
    const whole = (await json('seal', 'compute', '--profile', 'message', file('a.edi'))).answers[0].digits6;
    expect(await explanation('000000')).toBe(`The document has no seal yet; its document seal is ${right}.`);
    expect(await explanation(right)).toBe(`The document seal ${right} fits these bytes.`);
    expect(await explanation(whole)).toBe(
      `The document seal is ${whole}, but these bytes give ${right}. The seal fits if it was computed with profile message.`,
    );
  });
});

describe('seal', () => {
  test('SE-7.1 compress gives six digits', async () => {
    expect(await json('seal', 'compress', '123456789012345678')).toEqual({ code: 0, answers: [{ digits6: '469935' }] });
    expect((await cli(['seal', 'compress', '123'])).code).toBe(1);
  });

  test('SE-2.5 compute, place and verify seal a document without a device', async () => {
    const { answers } = await json('seal', 'compute', '--profile', 'tdr041', file('a.edi'));
    expect(answers[0]).toMatchObject({ method: 'open-1', digits18: expect.stringMatching(/^\d{18}$/) });
    // What the clerk reads from the display; here from node:crypto.
    const { createHmac } = await import('node:crypto');
    const mac = createHmac('sha256', key).update(`issuer\0${answers[0].digits6}`).digest('hex');
    const digits18 = String(BigInt(`0x${mac}`) % 10n ** 18n).padStart(18, '0');
    const issuerSeal = (await json('seal', 'compress', digits18)).answers[0].digits6;
    writeFileSync(file('typed'), `${issuerSeal}\n`);
    const place = ['seal', 'place', '--issuer-seal', file('typed'), '--issuer', 'clerk', '--profile', 'tdr041'];
    const placed = await json(...place, '--out', file('sealed.edi'), file('a.edi'));
    expect(placed.answers[0]).toMatchObject({ output: file('sealed.edi'), issuerSeal6: issuerSeal });
    expect(readFileSync(file('sealed.edi'), 'latin1')).toContain(`AUT+${answers[0].digits6}+${issuerSeal}'`);
    const verified = await json('seal', 'verify', file('sealed.edi'), '--keys', file('keys.json'));
    expect(verified).toMatchObject({ code: 0, answers: [{ ok: true, reason: 'sealed', origin: 'card' }] });
  });

  test('verify exits 8 and explains', async () => {
    writeFileSync(file('wrong.edi'), document.replace('000000+000000', '123456+123456'), 'latin1');
    const { code, answers } = await json('seal', 'verify', file('wrong.edi'), '--keys', file('keys.json'));
    expect(code).toBe(8);
    expect(answers[0]).toMatchObject({ ok: false, reason: 'document-seal-wrong' });
    expect(JSON.stringify(answers)).not.toContain(key);
  });
});

test('a long file shows a progress bar on a terminal, on no other stream, and none with --json', async () => {
  // 9 MB, as one interchange of nine messages.
  const filler = `FTX+AAA+++${'x'.repeat(990)}'`.repeat(1000);
  const messages = Array.from({ length: 9 }, (_, i) => `UNH+${i}+CUSDEC:D:96B:UN'${filler}UNT+1002+${i}'`);
  writeFileSync(file('long.edi'), `UNB+UNOC:3+A+B+200101:1200+1'${messages.join('')}UNZ+9+1'`);
  const shown = async (isTTY: boolean, ...words: string[]): Promise<string> => {
    const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY })];
    stdout.resume();
    await run([...words, 'edifact', 'check', file('long.edi')], {
      streams: { stdin: Readable.from([]), stdout, stderr },
      environment: { XDG_CONFIG_HOME: home },
      signal: new AbortController().signal,
    });
    stderr.end();
    return text(stderr);
  };
  const drawn = await shown(true);
  expect(drawn).toMatch(/long\.edi \[#*\.*\] \d+ % {2}[\d.]+ MiB\/s {2}\d+ s left/);
  expect(drawn.endsWith('\r\u001b[K')).toBe(true);
  expect(await shown(false)).toBe('');
  expect(await shown(true, '--json')).toBe('');
});

test('a progress bar shows share, rate and rest', () => {
  // Half of 20 MiB in two seconds: 5 MiB/s, two more seconds.
  expect(progressLine('a.edi', 10 << 20, 20 << 20, 2000)).toBe(
    'a.edi [############............] 50 %  5.0 MiB/s  2 s left',
  );
});
