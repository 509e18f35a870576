// The host's USB transport on a simulated WebUSB: pairing over it, cables, stalls, stuck endpoints, foreign devices.
import { connect, type Device, keyPairOf } from '@sigillator/host';
import { isSigillator, type UsbHandle, UsbTransport } from '@sigillator/host/transport/usb-transport';
import { requestSerial, requestUsb } from '@sigillator/host/transport/web';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clerkComes, declaration } from '../wire/sealing.ts';
import { wired } from '../wire/wired.ts';
import { fastest } from './fastest.ts';
import { LiveDesk, liveDesk } from './live-desk.ts';
import { SimulatedWebUsb } from './simulated-web-usb.ts';

/** The promise of the design: the link has no wait of its own in it. */
const BACK_MS = 2_000;
const key = keyPairOf(new Uint8Array(32).fill(7));
let desk: LiveDesk;
let handle: SimulatedWebUsb;
beforeEach(async () => {
  desk = await liveDesk();
  handle = new SimulatedWebUsb(desk.usb);
});
afterEach(() => desk.close());

/** The handle with some calls replaced. */
const changed = (changes: Partial<UsbHandle>): UsbHandle =>
  new Proxy(handle as UsbHandle, {
    get: (target, name) => {
      const value = Reflect.get(changes, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

test('a cable that is pulled during a request ends it, and the same device answers the same within 2 s of its return', async () => {
  const device = await connect({ device: await UsbTransport.open(handle, 'usb'), key });
  let shown: Promise<void> | undefined;
  await device.pair('Test desk', (digits) => {
    shown = desk.confirm(digits);
  });
  await shown;
  const before = await device.info();
  const { clock: _before, ...same } = before;
  let current = device;
  const took = await fastest(BACK_MS, async () => {
    const asked = current.info();
    desk.usb.cable(false);
    await expect(asked).rejects.toMatchObject({ code: 'no-device-link', retryable: true });
    await current.close();
    desk.usb.cable(true);
    const back = performance.now();
    current = await connect({ device: await UsbTransport.open(new SimulatedWebUsb(desk.usb), 'usb'), key });
    expect(await current.info()).toMatchObject(same);
    return performance.now() - back;
  });
  expect(took).toBeLessThan(BACK_MS);
  await current.close();
});

test('a cable that is pulled while a document waits for the clerk: asked again, it is sealed once, and stays so', async () => {
  const { rig, host } = await wired();
  host.close();
  host.leave();
  await clerkComes(rig);
  const sealing = new LiveDesk(rig);
  const open = async (): Promise<Device> =>
    connect({ device: await UsbTransport.open(new SimulatedWebUsb(sealing.usb), 'usb'), key });
  const request = { profile: 'tdr041', requestId: 1n };
  const first = await open();
  const cut = first.sealDocument(declaration(), {
    ...request,
    onProgress: (reason) => reason === 'approval' && setImmediate(() => sealing.usb.cable(false)),
  });
  await expect(cut).rejects.toMatchObject({ retryable: true });
  await first.close();
  sealing.usb.cable(true);
  const second = await open();
  const asked = second.sealDocument(declaration(), request);
  await sealing.player.waitFor('Seal this?');
  await sealing.player.passTime(600);
  while (!sealing.driver.screen().includes('OK approve')) await sealing.player.press('down');
  await sealing.player.press('ok');
  const sealed = await asked;
  expect(sealed.counter).toBe(1);
  sealing.usb.cable(false);
  await second.close();
  sealing.usb.cable(true);
  const third = await open();
  expect(await third.sealDocument(declaration(), request)).toEqual(sealed);
  await third.close();
  sealing.close();
});

test('a stall that passes costs nothing; one that stays is a time-out that says what to do', async () => {
  let stalls = 2;
  const once = changed({
    transferOut: async (endpoint, data) =>
      stalls-- > 0 ? { status: 'stall' } : handle.transferOut(endpoint, data as Uint8Array<ArrayBuffer>),
  });
  const device = await connect({ device: await UsbTransport.open(once, 'usb'), key });
  expect(device.link.hello.firmware).toBe(firmwareVersion);
  await device.close();
  const stuck = await UsbTransport.open(changed({ transferOut: async () => ({ status: 'stall' }) }), 'usb');
  await expect(connect({ device: stuck, key })).rejects.toMatchObject({
    code: 'timed-out',
    message: expect.stringContaining('Unplug it'),
  });
});

test('an endpoint that takes no bytes is a time-out, whatever the package of Node calls it', async () => {
  const transferOut = async (): Promise<never> => {
    throw new Error('transferOut error: Timed out');
  };
  const transport = await UsbTransport.open(changed({ transferOut }), 'usb');
  await expect(connect({ device: transport, key })).rejects.toMatchObject({ code: 'timed-out', retryable: true });
});

describe('in a browser, which knows no time-outs', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());
  const never = (): Promise<never> => new Promise(() => {});
  /** What becomes of it while time runs, and that it does come to something. */
  const inTime = async (work: Promise<unknown>): Promise<unknown> => {
    const ended = work.catch((error) => error);
    await vi.advanceTimersByTimeAsync(20_000);
    return Promise.race([ended, Promise.resolve('still waiting')]);
  };

  test('a USB endpoint that takes no bytes is a time-out, and the device is closed', async () => {
    let closed = false;
    const close = async (): Promise<void> => {
      closed = true;
      await handle.close();
    };
    const stuck = changed({ transferOut: never, controlTransferOut: never, close });
    const connecting = requestUsb({ usb: { requestDevice: async () => stuck } }).then((device) =>
      connect({ device, key }),
    );
    expect(await inTime(connecting)).toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('Unplug it and plug it in again.'),
    });
    expect(closed).toBe(true);
  });

  test('a serial port that takes no bytes is a time-out, and the port is closed', async () => {
    let closed = false;
    const port = {
      open: async () => {},
      readable: new ReadableStream<Uint8Array>(),
      writable: new WritableStream<Uint8Array>({ write: never }),
      // As a browser's: not while somebody holds its streams.
      async close() {
        if (port.readable.locked || port.writable.locked) throw new TypeError('Cannot close a locked stream.');
        closed = true;
      },
    };
    const connecting = requestSerial({ serial: { requestPort: async () => port } }).then((device) =>
      connect({ device, key }),
    );
    expect(await inTime(connecting)).toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('its serial port took no bytes'),
    });
    expect(closed).toBe(true);
  });
});

test('an endpoint for answers that stays halted ends the connection in one sentence', async () => {
  const transferIn = async (): Promise<never> => {
    throw new Error('transferIn error: Stall');
  };
  const transport = await UsbTransport.open(changed({ transferIn }), 'usb');
  await expect(connect({ device: transport, key })).rejects.toMatchObject({ code: 'timed-out' });
});

test('a device of another maker with the same numbers is told apart by its name', async () => {
  expect(isSigillator(handle)).toBe(true);
  handle.productName = 'Gadget';
  expect(isSigillator(handle)).toBe(false);
  await expect(requestUsb({ usb: { requestDevice: async () => handle } })).rejects.toMatchObject({
    code: 'no-device-foreign',
    message: 'Opening a device: "Gadget" is no sigillator.',
  });
});

test('a browser without the ports, or a user who chooses none, is no device', async () => {
  await expect(requestUsb({})).rejects.toMatchObject({ code: 'no-device', message: expect.stringContaining('WebUSB') });
  await expect(requestSerial({})).rejects.toMatchObject({ code: 'no-device' });
  const refuse = async (): Promise<never> => {
    throw new Error('NotFoundError: No device selected.');
  };
  await expect(requestUsb({ usb: { requestDevice: refuse } })).rejects.toMatchObject({
    code: 'no-device',
    retryable: true,
  });
});
