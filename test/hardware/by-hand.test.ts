// The guide for a person with a real board: one who does what it says at a simulated device, and one who types answers.
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { scripts } from '../device/scripts.ts';
import { byHand } from './by-hand.ts';
import { handOrder } from './duties.ts';
import { PersonAtTerminal } from './person.ts';
import { SimulatedPerson } from './simulated-person.ts';

test.for([
  ['soft', 'en'],
  ['soft', 'fr'],
  ['slot', 'sv'],
] as const)(
  'whoever does all that the guide says finds every screen as it says: %s, "%s"',
  async ([build, language]) => {
    const person = await SimulatedPerson.make(build);
    const counts = await byHand(build === 'slot' ? ['slot', language] : [language], person);
    expect(person.differences).toEqual([]);
    expect(counts).toEqual({ passed: handOrder.length, failed: 0, skipped: 0 });
    // A card is flashed again only where a duty left it in another state.
    expect(person.flashed).toEqual(
      ['blank', 'stranger', 'active', 'active', 'new', 'slow', 'classic', 'expired'].map(
        (card) => `test-card-${card}.uf2`,
      ),
    );
  },
);

test('all duties of the device are there, the first start first and erasing last', () => {
  expect([...handOrder].sort()).toEqual(['first start', ...Object.keys(scripts)].sort());
  expect([handOrder[0], handOrder.at(-1)]).toEqual(['first start', 'erase']);
});

const answering = async (answers: string, words: string[]) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(answers);
  const counts = await byHand(words, new PersonAtTerminal(input, output));
  return { counts, said: String(output.read()) };
};

test('a person is led through a duty, and what they saw is counted', async () => {
  const { counts, said } = await answering('y\ny\ny\n', ['self test', 'sv']);
  expect(said).toContain('self test: press ok.\n');
  expect(said).toContain('Självtest');
  expect(counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
});

test('a duty ends at the first other screen; what is no answer is asked again', async () => {
  const { counts, said } = await answering('y\nperhaps\nn\n', ['self test']);
  expect(said).toContain('"perhaps" is neither');
  expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('who goes away is told what was not done, and it counts as skipped', async () => {
  const { counts, said } = await answering('y\n', ['self test', 'version']);
  expect(said).toContain('the input came to its end before all was answered. Not done: self test, version.');
  expect(counts).toEqual({ passed: 0, failed: 0, skipped: 2 });
});

test('who goes away while a link is tried is told so, and nothing waits on', async () => {
  const { counts, said } = await answering('', ['links', 'tcp:127.0.0.1:9']);
  expect(said).toContain('Open pairing: press menu');
  expect(said).toContain('Not done: tcp:127.0.0.1:9.');
  expect(counts).toEqual({ passed: 0, failed: 0, skipped: 1 });
});

test('Ctrl-C at the question ends it with a sentence', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const person = new PersonAtTerminal(input, output);
  const done = byHand(['self test'], person);
  person.leave('you pressed Ctrl-C');
  expect(await done).toEqual({ passed: 0, failed: 0, skipped: 1 });
  expect(String(output.read())).toContain('you pressed Ctrl-C before all was answered');
});

test('a card is named with its file and its way into the chip before it is needed, and flashed again after a failure', async () => {
  const { said } = await answering('y\ny\nn\ny\n', ['response', 'seal']);
  expect(said.match(/drag hw\/build\/test-card-active\.uf2/g)).toHaveLength(2);
  expect(said).toContain('TEST CARDS');
  expect(said.indexOf('test-card-active')).toBeLessThan(said.indexOf('put the card in'));
});

test('a name that no duty has is refused with those that there are', async () => {
  await expect(answering('', ['seel'])).rejects.toThrow(
    'nothing is called "seel"; expected slot, en, sv, fr, links, the name of a link',
  );
});
