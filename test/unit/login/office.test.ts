// The office tells the bridge when its key store is open, so that what waited for it goes on; one that is damaged is closed.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { KeyStore } from '../../../host/src/keys/key-store.ts';
import { Office } from '../../../host/src/login/office.ts';
import { listJournal, secrets } from '../keys/_store.ts';

async function withOffice(work: (office: Office, folder: string) => Promise<void>, onOpen = () => {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-office-'));
  const office = new Office({ folder, journal: listJournal(), cost: 2, onOpen });
  try {
    await office.create(secrets);
    await work(office, folder);
  } finally {
    office.end();
    rmSync(folder, { recursive: true });
  }
}

test('says each time that its key store is open, and not when a secret is wrong', async () => {
  let opened = 0;
  await withOffice(
    async (office) => {
      expect(opened).toBe(1);
      office.close();
      await expect(office.open([secrets[0], { ...secrets[1], secret: 'a wrong one' }])).rejects.toThrow();
      expect(opened).toBe(1);
      await office.open(secrets);
      expect(opened).toBe(2);
    },
    () => opened++,
  );
});

test('a key store that is damaged while it is open counts as closed: nobody has rights, and no request fails for it', () =>
  withOffice(async (office, folder) => {
    const file = join(folder, 'keys.sqlite');
    expect(office.register.find('ruth')).toBeDefined();
    writeFileSync(file, Buffer.alloc(statSync(file).size, 'x'));
    expect(office.register.find('ruth')).toBeUndefined();
    expect(office.state).toBe('closed');
    await expect(office.open(secrets)).rejects.toMatchObject({ code: 'key-store' });
  }));

test('what fails for another reason than the key store is told as it is', () =>
  withOffice(async (office) => {
    office.close();
    vi.spyOn(KeyStore, 'open').mockRejectedValueOnce(new Error('out of memory'));
    await expect(office.open(secrets)).rejects.toThrow('out of memory');
  }));
