// The office tells the bridge when its key store is open, so that what waited for it goes on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Office } from '../../../host/src/login/office.ts';
import { listJournal, secrets } from '../keys/_store.ts';

test('says each time that its key store is open, and not when a secret is wrong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-office-'));
  let opened = 0;
  const office = new Office({ folder, journal: listJournal(), cost: 2, onOpen: () => opened++ });
  try {
    await office.create(secrets);
    expect(opened).toBe(1);
    office.close();
    await expect(office.open([secrets[0], { ...secrets[1], secret: 'a wrong one' }])).rejects.toThrow();
    expect(opened).toBe(1);
    await office.open(secrets);
    expect(opened).toBe(2);
  } finally {
    office.end();
    rmSync(folder, { recursive: true });
  }
});
