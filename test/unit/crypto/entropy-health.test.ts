// The health tests of the noise source, SP 800-90B 4.4, at their cutoffs.
import { beforeEach, expect, test } from 'vitest';
import { PrimitivesModule } from '../../primitives/module.ts';

const module = new PrimitivesModule();
const none = 0;
const repetition = 1;
const proportion = 2;
let context = 0;

beforeEach(() => {
  context = module.reset().context('HEALTH_CTX');
  module.call('healthInit', context);
});

const feed = (samples: number[]): number =>
  module.call('healthTest', context, module.put(Uint8Array.from(samples)), samples.length);
const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

test('30 equal samples pass, the 31st is an alarm', () => {
  expect(feed(times(30, 0))).toBe(none);
  expect(feed([0])).toBe(repetition);
});

test('a source that begins with zeros is counted from its first sample', () => {
  expect(feed(times(31, 0))).toBe(repetition);
});

test('a repetition that is broken starts again', () => {
  expect(feed([...times(30, 7), 8, ...times(30, 7)])).toBe(none);
});

test('a value that fills 324 places of a window passes if it does not repeat, 325 are an alarm', () => {
  // The others stand at even distances, so that no run is long enough for the repetition test.
  const spread = (count: number): number[] => {
    const others = 512 - count;
    return Array.from({ length: 512 }, (_, i) =>
      Math.floor(((i + 1) * others) / 512) > Math.floor((i * others) / 512) ? 2 + (i % 200) : 1,
    );
  };
  expect(spread(324).filter((sample) => sample === 1).length).toBe(324);
  expect(feed(spread(324))).toBe(none);
  module.call('healthInit', context);
  expect(feed(spread(325))).toBe(proportion);
});

test('each window counts its own first sample', () => {
  expect(
    feed([...Array.from({ length: 512 }, (_, i) => i & 255), ...Array.from({ length: 512 }, (_, i) => i & 255)]),
  ).toBe(none);
});

test('an alarm stays until the source is started anew', () => {
  expect(feed(times(31, 9))).toBe(repetition);
  expect(feed(Array.from({ length: 256 }, (_, i) => i))).toBe(repetition);
  module.call('healthInit', context);
  expect(feed(Array.from({ length: 256 }, (_, i) => i))).toBe(none);
});
