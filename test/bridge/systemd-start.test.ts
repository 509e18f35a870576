// The systemd unit of the bridge as an ordinary user starts it, by systemd itself and with all its doors shut: the first
// start on a machine that has nothing yet, and a journal in another place.
// Needs: systemd, root
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from '../unit/checks/_sample.ts';

let folder: string;
let unit: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-systemd-'));
  unit = readFileSync(join(repository, 'host/systemd/sigillator-bridge.service'), 'utf8');
  const units = join(folder, 'home/.config/systemd/user');
  mkdirSync(units, { recursive: true });
  const program = '/srv/node /srv/clone/host/src/cli/main.ts';
  // What fails shall stay so; what is said is wanted here.
  const text = unit
    .replace('/usr/bin/sigillator', program)
    .replace('Restart=on-failure', 'Restart=no\nStandardOutput=file:/srv/home/said\nStandardError=inherit');
  expect(text).toContain(`ExecStart=${program} bridge start --foreground\nRestart=no`);
  writeFileSync(join(units, 'sigillator-bridge.service'), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const sigillator = '/srv/node /srv/clone/host/src/cli/main.ts';
const start = `systemctl --user start sigillator-bridge
  until [ -e $XDG_RUNTIME_DIR/sigillator/bridge.json ] || systemctl --user --quiet is-failed sigillator-bridge; do sleep 0.05; done`;

/** What each of the commands printed. */
function underSystemd(commands: string[]): string[] {
  const script = commands.map((command) => `${command}\necho ++`).join('\n');
  const apart = ['--mount', '--pid', '--cgroup', '--fork', '--kill-child', '--mount-proc'];
  const manager = fileURLToPath(new URL('user-manager.sh', import.meta.url));
  const words = [...apart, 'sh', manager, folder, process.execPath, repository, script];
  const { status, stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`The manager ended with ${status}: ${stdout}${stderr}`);
  return stdout.split('++\n').map((part) => part.trim());
}

test('the first start makes its places and writes nowhere else; the commands of the user find the bridge', () => {
  const [, status, , state, modes, mounts, left] = underSystemd([
    start,
    `${sigillator} bridge status --json`,
    `${sigillator} bridge token add erp --out token`,
    'ls .local/state/sigillator',
    'stat -c %a .local/state/sigillator $XDG_RUNTIME_DIR/sigillator $XDG_RUNTIME_DIR/sigillator/bridge.json',
    'cat /proc/$(systemctl --user show --property MainPID --value sigillator-bridge)/mountinfo',
    'systemctl --user stop sigillator-bridge; ls $XDG_RUNTIME_DIR/sigillator; cat said',
  ]);
  expect(JSON.parse(status!)).toMatchObject({ running: true, devices: [] });
  // What the bridge keeps and what the command wrote are in one place.
  expect(state!.split('\n')).toEqual(
    expect.arrayContaining(['bridge-requests.db', 'bridge-tokens.json', 'journal.db']),
  );
  expect(modes!.split('\n')).toEqual(['700', '700', '600']);
  // proc(5): the fifth word is where it is mounted, the sixth how.
  const ways = new Map(mounts!.split('\n').map((line) => [line.split(' ')[4], line.split(' ')[5]?.split(',')[0]]));
  expect([ways.get('/'), ways.get('/srv')]).toEqual(['ro', 'ro']);
  const writable = [...ways].filter(([where, way]) => where?.startsWith('/srv/home') && way === 'rw');
  expect(writable.map(([where]) => where)).toEqual(['/srv/home/.local/state/sigillator']);
  expect(left).toContain('The bridge runs');
  expect(left).not.toContain('bridge.json');
}, 60_000);

test('a journal elsewhere takes the line that the unit names, and is refused in words without it', () => {
  const [, line] = /^# {3}\[Service\]\n# {3}(ReadWritePaths=)\/srv\/office$/m.exec(unit) ?? [];
  const dropIn = '.config/systemd/user/sigillator-bridge.service.d';
  const [, refused, , there] = underSystemd([
    `mkdir -p office .config/sigillator ${dropIn}
      echo 'journal = "/srv/home/office/journal.db"' >.config/sigillator/config.toml
      ${start}`,
    'systemctl --user is-active sigillator-bridge; cat said',
    `printf '[Service]\n${line}/srv/home/office\n' >${dropIn}/places.conf
      systemctl --user daemon-reload
      ${start}`,
    'systemctl --user is-active sigillator-bridge; ls office',
  ]);
  expect(refused).toContain('failed\nsigillator: Starting the bridge: /srv/home/office/journal.db cannot be written');
  expect(refused).toContain(line);
  expect(there).toContain('active\njournal.db');
}, 60_000);
