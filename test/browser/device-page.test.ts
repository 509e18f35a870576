// The page that seals over WebUSB, in headless Chromium. Its `navigator.usb` is a mock which the simulator drives: Chromium's
// own USB code does not run here, everything above it does.
// Needs: chromium.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { sealDigits } from '../device/desk.ts';
import { LiveDesk } from '../ports/live-desk.ts';
import { SimulatedWebUsb } from '../ports/simulated-web-usb.ts';
import { clerkComes, compressed, declaration, open1 } from '../wire/sealing.ts';
import { wired } from '../wire/wired.ts';
import { openBrowser } from './browser.ts';
import { serveFolder } from './static-server.ts';

/** Stands in for the browser's USB object: each call goes to the test. */
function mock(): void {
  const call = (name: string, ...words: unknown[]): Promise<never> =>
    (window as unknown as { simulatedUsb(...words: unknown[]): Promise<never> }).simulatedUsb(name, ...words);
  const methods = ['open', 'close', 'selectConfiguration', 'claimInterface', 'releaseInterface'];
  const more = ['selectAlternateInterface', 'clearHalt', 'controlTransferOut'];
  const device: Record<string, unknown> = { configuration: null };
  for (const name of [...methods, ...more]) device[name] = (...words: unknown[]) => call(name, ...words);
  device.transferOut = (endpoint: number, data: Uint8Array) => call('transferOut', endpoint, [...data]);
  device.transferIn = async (endpoint: number, length: number) => {
    const { status, data } = await call('transferIn', endpoint, length);
    return { status, data: new DataView(Uint8Array.from(data as number[]).buffer) };
  };
  const requestDevice = async () => Object.assign(device, await call('identity'));
  Object.defineProperty(navigator, 'usb', { value: { requestDevice } });
}

test('SE-3.3 a page seals by the same client over a mock of WebUSB that the simulator drives', async () => {
  const out = mkdtempSync(join(tmpdir(), 'sigillator-page-'));
  const root = fileURLToPath(new URL('../../host/web/device-page', import.meta.url));
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'warn',
    build: { outDir: out, emptyOutDir: true, target: 'es2024' },
  });
  const { rig, host } = await wired();
  host.close();
  host.leave();
  await clerkComes(rig);
  const desk = new LiveDesk(rig);
  const usb = new SimulatedWebUsb(desk.usb);
  const served = await serveFolder(out);
  const browser = await openBrowser();
  const page = await browser.context.newPage();
  await page.exposeFunction('simulatedUsb', async (name: string, ...words: unknown[]) => {
    const { vendorId, productId, productName, serialNumber } = usb;
    if (name === 'identity') return { vendorId, productId, productName, serialNumber };
    if (name === 'transferOut') return usb.transferOut(words[0] as number, Uint8Array.from(words[1] as number[]));
    if (name !== 'transferIn')
      return (usb as unknown as Record<string, (...of: unknown[]) => unknown>)[name]!(...words);
    const { status, data } = await usb.transferIn(words[0] as number, words[1] as number);
    return { status, data: [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)] };
  });
  await page.addInitScript(mock);
  // The key of the host that the clerk has paired.
  await page.addInitScript(() => localStorage.setItem('sigillator-host-key', '07'.repeat(32)));
  await page.goto(served.url);
  await page.click('#usb');
  await page.getByText('Connected: firmware 0.1.0.').waitFor();
  await page.setInputFiles('#file', { name: 'sample.edi', mimeType: 'text/plain', buffer: Buffer.from(declaration()) });
  await page.selectOption('#profile', 'tdr041');
  await page.click('#seal');

  await desk.player.waitFor('Seal this?');
  await desk.player.passTime(600);
  while (!desk.driver.screen().includes('OK approve')) await desk.player.press('down');
  await desk.player.press('ok');
  await page.getByText('Document seal').waitFor();
  const text = (await page.textContent('#said'))!;
  const [, document, issuer] = /Document seal (\d{3} \d{3}), issuer seal (\d{3} \d{3}), by SE5566778899/.exec(text)!;
  expect(issuer!.replace(' ', '')).toBe(compressed(open1('issuer', sealDigits, document!.replace(' ', ''))));
  expect(browser.problems).toEqual([]);
  await browser.close();
  served.close();
  desk.close();
  rmSync(out, { recursive: true });
});
