// Random days at the desk beside a naive model of sealing: numbers, documents, what the clerk and the host do, and what is
// pulled. The model is a list of what was sealed; the device must answer for every number as the list says.
import { parseKeys } from '@sigillator/simulator/keys';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { act } from '../device/desk.ts';
import { seeded } from '../seed.ts';
import type { SimRig } from '../targets/sim.ts';
import { type RawHost, said } from '../wire/raw-host.ts';
import { announce, clerkComes, declaration, journal, open1, openKey, readAll, result } from '../wire/sealing.ts';
import { calm, wired } from '../wire/wired.ts';

/** Documents by the number a step names them, each with its seal by hand. */
const documents = [0, 1, 2].map((id) => declaration(`18SE${id}`, ['TEA']));
const seals = [0, 1, 2].map((id) =>
  open1('document', openKey, `1CUSDECD96BUN929${`18SE${id}`}936CA1109012100AAATEA000000000000`),
);

const ends = ['approve', 'refuse', 'cancel', 'card', 'cable', 'power'] as const;
const losses = ['card', 'cable', 'power'] as const;
interface Step {
  /** The first number: counted back from the next free one. */
  back: number;
  skip: number;
  documents: number[];
  end: (typeof ends)[number];
  /** Where set, OK is pressed and `loss` comes so many milliseconds later. */
  after: number | undefined;
  loss: (typeof losses)[number];
}
const step: fc.Arbitrary<Step> = fc.record({
  back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) }),
  skip: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(2) }),
  documents: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
  end: fc.constantFrom(...ends),
  after: fc.option(fc.nat(400), { nil: undefined }),
  loss: fc.constantFrom(...losses),
});

let rig: SimRig;
let host: RawHost;
let ready: () => void;
beforeAll(async () => {
  ({ rig, host } = await wired());
  await clerkComes(rig);
  ready = host.moment();
});

/** What was sealed, in order: number and document. */
type Model = { sequence: number; document: number }[];
const find = (model: Model, sequence: number): number => model.findIndex((one) => one.sequence === sequence);
const highest = (model: Model): number => Math.max(0, ...model.map(({ sequence }) => sequence));

async function lose(what: (typeof losses)[number]): Promise<void> {
  if (what === 'card') await rig.removeCard();
  else if (what === 'cable') host.close();
  else await rig.power(false);
  rig.machine.settle();
}

/** Power, host and card are there again, and the clerk at the menu. */
async function comeBack(): Promise<void> {
  if (!rig.machine.on) await rig.power(true);
  if (rig.machine.slot.inserted !== undefined) await rig.removeCard();
  await rig.passTime(6_000);
  if (!rig.machine.ports.isOpen(host.port)) host.open();
  host.hello();
  host.shake();
  if ((await rig.screen()).includes('OK next')) await act(rig, 'ok');
  await clerkComes(rig);
  rig.machine.settle();
  host.take();
}

const outcome = (sequence: number): string =>
  said(host.request('seal-result', { sequence: BigInt(sequence) })).at(-1) as string;

/** Asks for a batch; true where the clerk is asked about it, false where the device has said what the model says. */
function asked(model: Model, first: number, wanted: readonly number[]): boolean {
  const begun = host.request('seal-begin', { sequence: BigInt(first), count: wanted.length }).at(-1)!;
  let known = 0;
  while (known < wanted.length && find(model, first + known) >= 0) known++;
  if (known < wanted.length && first + known <= highest(model)) {
    expect(said([begun])).toEqual(['request-expired']);
    return false;
  }
  expect(begun).toMatchObject({ kind: 'answer', fields: { known } });
  for (const [index, document] of wanted.entries()) {
    const answer = said([announce(host, index, { document: documents[document]! })!])[0];
    const other = index < known && model[find(model, first + index)]!.document !== document;
    expect(answer).toBe(other ? 'request-reused' : 'seal-document');
    if (other) return false;
  }
  host.request('seal-approve', { budgetMs: 60_000 });
  return known < wanted.length;
}

/** One batch; answers true if all of it must be sealed now, false if nothing, undefined if the moment of the loss decides. */
async function decide({ end, after, loss }: Step): Promise<boolean | undefined> {
  await calm(rig);
  if (after !== undefined) {
    await readAll(rig);
    rig.machine.input({ kind: 'press', keys: parseKeys('ok') });
    rig.machine.run(after);
    await lose(loss);
    return undefined;
  }
  if (end === 'approve') {
    await readAll(rig);
    await rig.press('ok');
    rig.machine.settle();
    return true;
  }
  if (end === 'refuse') await act(rig, 'cancel');
  else if (end === 'cancel') host.request('cancel', {});
  else await lose(end);
  return false;
}

/** Device and model say the same of every number, and the journal is the list in its order. */
function agree(model: Model): void {
  expect(rig.machine.haltCode).toBeUndefined();
  const rows = journal(host);
  expect(rows.map(({ counter, sequence, documentSeal }) => ({ counter, sequence, documentSeal }))).toEqual(
    model.map(({ sequence, document }, index) => ({
      counter: index + 1,
      sequence: BigInt(sequence),
      documentSeal: seals[document],
    })),
  );
  for (let sequence = 1; sequence <= highest(model) + 4; sequence++) {
    const place = find(model, sequence);
    if (place < 0) expect(outcome(sequence)).toBe(sequence < highest(model) ? 'request-expired' : 'request-unknown');
    else
      expect(result(host, BigInt(sequence))).toMatchObject({
        counter: place + 1,
        documentSeal: seals[model[place]!.document],
        issuerSeal: issuerSeals.get(sequence) ?? keep(sequence),
      });
  }
}

/** The issuer seal of a number as it was first answered: it never changes. */
const issuerSeals = new Map<number, string>();
function keep(sequence: number): string {
  const { issuerSeal } = result(host, BigInt(sequence));
  issuerSeals.set(sequence, issuerSeal);
  return issuerSeal;
}

test('SE-2.D random batches, answers and losses: each number is sealed once, as approved, and never changes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
      ready();
      issuerSeals.clear();
      const model: Model = [];
      for (const one of steps) {
        const first = Math.max(1, highest(model) + 1 + one.skip - one.back);
        if (asked(model, first, one.documents)) {
          const must = await decide(one);
          await comeBack();
          const all = one.documents.map((document, index) => ({ sequence: first + index, document }));
          const own = all.filter(({ sequence }) => find(model, sequence) < 0);
          const sealed = must ?? outcome(own[0]!.sequence) === 'seal-result';
          if (sealed) model.push(...own);
        } else {
          host.request('cancel', {});
          host.take();
        }
        agree(model);
      }
    }),
    seeded(12, 1_000),
  );
}, 3_600_000);
