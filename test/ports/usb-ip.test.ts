// The USB/IP server with `usbip list` as its client.
// Needs: usbip.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serveUsb } from '@sigillator/simulator/usb-server';
import { expect, test } from 'vitest';
import { liveDesk } from './live-desk.ts';

test('usbip lists the device with its interfaces, and nothing while the cable is out', async () => {
  const desk = await liveDesk();
  const server = await serveUsb(desk.usb, 'usb-ip', 0);
  const list = async (): Promise<string> => {
    const words = ['--tcp-port', String(server.at), 'list', '--remote', '127.0.0.1'];
    return (await promisify(execFile)('usbip', words)).stdout;
  };
  const listed = await list();
  expect(listed).toContain('1-1:');
  expect(listed).toContain('(1209:0001)');
  expect(listed).toMatch(/Miscellaneous Device.*\(ef\/02\/01\)/);
  expect(listed).toMatch(/0 - Vendor Specific Class.*\(ff\/00\/00\)/);
  expect(listed).toMatch(/1 - Communications.*\(02\/02\/00\)/);
  expect(listed).toMatch(/2 - CDC Data.*\(0a\/00\/00\)/);
  desk.usb.cable(false);
  expect(await list()).not.toContain('1209');
  await server.close();
  desk.close();
});
