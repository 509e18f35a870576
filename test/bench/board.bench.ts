// The board's image in the emulator, in its own time at 125 MHz: the same figures on every machine. Nothing without the ARM
// compiler. The emulator reads flash without delay, so a real chip is a little slower where code misses its cache.

import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { BoardDesk, timers } from '../board/desk.ts';
import { isMet } from '../system-packages.ts';
import { createEmuRig } from '../targets/emu/emu.ts';
import { counted, type Row } from './row.ts';

const MS = 1e6;

export default async function board(): Promise<Row[]> {
  if (!isMet('arm-compiler')) return [];
  return [...(await startAndFrame()), counted('m0-handshake-ms', await handshakeMs(), 'ms', 1500)];

  /** A host on USB bulk, from its first byte to the session: hello, the three messages of the handshake, all waits. */
  async function handshakeMs(): Promise<number> {
    const other = await (await BoardDesk.make()).board();
    const transport = await other.link('bulk');
    const start = other.pico.nanos;
    const link = await Link.connect(transport, { key: keyPairOf(new Uint8Array(32).fill(7)), timers });
    // The device takes the last message without an answer: the next request waits for that.
    await link.request('info', {}).catch(() => undefined);
    const end = other.pico.nanos;
    await link.close();
    await other.close();
    return (end - start) / MS;
  }
}

/** From power-on to the first screen and to the first question, and one picture; test/board/figures.test.ts holds them to their bars. */
export async function startAndFrame(): Promise<Row[]> {
  const rig = await createEmuRig();
  const { pico } = rig;
  await rig.waitFor('Self test', 5_000);
  const boot = pico.nanos / MS;
  await rig.waitFor('English', 5_000);
  const ready = pico.nanos / MS;
  await rig.passTime(500);
  return [
    counted('m0-boot-ms', boot, 'ms', 300),
    counted('m0-ready-ms', ready, 'ms', 1000),
    counted('m0-frame-ms', await frameMs(), 'ms', 20),
  ];

  /** Work of the core from a key to all pages sent, without the work of as much time without a key. */
  async function frameMs(): Promise<number> {
    const span = 200;
    const before = pico.workedNanos;
    await rig.passTime(span);
    const idle = pico.workedNanos - before;
    pico.keypad.contact('down', true);
    const start = pico.workedNanos;
    await rig.passTime(span);
    if (!(await rig.screen()).includes('► Svenska')) throw new Error(`Measuring a frame:\n${await rig.screen()}`);
    return (pico.workedNanos - start - idle) / MS;
  }
}
