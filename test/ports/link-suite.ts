// The device suite over a link: what a host may expect of any port, unchanged for each of them. links.test.ts and
// usb-vm.test.ts run it, on the links that SIGILLATOR_LINK names; hardware/links.hand.ts on a real board. Sealing is in
// link-sealing.ts, and what needs a program that is killed in link-killed.ts.
import { connect, type Device, type KeyPair, keyPairOf, type SealError } from '@sigillator/host';
import type { Transport } from '@sigillator/host/transport';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { MemoryLink } from '@sigillator/simulator/memory-link';
import { portNames } from '@sigillator/simulator/ports';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { all, seed } from '../seed.ts';
import { killedOverLink } from './link-killed.ts';
import { sealingOverLink } from './link-sealing.ts';
import { type LiveDesk, liveDesk } from './live-desk.ts';

/** A program in a process of its own. */
export interface LinkProgram {
  /** Resolves when its output holds the text. */
  says(text: string): Promise<void>;
  kill(): void;
  ended: Promise<unknown>;
}

/** The clerk at the device: a program at the simulated one, a person at a real one. */
export interface Clerk {
  /** Confirms the six digits, if they are the ones on the display. */
  confirm(digits: string): Promise<void>;
  /** After pairing: back to the wait for a card, the card in, its PIN given. */
  clerkComes(): Promise<void>;
  /** Reads what a host asks for, to the last page, and presses the key there. */
  answer(key: 'ok' | 'cancel', question?: string): Promise<void>;
  /** Fails unless the display shows the text soon. */
  shows(text: string): Promise<void>;
  close(): void;
}

export interface LinkKind<Desk extends Clerk = LiveDesk> {
  name: string;
  /** The cable is pulled by a hand, which is slower than answers are. */
  slow?: boolean;
  /** Opens the link to the device as a new program would; `patient`, it may wait for a device that is not there yet. */
  open(desk: Desk, patient: boolean): Promise<Transport>;
  /** The cable goes, whatever is under way. */
  pull(desk: Desk): Promise<void>;
  /** It comes back; `open` may have to wait for it. */
  restore(desk: Desk): Promise<void>;
  /** Runs the command line on this link, with the host's key of this suite; where a process of its own can have it. */
  program?(desk: Desk, words: string[]): Promise<LinkProgram>;
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
export interface OverLink<Desk extends Clerk = LiveDesk> {
  kind: LinkKind<Desk>;
  desk(): Desk;
  /** The connection that stands; `reopen` makes a new one, as a program does: the port may still leave other hands. */
  device(): Device;
  reopen(): Promise<Device>;
}

/** On a simulated device. */
export function linkSuite(kind: LinkKind, title: string, seals: boolean): void {
  describe(`device suite over ${title}`, () => {
    const over = sentencesOverLink(kind, host, liveDesk);
    leavesOtherPorts(over);
    if (seals) sealingOverLink(over);
    if (seals && kind.program) killedOverLink(over);
  });
}

function leavesOtherPorts({ desk, device, reopen }: OverLink): void {
  test('a program that has ended leaves the device to hosts at its other ports', async () => {
    await device().close();
    const { machine } = desk().rig;
    await vi.waitFor(async () => {
      const free = portNames.findIndex((_, port) => !machine.ports.isOpen(port));
      const elsewhere = await connect({ device: new MemoryLink(desk().driver, free), key: host });
      expect((await elsewhere.info()).languages).toBe('sv en fr');
      await elsewhere.close();
    }, PATIENCE_MS);
    await reopen();
  });
}

/** What holds of any device that begins with pairing opened. */
export function sentencesOverLink<Desk extends Clerk>(
  kind: LinkKind<Desk>,
  key: KeyPair,
  makeDesk: () => Promise<Desk>,
): OverLink<Desk> {
  let desk: Desk;
  let device: Device;
  const open = async (ownKey = key): Promise<Device> => {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await connect({ device: await kind.open(desk, true), key: ownKey });
      } catch (error) {
        if (!(error as SealError).retryable || performance.now() > end) throw error;
      }
    }
  };
  beforeAll(async () => {
    desk = await makeDesk();
  });
  afterAll(async () => {
    await device?.close();
    await kind.close?.();
    desk?.close();
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
    // A device takes each name once; a real one may know hosts of an earlier run.
    await device.pair(`Desk ${Buffer.from(key.publicKey).toString('hex', 0, 4)}`, (digits) => {
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

  const reopen = async (): Promise<Device> => {
    await device.close();
    device = await open();
    return device;
  };
  return { kind, desk: () => desk, device: () => device, reopen };
}
