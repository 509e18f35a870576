// Random acts of two clerks and the company's system on two cases, held to a naive model of what each may do.
import { SealError } from '@sigillator/host';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../seed.ts';
import { codeOf, declaration, Office, people } from './office.ts';

type Who = 'anna' | 'bertil';
interface Act {
  what: 'review' | 'release' | 'mark' | 'unmark' | 'approve' | 'change' | 'withdraw' | 'seal' | 'wait';
  who: Who;
  which: 0 | 1;
}

/** What the model keeps of a case: who has it until when, whose mark, whose approval, whether it is sealed. */
interface Model {
  owner: Who | undefined;
  until: number;
  mark: Who | undefined;
  approved: Who | undefined;
  sealed: boolean;
  content: number;
}

const minutes = 4;

/** Whether the act is allowed, and what it does to the model. */
function play(model: Model, { what, who }: Act, now: number): boolean {
  const owner = now < model.until ? model.owner : undefined;
  const free = !model.sealed && model.approved === undefined;
  const mine = free && (owner === undefined || owner === who);
  const take = (mark: Who | undefined): true => {
    Object.assign(model, { owner: who, until: now + 15, mark });
    return true;
  };
  switch (what) {
    case 'review':
      return mine && take(model.mark === who ? who : undefined);
    case 'mark':
      return mine && take(who);
    case 'unmark':
      return mine && model.mark === who && take(undefined);
    case 'release':
      if (mine) Object.assign(model, { owner: undefined, mark: undefined });
      return mine;
    case 'change':
      if (!free || owner !== undefined) return false;
      Object.assign(model, { owner: undefined, mark: undefined, content: model.content + 1 });
      return true;
    case 'approve':
      if (!mine || model.mark !== who) return false;
      Object.assign(model, { owner: undefined, mark: undefined, approved: who });
      return true;
    case 'withdraw':
      if (model.sealed || model.approved !== who) return false;
      model.approved = undefined;
      return true;
    case 'seal':
      if (model.sealed || model.approved !== who) return false;
      model.sealed = true;
      return true;
    case 'wait':
      return true;
  }
}

async function perform(office: Office, id: string, { what, who }: Act, content: number): Promise<boolean> {
  const { desk } = office;
  const seen = [office.seen(who, id)];
  const work = {
    review: () => desk.review(who, id),
    release: () => desk.release(who, id),
    mark: () => desk.mark(who, seen),
    unmark: () => desk.unmark(who, [id]),
    approve: () => desk.approve(who, { cases: seen, procedure: 1, language: 'fr' }),
    change: () => desk.change(id, declaration(id.slice(0, 8), `GOODS ${content + 1}`)),
    withdraw: async () => {
      const { approval, state } = office.view(who, id);
      if (state !== 'approved') throw new SealError('not-approved', '');
      return desk.withdraw(who, approval!.id);
    },
    seal: () => {
      const right = who === 'anna' && office.view(who, id).state === 'approved' && office.view(who, id).approval!.mine;
      return desk.typing.type(who, id, right ? expectedSeal(office, id) : '123456');
    },
    wait: () => office.pass(minutes),
  }[what];
  return (await codeOf(work)) === 'none';
}

const expectedSeal = (office: Office, id: string): string => {
  const six = office.desk.typing.documentSealOf('anna', id);
  return people.issuerSeal('anna', six, new Date(office.nowMs)).digits6;
};

const act = fc.record<Act>({
  what: fc.constantFrom(
    'review',
    'release',
    'mark',
    'mark',
    'unmark',
    'approve',
    'approve',
    'change',
    'withdraw',
    'seal',
    'wait',
  ),
  who: fc.constantFrom('anna', 'bertil'),
  which: fc.constantFrom(0, 1),
});

test('the acts of two clerks go as a naive model of them goes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const office = await Office.open();
      try {
        const ids = ['A', 'B'].map((name) => office.desk.add(declaration(name), 'tdr041').id);
        const models = ids.map(
          (): Model => ({
            owner: undefined,
            until: 0,
            mark: undefined,
            approved: undefined,
            sealed: false,
            content: 0,
          }),
        );
        const start = office.nowMs;
        for (const [index, one] of acts.entries()) {
          const model = models[one.which]!;
          const { content } = model;
          const expected = play(model, one, (office.nowMs - start) / 60_000);
          const done = await perform(office, ids[one.which]!, one, content);
          expect(done, `act ${index}: ${JSON.stringify(one)}`).toBe(expected);
        }
        expect((await office.rows('seal')).length).toBe(models.filter(({ sealed }) => sealed).length);
      } finally {
        await office.close();
      }
    }),
    seeded(15, 500),
  );
});
