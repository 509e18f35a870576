// The device suite over a link: what a host may expect of any port, unchanged for each of them. links.test.ts and
// usb-vm.test.ts run it, on the links that SIGILLATOR_LINK names.
import { connect, type Device, keyPairOf, type SealError } from '@sigillator/host';
import type { Transport } from '@sigillator/host/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LiveDesk, liveDesk } from './live-desk.ts';

export interface LinkKind {
  name: string;
  /** Opens the link to the device as a new program would. */
  open(desk: LiveDesk): Promise<Transport>;
  close?(): Promise<void>;
}

/** Links in this process, and those that need the guest. */
export const wantedLinks = (all: readonly string[]): string[] =>
  all.filter((name) => [undefined, '', name].includes(process.env.SIGILLATOR_LINK));

const host = keyPairOf(new Uint8Array(32).fill(7));
const stranger = keyPairOf(new Uint8Array(32).fill(8));
const refused = (code: string) => expect.objectContaining({ code });

export function linkSuite(kind: () => LinkKind, title: string): void {
  describe(`device suite over ${title}`, () => {
    let desk: LiveDesk;
    let device: Device;
    /** As a program does: the port may still be leaving the hands of the one before. */
    const open = async (key = host): Promise<Device> => {
      const end = performance.now() + 5_000;
      for (;;) {
        try {
          return await connect({ device: await kind().open(desk), key });
        } catch (error) {
          if (!(error as SealError).retryable || performance.now() > end) throw error;
        }
      }
    };
    beforeAll(async () => {
      desk = await liveDesk();
    });
    afterAll(async () => {
      await device?.close();
      await kind().close?.();
      desk.close();
    });

    test('a stranger gets the version, nothing else', async () => {
      const unknown = await open(stranger);
      expect(unknown.link.hello).toMatchObject({ firmware: '0.1.0', protocol: 1 });
      await expect(unknown.info()).rejects.toEqual(refused('not-paired'));
      await unknown.close();
    });

    test('a host pairs when the clerk finds the same six digits on the display', async () => {
      device = await open();
      let shown: Promise<void> | undefined;
      await device.pair('Test desk', (digits) => {
        shown = desk.confirm(digits);
      });
      await shown;
      expect((await device.info()).languages).toBe('sv en fr');
    });

    test('a window full of requests is answered, each once', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => device.info()));
      expect(new Set(answers.map(({ serial }) => Buffer.from(serial).toString('hex'))).size).toBe(1);
    });

    test('the longest request arrives whole, and what comes of it is an answer of the device', async () => {
      const data = Uint8Array.from({ length: 2048 }, (_, index) => index & 0xff);
      const asked = device.link.request('seal-data', { index: 0, offset: 0, data });
      const error = await asked.catch(({ code }: SealError) => code);
      expect(['no-device-link', 'timed-out', 'bad-message', 'bad-field']).not.toContain(error);
      expect((await device.info()).languages).toBe('sv en fr');
    });

    test('a program that comes back is known, and finds no trace of the connection before', async () => {
      const { serial } = await device.info();
      for (let round = 0; round < 3; round++) {
        await device.close();
        device = await open();
        expect((await device.info()).serial).toEqual(serial);
      }
    });

    test('half a frame left behind by a program that died does no harm', async () => {
      await device.close();
      const transport = await kind().open(desk);
      await transport.write(Uint8Array.of(9, 1, 2, 3, 4));
      await transport.close();
      device = await open();
      expect((await device.info()).languages).toBe('sv en fr');
    });
  });
}
