// The frame of the CLI: help, usage errors, JSON, configuration layers. Runs in this process with streams of its own.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { WriteStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createOutput } from '../../../host/src/cli/output.ts';
import { run } from '../../../host/src/cli/run.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
});
afterEach(() => rmSync(home, { recursive: true }));

async function cli(words: string[], environment: NodeJS.ProcessEnv = {}, signal = new AbortController().signal) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await run(words, {
    streams: { stdin: Readable.from([]), stdout, stderr },
    environment: { XDG_CONFIG_HOME: home, ...environment },
    signal,
  });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

function writeConfig(content: string): string {
  mkdirSync(join(home, 'sigillator'));
  const file = join(home, 'sigillator', 'config.toml');
  writeFileSync(file, content);
  return file;
}

describe('usage', () => {
  test('no words print the help and exit 2', async () => {
    const { code, stderr } = await cli([]);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: sigillator NOUN VERB');
  });

  test('--help lists every noun and every exit code, and exits 0', async () => {
    const { code, stdout } = await cli(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}config /m);
    expect(stdout).toMatch(/^130 {2}interrupted$/m);
  });

  test('an unknown noun exits 2 with a sentence', async () => {
    const { code, stdout, stderr } = await cli(['stamp']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^sigillator: unknown command 'stamp'/);
  });

  test('an unknown option with --json is one JSON line on stderr', async () => {
    const { code, stdout, stderr } = await cli(['config', 'show', '--json', '--colour']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({ code: 'usage', message: "unknown option '--colour'", retryable: false });
  });

  test('--version prints the version of the package', async () => {
    expect((await cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('a command that was interrupted exits 130', async () => {
    const { code } = await cli(['config', 'show', '--json'], {}, AbortSignal.abort());
    expect(code).toBe(130);
  });
});

describe('--verbose', () => {
  test('says on stderr what was read, from where, how long it took; -v is the same', async () => {
    writeConfig('profile = "tdr041"\n');
    for (const flag of ['-v', '--verbose']) {
      const { code, stdout, stderr } = await cli(['config', 'show', flag]);
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: (await cli(['config', 'show'])).stdout });
      expect(stderr).toMatch(/^setting profile = tdr041 \(.*config\.toml\)$/m);
      expect(stderr).toMatch(/^done in \d+ ms, exit code 0$/m);
    }
  });

  test('says what lies behind an error, and nothing beside the error with --json', async () => {
    const words = ['edifact', 'check', join(home, 'none.edi')];
    expect((await cli(words)).stderr).not.toContain('ENOENT');
    expect((await cli([...words, '-v'])).stderr).toMatch(/^because of Error ENOENT: /m);
    expect(JSON.parse((await cli([...words, '-v', '--json'])).stderr)).toMatchObject({ code: 'file-not-read' });
  });
});

describe('colours', () => {
  const depth = WriteStream.prototype.getColorDepth;
  afterEach(() => vi.unstubAllEnvs());

  const coloured = async (name: string): Promise<string> => {
    for (const other of ['FORCE_COLOR', 'NO_COLOR', 'NODE_DISABLE_COLORS']) vi.stubEnv(other, undefined);
    vi.stubEnv('TERM', 'xterm');
    vi.stubEnv(name, '1');
    const stdout = Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => depth(process.env) });
    const output = createOutput({ stdin: Readable.from([]), stdout, stderr: stdout }, false);
    output.print(0, output.style('red', 'FAIL'));
    stdout.end();
    return text(stdout);
  };

  test('are there on a terminal, and not with NO_COLOR', async () => {
    expect(await coloured('FORCE_COLOR')).toBe('\x1b[31mFAIL\x1b[39m\n');
    expect(await coloured('NO_COLOR')).toBe('FAIL\n');
  });
});

describe('completions', () => {
  test('know every noun, every verb and the words that an option takes', async () => {
    const { nouns } = await import('../../../host/src/cli/nouns.ts');
    const suggested = async (...words: string[]): Promise<string[]> => {
      const lines: string[] = [];
      const log = console.log;
      console.log = (line: string) => lines.push(line);
      try {
        await cli(['complete', '--', ...words]);
      } finally {
        console.log = log;
      }
      return lines.map((line) => line.split('\t')[0] as string);
    };
    expect(await suggested('')).toEqual(expect.arrayContaining(nouns.map(({ name }) => name)));
    expect(await suggested('seal', '')).toEqual(expect.arrayContaining(['compress', 'compute', 'place', 'verify']));
    expect(await suggested('seal', 'compute', '--profile', '')).toEqual([
      'tdr041',
      'ush',
      'message',
      expect.stringMatching(/^:/),
    ]);
  });

  test('every noun has a man page', async () => {
    const { nouns } = await import('../../../host/src/cli/nouns.ts');
    for (const { name } of nouns)
      expect(readFileSync(new URL(`../../../host/man/sigillator-${name}.1`, import.meta.url), 'utf8')).toMatch(
        /^\.TH /m,
      );
  });

  test.each(['bash', 'zsh', 'fish'])('complete %s prints a script that asks the CLI itself', async (shell) => {
    const lines: string[] = [];
    const log = console.log;
    console.log = (line: string) => lines.push(line);
    try {
      await cli(['complete', shell]);
    } finally {
      console.log = log;
    }
    expect(lines.join('\n')).toMatch(/sigillator complete --/);
  });
});

describe('configuration', () => {
  const setting = async (name: string, words: string[] = [], environment = {}) => {
    const { stdout } = await cli(['config', 'show', '--origin', '--json', ...words], environment);
    return JSON.parse(stdout).find((row: { name: string }) => row.name === name);
  };

  test('the file of the user is read', async () => {
    const file = writeConfig('profile = "tdr041"\n');
    expect(await setting('profile')).toEqual({ name: 'profile', value: 'tdr041', origin: file });
  });

  test('the environment wins over the file, and --set over the environment', async () => {
    writeConfig('profile = "tdr041"\n');
    const environment = { SIGILLATOR_PROFILE: 'message' };
    expect(await setting('profile', [], environment)).toMatchObject({ value: 'message', origin: 'SIGILLATOR_PROFILE' });
    expect(await setting('profile', ['--set', 'profile=ush'], environment)).toMatchObject({
      value: 'ush',
      origin: '--set',
    });
  });

  test('a file in the working directory is not read', async () => {
    const before = process.cwd();
    mkdirSync(join(home, 'work', 'sigillator'), { recursive: true });
    for (const file of ['config.toml', 'sigillator/config.toml', 'sigillator.toml'])
      writeFileSync(join(home, 'work', file), 'profile = "tdr041"\n');
    try {
      process.chdir(join(home, 'work'));
      expect(await setting('profile')).toMatchObject({ value: null, origin: 'default' });
    } finally {
      process.chdir(before);
    }
  });

  test.each([
    ['colour = "red"', /Unknown setting "colour"/],
    ['profile = 7', /"profile" in .* expected a string in quotes, got 7/],
    ['profile = ', /not valid TOML .*line 1, column/],
  ])('a file with %s is refused with file and reason', async (content, message) => {
    const file = writeConfig(content);
    const { code, stderr } = await cli(['config', 'show']);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(file);
  });

  test('a broken file does not stop the help', async () => {
    writeConfig('profile = ');
    expect((await cli(['config', '--help'])).code).toBe(0);
  });

  test('diagnose looks at the settings, says where a bad one comes from, and lists the devices', async () => {
    const keys = join(home, 'keys.json');
    const diagnosed = async () => {
      const { code, stdout } = await cli(['diagnose', '--json'], { SIGILLATOR_PROFILE: 'x', SIGILLATOR_KEYS: keys });
      const rows: { name: string }[] = JSON.parse(stdout);
      return { code, found: (name: string) => rows.find((row) => row.name === name) };
    };
    const before = await diagnosed();
    expect(before.code).toBe(1);
    expect(before.found('keys')).toMatchObject({ ok: false, detail: expect.stringContaining('ENOENT') });
    writeFileSync(keys, '[]');
    const { code, found } = await diagnosed();
    expect(code).toBe(1);
    expect(found('keys')).toMatchObject({ ok: true, detail: `0 keys in ${keys}` });
    expect(found('profile')).toMatchObject({
      ok: false,
      detail: 'Unknown sealing profile "x"; expected one of tdr041, ush, message. It comes from SIGILLATOR_PROFILE',
    });
    expect(found('devices')).toMatchObject({ ok: true, detail: 'none' });
  });

  test('diagnose names a broken file and exits 1', async () => {
    const file = writeConfig('profile = ');
    const { code, stdout } = await cli(['diagnose', '--json']);
    expect(code).toBe(1);
    const finding = JSON.parse(stdout).find((row: { detail: string }) => row.detail.includes(file));
    expect(finding).toMatchObject({ name: 'configuration', ok: false });
  });
});
