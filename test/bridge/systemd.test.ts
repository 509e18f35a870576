// The systemd unit of the bridge, judged by systemd itself.
// Needs: systemd
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../unit/checks/_sample.ts';

test('the unit is well formed and shuts most doors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
  try {
    const unit = join(folder, 'sigillator-bridge.service');
    const text = readFileSync(join(repository, 'host/systemd/sigillator-bridge.service'), 'utf8');
    // systemd wants to see the program; here it is another one.
    expect(text).toContain('ExecStart=/usr/bin/sigillator bridge start --foreground');
    writeFileSync(unit, text.replace('/usr/bin/sigillator', process.execPath));
    const analyze = (...words: string[]): string =>
      execFileSync('systemd-analyze', [...words, unit], {
        encoding: 'utf8',
        env: { ...process.env, XDG_RUNTIME_DIR: folder },
      });
    expect(analyze('verify', '--man=no', '--user')).toBe('');
    // 0 is closed, 10 open; a unit that says nothing has 9.6. Above 3 this fails.
    expect(analyze('security', '--offline=true', '--threshold=30', '--no-pager')).toContain('Overall exposure level');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
