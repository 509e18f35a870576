// T=1 between our terminal and our card (ISO/IEC 7816-3, clause 11), and each end against blocks written by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../seed.ts';
import { campaign } from '../targets/campaign.ts';
import { cardResult, failures, T1End, T1Line, terminalResult } from '../targets/t1-line.ts';

const pattern = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7 + 3) & 0xff);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** A block by hand: NAD 00, PCB, LEN, information, LRC. */
const block = (pcb: number, ...information: number[]): number[] => {
  const bytes = [0, pcb, information.length, ...information];
  return [...bytes, bytes.reduce((sum, byte) => sum ^ byte, 0)];
};

describe('T=1, both ends', () => {
  test.each([
    ['LRC', false],
    ['CRC', true],
  ])('carries commands and answers of every length with %s', (_name, crc) => {
    const line = new T1Line({ crc });
    for (const length of [1, 4, 5, 31, 32, 33, 253, 254, 255, 256, 508, 509, 600, 1024])
      expect(line.exchange(pattern(length))).toEqual(pattern(length));
  });

  test('keeps to the block size of the card', () => {
    const line = new T1Line({ ifsc: 16 });
    expect(line.exchange(pattern(100))).toEqual(pattern(100));
  });

  test.each([false, true])('waits as long as the card asks for more time (answer ready early: %s)', (answerEarly) => {
    const line = new T1Line({ extensions: 20, answerEarly });
    expect(line.exchange(pattern(40))).toEqual(pattern(40));
    expect(line.exchange(pattern(300))).toEqual(pattern(300));
  });

  test('a command that is too long for the card arrives as too long, not cut', () => {
    const line = new T1Line({ answer: (command) => Uint8Array.of(command.length >> 8, command.length & 0xff) });
    line.card.wasm.t1CardInit(line.card.wasm.inputAt(), 20, false, 20);
    expect(line.exchange(pattern(400))).toEqual(Uint8Array.of(0, 21));
  });

  test('an answer that is too long for the terminal is a failure', () => {
    const line = new T1Line();
    line.terminal.wasm.t1TerminalInit(line.terminal.wasm.outputAt(), 20, 254, false, 200, 20, 1);
    expect(line.exchange(pattern(21))).toBe(failures.tooLong);
  });

  test('cancelling ends at the next request for time, and the next command works', () => {
    const line = new T1Line({ extensions: 3 });
    line.exchange(pattern(5));
    line.terminal.put(line.terminal.wasm.inputAt(), pattern(5));
    let cancelled = false;
    line.options.disturb = (byte, _index, toCard) => {
      if (!toCard && !cancelled) {
        cancelled = true;
        line.terminal.wasm.t1TerminalCancel();
      }
      return [byte];
    };
    expect(line.exchange(pattern(5))).toBe(failures.cancelled);
    expect(line.exchange(pattern(9))).toEqual(pattern(9));
  });

  test('a card that says nothing is mute, after three questions and three resynchronisations', () => {
    let blocks = 0;
    const line = new T1Line({
      disturb: (_byte, _index, toCard) => {
        if (toCard) blocks++;
        return [];
      },
    });
    expect(line.exchange(pattern(5))).toBe(failures.mute);
    // S(IFS) of 5 bytes four times, S(RESYNCH) of 4 bytes four times.
    expect(blocks).toBe(4 * 5 + 4 * 4);
  });

  test('one wrong, lost or added byte anywhere never changes an answer', () => {
    const command = pattern(300);
    const answer = (got: Uint8Array): Uint8Array => Uint8Array.from([...got].reverse());
    const measure = new T1Line({ answer, extensions: 1 });
    measure.exchange(command);
    const ways: ((byte: number) => number[])[] = [(byte) => [byte ^ 0x40], () => [], (byte) => [byte, 0x55]];
    for (const index of campaign(measure.bytesOnLine))
      for (const way of ways) {
        const line = new T1Line({ answer, extensions: 1, disturb: (byte, at) => (at === index ? way(byte) : [byte]) });
        expect(line.exchange(command), `byte ${index}, way ${ways.indexOf(way)}`).toEqual(answer(command));
        for (const got of line.commands) expect(hex(got)).toBe(hex(command));
        expect(line.exchange(pattern(7))).toEqual(answer(pattern(7)));
      }
  });

  // A check byte cannot see every double error, so only the end is promised here, not the content.
  test('any noise ends in an answer or in a failure that is told, and silence after it heals', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(900), fc.nat(255), fc.nat(2)), { maxLength: 40 }), (hits) => {
        const at = new Map(hits.map(([index, value, way]) => [index, { value, way }]));
        const line = new T1Line({
          extensions: 1,
          disturb: (byte, index) => {
            const hit = at.get(index);
            if (hit === undefined) return [byte];
            return hit.way === 0 ? [byte ^ (hit.value | 1)] : hit.way === 1 ? [] : [byte, hit.value];
          },
        });
        line.exchange(pattern(5));
        line.exchange(pattern(300));
        line.options.disturb = (byte) => [byte];
        const first = line.exchange(pattern(9));
        if (first !== failures.mute) expect(first === failures.resynchronised || typeof first !== 'number').toBe(true);
        expect(line.exchange(pattern(9))).toEqual(pattern(9));
      }),
      seeded(200, 5000),
    );
  });
});

describe('T=1, the card against blocks by hand', () => {
  const card = (): { feed: (bytes: number[]) => string; end: T1End } => {
    const end = new T1End();
    end.wasm.t1CardInit(end.wasm.inputAt(), 600, false, 20);
    let now = 0;
    const feed = (bytes: number[]): string => {
      let result = 0;
      for (const byte of bytes) result = end.wasm.t1CardByte(byte, ++now);
      now += 21;
      if (result === cardResult.nothing) result = end.wasm.t1CardTick(now);
      if (result === cardResult.command) {
        const length = end.wasm.t1CardCommandLength();
        end.put(end.wasm.outputAt(), end.take(end.wasm.inputAt(), length));
        result = end.wasm.t1CardAnswer(end.wasm.outputAt(), length);
      }
      return result === cardResult.nothing ? '' : hex(end.sent());
    };
    return { feed, end };
  };
  const as = (bytes: number[]): string => hex(Uint8Array.from(bytes));

  test('N(S) alternates on both sides', () => {
    const { feed } = card();
    expect(feed(block(0x00, 1, 2))).toBe(as(block(0x00, 1, 2)));
    expect(feed(block(0x40, 3))).toBe(as(block(0x40, 3)));
    expect(feed(block(0x00, 4))).toBe(as(block(0x00, 4)));
  });

  test('R with the number of the last block gets it again', () => {
    const { feed } = card();
    feed(block(0x00, 1, 2));
    expect(feed(block(0x80))).toBe(as(block(0x00, 1, 2)));
    expect(feed(block(0x82))).toBe(as(block(0x00, 1, 2)));
  });

  test('R with the number of the next block says that a command was lost: it is asked for', () => {
    const { feed } = card();
    feed(block(0x00, 1, 2));
    expect(feed(block(0x90))).toBe(as(block(0x90)));
    expect(feed(block(0x40, 9))).toBe(as(block(0x40, 9)));
  });

  test('a wrong check byte, node address, length FF or sequence number is answered by R', () => {
    const { feed } = card();
    expect(feed([0, 0, 1, 7, 9])).toBe(as(block(0x82)));
    expect(feed([5, 0, 1, 7, 3])).toBe(as(block(0x82)));
    expect(feed([0, 0, 0xff])).toBe(as(block(0x82)));
    expect(feed(block(0x40, 7))).toBe(as(block(0x82)));
  });

  test('the block size of the terminal is kept to and acknowledged', () => {
    const { feed } = card();
    expect(feed(block(0xc1, 3))).toBe(as(block(0xe1, 3)));
    expect(feed(block(0x00, 1, 2, 3, 4))).toBe(as(block(0x20, 1, 2, 3)));
    expect(feed(block(0x90))).toBe(as(block(0x40, 4)));
    expect(feed(block(0xc1, 0))).toBe(as(block(0x92)));
    expect(feed(block(0xc1, 0xff))).toBe(as(block(0x92)));
  });

  test('abort ends a chain from either side, resynchronisation starts from zero', () => {
    const { feed } = card();
    expect(feed(block(0x20, 1))).toBe(as(block(0x90)));
    expect(feed(block(0xc2))).toBe(as(block(0xe2)));
    expect(feed(block(0x40, 8))).toBe(as(block(0x00, 8)));
    expect(feed(block(0xc0))).toBe(as(block(0xe0)));
    expect(feed(block(0x00, 6))).toBe(as(block(0x00, 6)));
  });

  test('a block that stops half-way is asked for again once the waiting time is over', () => {
    const { end } = card();
    for (const byte of [0, 0, 2, 1]) expect(end.wasm.t1CardByte(byte, 100)).toBe(cardResult.nothing);
    expect(end.wasm.t1CardTick(120)).toBe(cardResult.nothing);
    expect(end.wasm.t1CardTick(121)).toBe(cardResult.transmit);
    expect(hex(end.sent())).toBe(as(block(0x82)));
  });
});

describe('answer to reset', () => {
  const read = (bytes: number[]): { state: number; end: T1End } => {
    const end = new T1End();
    end.wasm.atrStart();
    let state = 0;
    for (const byte of bytes) {
      expect(state, 'nothing may follow a whole or bad answer').toBe(0);
      state = end.wasm.atrByte(byte);
    }
    return { state, end };
  };
  const own = (): number[] => {
    const end = new T1End();
    const length = end.wasm.atrWrite(end.wasm.outputAt());
    return [...end.take(end.wasm.outputAt(), length)];
  };

  test('our own says T=1, 254 bytes, LRC, BWI 4, CWI 5', () => {
    expect(Buffer.from(own()).toString('hex').slice(0, 12)).toBe('3b8a8131fe45');
    const { state, end } = read(own());
    expect(state).toBe(1);
    expect(end.wasm.atrFirstProtocol()).toBe(1);
    expect(end.wasm.atrInformationMax()).toBe(254);
    expect(end.wasm.atrUsesCrc()).toBe(0);
    // CWT = 11 + 2^5 etu of 104 us = 4.5 ms; BWT = 11 etu + 2^4 * 960 * 372 / 3580 kHz = 1597 ms; both rounded up.
    expect(end.wasm.atrCharacterWaitMs(104)).toBe(5);
    expect(end.wasm.atrBlockWaitMs(104, 3580)).toBe(1 + 1596 + 2);
  });

  test('one wrong byte is refused or never ends', () => {
    const right = own();
    for (let index = 0; index < right.length; index++)
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const end = new T1End();
        end.wasm.atrStart();
        let state = 0;
        for (const [at, byte] of right.entries())
          if (state === 0) state = end.wasm.atrByte(at === index ? byte ^ bit : byte);
        expect(state, `byte ${index} bit ${bit}`).not.toBe(1);
      }
  });

  test('cards of others are read: T=0 and T=1 offered, CRC, small blocks', () => {
    // 3B 90: TA1 TD1 to T=0 | TD2 to T=1 | TA3 IFSC 20, TB3 15, TC3 CRC; TCK makes the sum zero.
    const bytes = [0x3b, 0x90, 0x11, 0x80, 0x71, 0x20, 0x15, 0x01];
    bytes.push(bytes.slice(1).reduce((sum, byte) => sum ^ byte, 0));
    const { state, end } = read(bytes);
    expect(state).toBe(1);
    expect(end.wasm.atrFirstProtocol()).toBe(0);
    expect(end.wasm.atrInformationMax()).toBe(0x20);
    expect(end.wasm.atrUsesCrc()).toBe(1);
  });

  test('a card without T=1 is refused', () => {
    expect(read([0x3b, 0x02, 0x14, 0x50]).state).toBe(2);
  });

  test('an endless answer is refused', () => {
    const end = new T1End();
    end.wasm.atrStart();
    let state = end.wasm.atrByte(0x3b);
    let count = 1;
    while (state === 0 && count < 100) {
      state = end.wasm.atrByte(0xf1);
      count++;
    }
    expect(state).toBe(2);
    expect(count).toBeLessThanOrEqual(34);
  });
});

test('the terminal sends nothing by itself', () => {
  const end = new T1End();
  end.wasm.t1TerminalInit(end.wasm.outputAt(), 300, 254, false, 200, 20, 1);
  expect(end.wasm.t1TerminalByte(0x55, 5)).toBe(terminalResult.nothing);
  expect(end.wasm.t1TerminalTick(100_000)).toBe(terminalResult.nothing);
});
