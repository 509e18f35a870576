// The simulator's usb-redir server, with hosts that come and go as virtual machines do.
import { encodeRequest } from '@sigillator/host/link/codec';
import { encodeFrame, FrameReader } from '@sigillator/host/link/frames';
import { frameKinds } from '@sigillator/protocol/tables/limits';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LiveDesk, liveDesk } from './live-desk.ts';
import { Packet, RedirHost } from './redir-host.ts';

const hello = encodeFrame(frameKinds.plain, encodeRequest('hello', 1, { oldest: 1, newest: 1 }));

let desk: LiveDesk;
beforeEach(async () => {
  desk = await liveDesk();
});
afterEach(() => desk.close());

/** The next whole frame that comes to the host. */
async function answer(host: RedirHost): Promise<number> {
  const reader = new FrameReader();
  for (;;) for (const { kind } of reader.feed(await host.came(host.ask()))) return kind;
}

test('a machine that ends with a request under way leaves the next one its answer', async () => {
  for (let round = 0; round < 3; round++) {
    const host = await new RedirHost(desk.usb).open();
    host.give(hello);
    expect(await answer(host)).toBe(frameKinds.plain);
    host.ask();
    await host.die();
  }
});

test('a reset of the bus ends what is under way', async () => {
  const host = await new RedirHost(desk.usb).open();
  const asked = host.ask();
  host.say(Packet.reset, Buffer.alloc(0));
  const CANCELLED = 1;
  expect((await host.heard(Packet.bulk, asked))[1]).toBe(CANCELLED);
});
