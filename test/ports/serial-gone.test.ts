// Serial ports by their path: opened with RTS and CTS; and a terminal whose name goes away with its device, as /dev/ttyACM0 does,
// ends the connection, also where the terminal itself says nothing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTransport } from '@sigillator/host/transport/open';
import { portNames } from '@sigillator/simulator/ports';
import { servePty } from '@sigillator/simulator/pty-port';
import { expect, test } from 'vitest';
import { liveDesk } from './live-desk.ts';

test('a port that is not the USB port of a device is opened with RTS and CTS', async () => {
  const desk = await liveDesk();
  const pty = await servePty(desk.driver, portNames.indexOf('uart'));
  const transport = await openTransport(`serial:${pty.path}`);
  expect(execFileSync('stty', ['-a', '-F', pty.path], { encoding: 'utf8' })).toMatch(/ crtscts/);
  await transport.close();
  await pty.close();
  desk.close();
});

test('a read that waits ends when the name of the port is gone; another name in that folder does not matter', async () => {
  const desk = await liveDesk();
  const pty = await servePty(desk.driver, portNames.indexOf('uart'));
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-tty-'));
  const [name, other] = [join(folder, 'ttyACM0'), join(folder, 'ttyACM1')];
  symlinkSync(pty.path, name);
  symlinkSync(pty.path, other);
  const transport = await openTransport(`serial:${name}`);
  let ended = false;
  const read = transport.read().then((bytes) => {
    ended = true;
    return bytes;
  });
  unlinkSync(other);
  await desk.player.passTime(200);
  expect(ended).toBe(false);
  unlinkSync(name);
  expect(await read).toBeUndefined();
  await expect(transport.write(Uint8Array.of(0))).rejects.toThrow('it went away');
  await pty.close();
  desk.close();
  rmSync(folder, { recursive: true });
});
