// The page that seals over WebUSB or Web Serial, in headless Chromium. `navigator.usb` and `navigator.serial` are mocks which
// the simulator drives: Chromium's own USB and serial code does not run here, everything above it does.
// Needs: chromium.
// cspell:ignore ingen dosa ansluten connecté logiciel sceller refusé rien scellé appareil
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDevicePage } from '../../host/web/device-page/build.ts';
import { sealDigits } from '../device/desk.ts';
import { LiveDesk } from '../ports/live-desk.ts';
import { SimulatedWebSerial } from '../ports/simulated-web-serial.ts';
import { SimulatedWebUsb } from '../ports/simulated-web-usb.ts';
import { clerkComes, compressed, declaration, open1 } from '../wire/sealing.ts';
import { wired } from '../wire/wired.ts';
import { type Browser, openBrowser } from './browser.ts';
import { serveFolder } from './static-server.ts';

type Simulated = (name: string, ...words: unknown[]) => Promise<never>;

/** Stands in for the browser's USB object: each call goes to the test. */
function mockUsb(): void {
  const call: Simulated = (...words) => (window as unknown as { simulatedUsb: Simulated }).simulatedUsb(...words);
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

/** Stands in for the browser's serial object, with real streams as a SerialPort has them. */
function mockSerial(): void {
  const call: Simulated = (...words) => (window as unknown as { simulatedSerial: Simulated }).simulatedSerial(...words);
  class Port {
    readable: unknown = null;
    writable: unknown = null;
    async open({ baudRate }: { baudRate: number }): Promise<void> {
      await call('open', baudRate);
      this.readable = new ReadableStream({
        async pull(controller) {
          const bytes: number[] = await call('read');
          if (bytes.length > 0) controller.enqueue(Uint8Array.from(bytes));
          else controller.close();
        },
      });
      this.writable = new WritableStream({ write: (bytes: Uint8Array) => call('write', [...bytes]) });
    }
    async close(): Promise<void> {
      await call('close');
    }
  }
  const port = new Port();
  const requestPort = async ({ filters }: { filters: unknown }) => {
    await call('filters', filters);
    return port;
  };
  Object.defineProperty(navigator, 'serial', { value: { requestPort } });
}

let out: string;
let browser: Browser;
let served: Awaited<ReturnType<typeof serveFolder>>;
beforeAll(async () => {
  out = await buildDevicePage(mkdtempSync(join(tmpdir(), 'sigillator-page-')));
  served = await serveFolder(out);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  served.close();
  rmSync(out, { recursive: true });
});

/** A device whose clerk has given the PIN, and the page in a browser of this language, paired with it. */
async function opened(locale = 'en-GB') {
  const { rig, host } = await wired();
  host.close();
  host.leave();
  await clerkComes(rig);
  const desk = new LiveDesk(rig);
  desk.driver.hurried = true;
  const usb = new SimulatedWebUsb(desk.usb);
  const serial = new SimulatedWebSerial(desk.usb);
  const asked: unknown[] = [];
  const { context, problems } = await browser.another(locale);
  const page = await context.newPage();
  await page.exposeFunction('simulatedUsb', async (name: string, ...words: unknown[]) => {
    const { vendorId, productId, productName, serialNumber } = usb;
    if (name === 'identity') return { vendorId, productId, productName, serialNumber };
    if (name === 'transferOut') return usb.transferOut(words[0] as number, Uint8Array.from(words[1] as number[]));
    if (name !== 'transferIn')
      return (usb as unknown as Record<string, (...of: unknown[]) => unknown>)[name]!(...words);
    const { status, data } = await usb.transferIn(words[0] as number, words[1] as number);
    return { status, data: [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)] };
  });
  await page.exposeFunction('simulatedSerial', (name: string, word: unknown) => {
    if (name === 'open' || name === 'filters') asked.push(word);
    if (name === 'filters') return undefined;
    return (serial as unknown as Record<string, (of: unknown) => unknown>)[name]!(word);
  });
  await page.addInitScript(mockUsb);
  await page.addInitScript(mockSerial);
  // The key of the host that the clerk has paired.
  await page.addInitScript(() => localStorage.setItem('sigillator-host-key', '07'.repeat(32)));
  await page.goto(served.url);
  const close = async (): Promise<void> => {
    await context.close();
    desk.close();
  };
  return { page, desk, asked, problems, close };
}

describe.each(['usb', 'serial'])('over a mock of %s that the simulator drives', (port) => {
  test('SE-3.3 a page seals by the same client as in Node', async () => {
    const { page, desk, asked, problems, close } = await opened();
    await page.click(`#${port}`);
    await page.getByText(`Connected: firmware ${firmwareVersion}.`).waitFor();
    if (port === 'serial') expect(asked).toEqual([[{ usbVendorId: 0x1209, usbProductId: 1 }], 115_200]);
    const file = { name: 'sample.edi', mimeType: 'text/plain', buffer: Buffer.from(declaration()) };
    await page.setInputFiles('#file', file);
    await page.selectOption('#profile', 'tdr041');
    await page.click('#seal');
    await desk.answer('ok');
    await page.getByText('Document seal').waitFor();
    const text = (await page.textContent('#said'))!;
    const [, document, issuer] = /Document seal (\d{3} \d{3}), issuer seal (\d{3} \d{3}), by SE5566778899/.exec(text)!;
    expect(issuer!.replace(' ', '')).toBe(compressed(open1('issuer', sealDigits, document!.replace(' ', ''))));
    expect(problems).toEqual([]);
    await close();
  });

  test('the cable that goes while the clerk reads is told, and after it is back the page connects and seals', async () => {
    const { page, desk, close } = await opened();
    await page.click(`#${port}`);
    await page.getByText(`Connected: firmware ${firmwareVersion}.`).waitFor();
    const file = { name: 'sample.edi', mimeType: 'text/plain', buffer: Buffer.from(declaration()) };
    await page.setInputFiles('#file', file);
    await page.selectOption('#profile', 'tdr041');
    await page.click('#seal');
    await page.getByText('Read the document on the device').waitFor();
    desk.usb.cable(false);
    await page.getByText('The connection to the device ended.').waitFor();
    desk.usb.cable(true);
    await page.click(`#${port}`);
    await page.getByText(`Connected: firmware ${firmwareVersion}.`).waitFor();
    await page.click('#seal');
    await desk.answer('ok');
    await page.getByText('Document seal').waitFor();
    await close();
  });
});

test('the page speaks the language of the browser, and another when it is chosen', async () => {
  const { page, desk, close } = await opened('sv-SE');
  expect(await page.getAttribute('html', 'lang')).toBe('sv');
  await page.getByText('Ingen dosa är ansluten.').waitFor();
  await page.click('#serial');
  await page.getByText(`Ansluten: program ${firmwareVersion}.`).waitFor();
  await page.selectOption('#language', 'fr');
  await page.getByText(`Connecté : logiciel ${firmwareVersion}.`).waitFor();
  expect(await page.textContent('#seal')).toBe('Sceller');
  const file = { name: 'sample.edi', mimeType: 'text/plain', buffer: Buffer.from(declaration()) };
  await page.setInputFiles('#file', file);
  await page.selectOption('#profile', 'tdr041');
  await page.click('#seal');
  await desk.answer('cancel');
  await page.getByText("Refusé sur l'appareil. Rien n'a été scellé.").waitFor();
  await close();
});
