// Sealing over a link, with a clerk at the keypad: part of the device suite in link-suite.ts. Expected seals are computed
// here with node:crypto.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalRow } from '@sigillator/host';
import { Random } from '@sigillator/simulator/random';
import { expect, test } from 'vitest';
import { sealDigits } from '../device/desk.ts';
import { seed } from '../seed.ts';
import { serialText } from '../targets/card-harness.ts';
import { compressed, declaration, open1, openKey, sealedData } from '../wire/sealing.ts';
import { fastest } from './fastest.ts';
import type { LinkProgram, OverLink } from './link-suite.ts';

const profile = 'tdr041';
/** The promise of the design, not a measure of this machine: no layer has a wait of its own in it. */
const BACK_MS = 2_000;
const largeGoods = Array.from({ length: 300 }, (_, index) => `GOODS ${index} ${'X'.repeat(100)}`);

export function sealingOverLink({ kind, desk, device, reopen }: OverLink): void {
  test('SE-3.3 a document is sealed when the clerk has read it; asked again, the answer is the same', async () => {
    await desk().clerkComes();
    const heard: string[] = [];
    const asked = device().sealDocument(declaration(), { profile, onProgress: (reason) => heard.push(reason) });
    await desk().answer('ok');
    const sealed = await asked;
    expect(heard).toContain('approval');
    expect(sealed.documentSeal18).toBe(open1('document', openKey, sealedData));
    expect(sealed.documentSeal6).toBe(compressed(sealed.documentSeal18));
    expect(sealed.issuerSeal18).toBe(open1('issuer', sealDigits, sealed.documentSeal6));
    expect(sealed).toMatchObject({ counter: 1, requestId: '1', issuer: 'SE5566778899' });
    expect(await device().sealDocument(declaration(), { profile, requestId: 1n })).toEqual(sealed);
    const other = device().sealDocument(declaration('18SE2'), { profile, requestId: 1n });
    await expect(other).rejects.toMatchObject({ code: 'request-reused' });
  });

  test('documents of one approval come back in the order asked', async () => {
    const requests = ['A1', 'A2', 'A3'].map((id) => ({ document: declaration(id, ['TEA']), profile }));
    const asked = device().sealDocuments(requests);
    await desk().answer('ok', 'Seal all these?');
    const sealed = await asked;
    expect(sealed.map(({ counter }) => counter)).toEqual([2, 3, 4]);
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
    await desk().player.waitFor('What do you want?');
  });

  test('the card in the device is told', async () => {
    expect(await device().card()).toMatchObject({ cardId: serialText, issuer: 'SE5566778899' });
  });

  test('the journal comes row by row, each in the chain, and is acknowledged', async () => {
    const rows: JournalRow[] = [];
    for await (const row of device().journal()) rows.push(row);
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
    expect(sealed.counter).toBe(5);
    const took = await fastest(BACK_MS, async () => {
      const again = device().sealDocument(declaration('C1'), request);
      const lost = expect(again).rejects.toMatchObject({ retryable: true });
      await kind.pull(desk());
      await lost;
      await kind.restore(desk());
      const back = performance.now();
      expect(await (await reopen()).sealDocument(declaration('C1'), request)).toEqual(sealed);
      return performance.now() - back;
    });
    expect(took).toBeLessThan(BACK_MS);
  });

  if (!kind.program) return;

  /** Runs `seal create` on this document in a process of its own, until `when` has come, and kills it there. */
  async function killed(document: Uint8Array, when: (program: LinkProgram) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'sigillator-link-'));
    const file = join(folder, 'declaration.edi');
    writeFileSync(file, document);
    const program = await kind.program!(desk(), ['seal', 'create', '--profile', profile, file]);
    await when(program);
    program.kill();
    await program.ended;
    rmSync(folder, { recursive: true });
  }

  test('a program that is killed while the clerk reads leaves nothing on the display, and the next one seals', async () => {
    await device().close();
    await killed(declaration('D1'), (program) => program.says('read and press OK'));
    await reopen();
    await desk().player.waitFor('What do you want?');
    const asked = device().sealDocument(declaration('D1'), { profile });
    await desk().answer('ok');
    expect((await asked).counter).toBe(6);
  });

  const most = new Random(seed, 'killed').between(3_000, 20_000);
  test(`a program that is killed when ${most} bytes of 40 KB are through leaves a device that the next one seals with, seed ${seed}`, async () => {
    await device().close();
    const { ports } = desk().rig.machine;
    const receive = ports.receive.bind(ports);
    let through = 0;
    let waits: number | undefined;
    // The device takes no more while the program dies, so that its last frames stay on the way, and one of them half.
    const reached = new Promise<void>((resolve) => {
      ports.receive = (port, target) => {
        const taken = receive(port, target.subarray(0, Math.min(target.length, most - through)));
        through += taken;
        if (through < most) return taken;
        waits = port;
        resolve();
        return taken;
      };
    });
    await killed(declaration('E1', largeGoods), () => reached);
    ports.receive = receive;
    ports.onReadable(waits!);
    await reopen();
    await desk().player.waitFor('What do you want?');
    const asked = device().sealDocument(declaration('E1'), { profile });
    await desk().answer('ok');
    expect((await asked).counter).toBe(7);
  });
}
