// Sealing over a link, with a clerk at the keypad: part of the device suite in link-suite.ts. Expected seals are computed
// here with node:crypto.
import type { Device, JournalRow } from '@sigillator/host';
import { expect, test } from 'vitest';
import { sealDigits } from '../device/desk.ts';
import { serialText } from '../targets/card-harness.ts';
import { compressed, declaration, open1, openKey, sealedData } from '../wire/sealing.ts';
import { fastest } from './fastest.ts';
import type { Clerk, OverLink } from './link-suite.ts';

export const profile = 'tdr041';
/** The promise of the design, not a measure of this machine: no layer has a wait of its own in it. */
const BACK_MS = 2_000;
export const largeGoods = Array.from({ length: 300 }, (_, index) => `GOODS ${index} ${'X'.repeat(100)}`);

/** Rows that the device's journal has. */
async function rowCount(device: Device): Promise<number> {
  let last = 0;
  for await (const { counter } of device.journal()) last = counter;
  return last;
}

export function sealingOverLink<Desk extends Clerk>({ kind, desk, device, reopen }: OverLink<Desk>): void {
  /** Seals of others, before. */
  let before = 0;

  test('SE-3.3 a document is sealed when the clerk has read it; asked again, the answer is the same', async () => {
    before = await rowCount(device());
    await desk().clerkComes();
    const heard: string[] = [];
    const asked = device().sealDocument(declaration(), { profile, onProgress: (reason) => heard.push(reason) });
    await desk().answer('ok');
    const sealed = await asked;
    expect(heard).toContain('approval');
    expect(sealed.documentSeal18).toBe(open1('document', openKey, sealedData));
    expect(sealed.documentSeal6).toBe(compressed(sealed.documentSeal18));
    expect(sealed.issuerSeal18).toBe(open1('issuer', sealDigits, sealed.documentSeal6));
    expect(sealed).toMatchObject({ counter: before + 1, requestId: '1', issuer: 'SE5566778899' });
    expect(await device().sealDocument(declaration(), { profile, requestId: 1n })).toEqual(sealed);
    const other = device().sealDocument(declaration('18SE2'), { profile, requestId: 1n });
    await expect(other).rejects.toMatchObject({ code: 'request-reused' });
  });

  test('documents of one approval come back in the order asked', async () => {
    const requests = ['A1', 'A2', 'A3'].map((id) => ({ document: declaration(id, ['TEA']), profile }));
    const asked = device().sealDocuments(requests);
    await desk().answer('ok', 'Seal all these?');
    const sealed = await asked;
    expect(sealed.map(({ counter }) => counter)).toEqual([2, 3, 4].map((counter) => before + counter));
    expect(new Set(sealed.map(({ documentSeal18 }) => documentSeal18)).size).toBe(3);
  });

  test('a document of 40 KB arrives whole; the clerk refuses it, and the host hears that', async () => {
    const document = declaration('A9', largeGoods);
    expect(document.length).toBeGreaterThan(40_000);
    const asked = device().sealDocument(document, { profile });
    const ended = expect(asked).rejects.toMatchObject({ code: 'refused' });
    await desk().answer('cancel');
    await ended;
  });

  test('a program that gives up ends the review on the display', async () => {
    const controller = new AbortController();
    const onProgress = (reason: string): void => {
      if (reason === 'approval') controller.abort();
    };
    const asked = device().sealDocument(declaration('B1'), { profile, signal: controller.signal, onProgress });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await desk().shows('What do you want?');
  });

  test('the card in the device is told', async () => {
    expect(await device().card()).toMatchObject({ cardId: serialText, issuer: 'SE5566778899' });
  });

  test('the journal comes row by row, each in the chain, and is acknowledged', async () => {
    const rows: JournalRow[] = [];
    for await (const row of device().journal(before + 1)) rows.push(row);
    expect(rows.map(({ requestId }) => requestId)).toEqual(['1', '2', '3', '4']);
    expect(await device().acknowledgeJournal(rows[1]!)).toBe(2);
  });

  test('pulled while the clerk reads: asked again it is sealed once; pulled later, the same answer within 2 s', async () => {
    const request = { profile, requestId: 5n };
    let pulled: Promise<void> | undefined;
    const onProgress = (reason: string): void => {
      if (reason === 'approval') pulled ??= kind.pull(desk());
    };
    const cut = device().sealDocument(declaration('C1'), { ...request, onProgress });
    await expect(cut).rejects.toMatchObject({ code: 'no-device-link', retryable: true });
    await pulled;
    await kind.restore(desk());
    await reopen();
    const asked = device().sealDocument(declaration('C1'), request);
    await desk().answer('ok');
    const sealed = await asked;
    expect(sealed.counter).toBe(before + 5);
    const took = await fastest(BACK_MS, async () => {
      const again = device().sealDocument(declaration('C1'), request);
      const lost = kind.slow ? again.catch(() => {}) : expect(again).rejects.toMatchObject({ retryable: true });
      await kind.pull(desk());
      await lost;
      await kind.restore(desk());
      const back = performance.now();
      expect(await (await reopen()).sealDocument(declaration('C1'), request)).toEqual(sealed);
      return performance.now() - back;
    });
    expect(took).toBeLessThan(BACK_MS);
  });
}
