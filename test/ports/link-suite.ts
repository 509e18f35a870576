// The device suite over a link: what a host may expect of any port, unchanged for each of them. links.test.ts and
// usb-vm.test.ts run it, on the links that SIGILLATOR_LINK names. Sealing is in link-sealing.ts.
import { connect, type Device, keyPairOf, type SealError } from '@sigillator/host';
import type { Transport } from '@sigillator/host/transport';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { MemoryLink } from '@sigillator/simulator/memory-link';
import { portNames } from '@sigillator/simulator/ports';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { all, seed } from '../seed.ts';
import { sealingOverLink } from './link-sealing.ts';
import { type LiveDesk, liveDesk } from './live-desk.ts';

/** A program in a process of its own. */
export interface LinkProgram {
  /** Resolves when its output holds the text. */
  says(text: string): Promise<void>;
  kill(): void;
  ended: Promise<unknown>;
}

export interface LinkKind {
  name: string;
  /** Opens the link to the device as a new program would; `patient`, it may wait for a device that is not there yet. */
  open(desk: LiveDesk, patient: boolean): Promise<Transport>;
  /** The cable goes, whatever is under way. */
  pull(desk: LiveDesk): Promise<void>;
  /** It comes back; `open` may have to wait for it. */
  restore(desk: LiveDesk): Promise<void>;
  /** Runs the command line on this link, with the host's key of this suite; where a process of its own can have it. */
  program?(desk: LiveDesk, words: string[]): Promise<LinkProgram>;
  close?(): Promise<void>;
}

/** Links in this process, and those that need the guest. */
export const wantedLinks = (known: readonly string[]): string[] =>
  known.filter((name) => [undefined, '', name].includes(process.env.SIGILLATOR_LINK));

/**
 * The links on which the clerk seals: all of them with SIGILLATOR_ALL or where SIGILLATOR_LINK names one; else one of each
 * kind by the seed, since a clerk's keys take their time.
 */
export const sealingLinks = (kinds: readonly (readonly string[])[]): string[] =>
  all || process.env.SIGILLATOR_LINK ? kinds.flat() : kinds.map((kind) => kind[seed % kind.length]!);

/** The long-lived key of the host in this suite, as its key file has it. */
export const hostKeyText = '07'.repeat(32);
const host = keyPairOf(Buffer.from(hostKeyText, 'hex'));
const stranger = keyPairOf(new Uint8Array(32).fill(8));
/** How long a port may take to leave other hands, on the busiest of machines. */
const PATIENCE_MS = 20_000;
const refused = (code: string) => expect.objectContaining({ code });

/** What the tests of a link share. */
export interface OverLink {
  kind: LinkKind;
  desk(): LiveDesk;
  /** The connection that stands; `reopen` makes a new one, as a program does: the port may still leave other hands. */
  device(): Device;
  reopen(): Promise<Device>;
}

export function linkSuite(kind: LinkKind, title: string, seals: boolean): void {
  describe(`device suite over ${title}`, () => {
    let desk: LiveDesk;
    let device: Device;
    const open = async (key = host): Promise<Device> => {
      const end = performance.now() + PATIENCE_MS;
      for (;;) {
        try {
          return await connect({ device: await kind.open(desk, true), key });
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
      await kind.close?.();
      desk.close();
    });

    test('a stranger gets the version, nothing else', async () => {
      const unknown = await open(stranger);
      expect(unknown.link.hello).toMatchObject({ firmware: firmwareVersion, protocol: 1 });
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
      const transport = await kind.open(desk, true);
      await transport.write(Uint8Array.of(9, 1, 2, 3, 4));
      await transport.close();
      device = await open();
      expect((await device.info()).languages).toBe('sv en fr');
    });

    test('two programs at once: the second hears "busy", and the first goes on', async () => {
      const second = async (): Promise<Device> => connect({ device: await kind.open(desk, false), key: stranger });
      await expect(second()).rejects.toMatchObject({ code: 'busy', retryable: true });
      expect((await device.info()).languages).toBe('sv en fr');
    });

    test('a program that has ended leaves the device to hosts at its other ports', async () => {
      await device.close();
      const { machine } = desk.rig;
      await vi.waitFor(async () => {
        const free = portNames.findIndex((_, port) => !machine.ports.isOpen(port));
        const elsewhere = await connect({ device: new MemoryLink(desk.driver, free), key: host });
        expect((await elsewhere.info()).languages).toBe('sv en fr');
        await elsewhere.close();
      }, PATIENCE_MS);
      device = await open();
    });

    const reopen = async (): Promise<Device> => {
      await device.close();
      device = await open();
      return device;
    };
    if (seals) sealingOverLink({ kind, desk: () => desk, device: () => device, reopen });
  });
}
