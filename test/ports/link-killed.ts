// Programs of the command line that are killed on a link, at a simulated device: part of the device suite in link-suite.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@sigillator/simulator/random';
import { expect, test } from 'vitest';
import { seed } from '../seed.ts';
import { declaration } from '../wire/sealing.ts';
import { largeGoods, profile } from './link-sealing.ts';
import type { LinkProgram, OverLink } from './link-suite.ts';

export function killedOverLink({ kind, desk, device, reopen }: OverLink): void {
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
    await desk().shows('What do you want?');
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
    await desk().shows('What do you want?');
    const asked = device().sealDocument(declaration('E1'), { profile });
    await desk().answer('ok');
    expect((await asked).counter).toBe(7);
  });
}
