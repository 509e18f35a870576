// A company seals from end to end in a real browser, by each procedure of the seal document and in each language.
// Needs: chromium.
import { readFileSync } from 'node:fs';
import { verifyDocument } from '@sigillator/host';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { declaration } from '../approve/office.ts';
import { openBrowser } from '../browser/browser.ts';
import { digitKeys } from '../device/desk.ts';
import { type OfficeSite, officeSite, sealKeys } from './office-site.ts';
import { at, bring, digitsOf, openPage, shoot } from './pages.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
let site: OfficeSite;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  site = await officeSite({ withDevice: true, withCustoms: true });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
afterEach(async () => {
  await page.evaluate(() => localStorage.clear());
  await page.context().clearCookies();
  await page.close();
  expect(browser.problems.splice(0)).toEqual([]);
});

/** The sealed document of the first result, as the clerk fetches it, verified by the keys alone. */
async function verifyFetched() {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[download]').first().click()]);
  const bytes = readFileSync(await download.path());
  return {
    text: bytes.toString('latin1'),
    verdict: verifyDocument(bytes, { keys: sealKeys, at: new Date('2026-06-02') }),
  };
}

/** What customs said of a case: its journal's rows, in order. */
async function customsOf(customsId: string): Promise<string[]> {
  const rows: string[] = [];
  for await (const { kind, outcome } of site.customs!.archive.search({ customsId }))
    rows.push(`${kind} ${outcome ?? ''}`.trim());
  return rows;
}

/** How many answers of customs the office keeps. */
async function answersTo(customsId: string): Promise<number> {
  let count = 0;
  for await (const _ of site.journal.search({ customsId, kind: 'answer' })) count++;
  return count;
}

/** At the simulated device: the clerk's card is in and its PIN was typed. */
async function keypad(...steps: string[]): Promise<string> {
  const { player, driver } = site.device!;
  for (const step of steps) {
    await player.passTime(600);
    await player.press(step);
  }
  await player.passTime(600);
  return driver.screen();
}

test('SE-9.4a SE-9.5b SE-3.2 SE-9.6 procedure 2 in Swedish: a response at login, two cases marked and approved, sealed by the office', async () => {
  bring(site, '18SE000000PROC2A', '18SE000000PROC2B');
  page = await openPage(browser, site, 'sv');
  await shoot(page, 'login-sv');
  await site.login(page, 'anna');
  await page.getByRole('heading', { name: 'Ärenden att godkänna' }).waitFor();
  await page.getByRole('checkbox', { name: 'Markera 18SE000000PROC2A' }).check();
  await page.getByText('1 markerade av dig').waitFor();
  await page.getByRole('checkbox', { name: 'Markera 18SE000000PROC2B' }).check();
  await page.getByText('2 markerade av dig').waitFor();
  await shoot(page, 'list-sv');
  await page.getByRole('button', { name: 'Godkänn 2 markerade' }).click();
  await at(page, /#\/approve$/);
  await page.getByText('motsvarar min egenhändiga namnteckning').waitFor();
  await shoot(page, 'approve-sv');
  await page.getByRole('button', { name: 'Jag godkänner dessa 2 ärenden' }).click();
  await at(page, /#\/results\//);
  await page.getByText('hos kontoret').first().waitFor();
  await shoot(page, 'results-sv');
  const { text, verdict } = await verifyFetched();
  expect(verdict).toMatchObject({ ok: true, origin: 'host-held', issuer: 'SE1122334455' });
  expect(text).toContain('CTA+DE+SE1122334455:CLERK');
  expect(await customsOf('18SE000000PROC2A')).toContain('verification sealed');
  await page.getByText('sänt', { exact: true }).first().waitFor();

  await page.getByRole('link', { name: 'Journal' }).click();
  await at(page, /#\/journal$/);
  await page.getByLabel('Tullid').fill('18SE000000PROC2A');
  await page.getByRole('button', { name: 'Sök' }).click();
  await page.getByRole('cell', { name: /^sigill: sigillerat/ }).waitFor();
  await page.getByRole('cell', { name: /^godkännande: godkänt/ }).waitFor();
  await shoot(page, 'journal-sv');
});

test('SE-9.6 in French, what customs rejects is told to clerk and program, sent again or changed, and never taken for sent', async () => {
  const program = { authorization: 'Bearer test-token-of-the-erp', host: 'localhost' };
  const right = Buffer.from(declaration('18SE000000REJECT'));
  // UNT counts a segment too many: the seals are right, CONTRL says 4 (ISO 9735-4, error 29)
  const wrong = Buffer.from(right.toString('latin1').replace('UNT+9+', 'UNT+10+'), 'latin1');
  const { id } = site.desk.add(wrong, 'tdr041');
  page = await openPage(browser, site, 'fr');
  await site.login(page, 'anna');
  await page.getByRole('checkbox', { name: 'Marquer 18SE000000REJECT' }).check();
  await page.getByRole('button', { name: 'Approuver' }).click();
  await page.getByRole('button', { name: 'J’approuve ce dossier' }).click();
  await at(page, /#\/results\//);
  await page.getByText('refusé par la douane – CONTRL; CONTRL UCM code 4; segment 9; element 1, error 29').waitFor();
  await shoot(page, 'rejected-fr');
  await page.getByRole('button', { name: 'Envoyer de nouveau' }).click();
  await expect.poll(() => answersTo('18SE000000REJECT')).toBe(2);
  const standing = await site.rig.app.inject({ url: `/v1/cases/${id}/standing`, headers: program });
  expect(standing.json()).toMatchObject({ state: 'rejected', problem: expect.stringContaining('CONTRL') });
  await page.getByRole('main').getByRole('link', { name: 'Retour à la liste' }).click();
  await page.getByRole('link', { name: 'Envoyer de nouveau' }).waitFor();

  const payload = { document: right.toString('base64') };
  const changed = await site.rig.app.inject({ method: 'PUT', url: `/v1/cases/${id}`, headers: program, payload });
  expect(changed.json()).toMatchObject({ state: 'open', sealed: null });
  expect(changed.json().problem).toBeUndefined();
});

test('SE-3.1 SE-9.4c procedure 1 in French: the whole case read and approved, both answers typed from the device', async () => {
  const [id] = bring(site, '18SE000000PROC1A');
  page = await openPage(browser, site, 'fr');
  await site.login(page, 'bertil', async (challenge) => {
    const shown = await keypad('2', `${digitKeys(challenge)} ok`, 'ok');
    return /(\d{3}) (\d{3})/.exec(shown)!.slice(1).join('');
  });
  await keypad('ok');
  await page.getByRole('link', { name: '18SE000000PROC1A' }).click();
  await at(page, new RegExp(`#/cases/${id}`));
  await page.getByText('STEEL PIPES', { exact: true }).waitFor();
  await page.getByText('non scellé').first().waitFor();
  await shoot(page, 'case-fr');
  await page.getByRole('button', { name: 'Approuver ce dossier' }).click();
  await at(page, /#\/approve\//);
  await page.getByText('équivaut à ma signature manuscrite').waitFor();
  await page.getByRole('button', { name: 'J’approuve ce dossier' }).click();
  await at(page, /#\/type\//);
  await shoot(page, 'type-fr');
  const documentSeal = await digitsOf(page, '#document-seal');
  const shown = await keypad('1', `${digitKeys(documentSeal)} ok`, 'ok');
  const issuerSeal = /(\d{3}) (\d{3})/.exec(shown)!.slice(1).join('');
  await keypad('ok');
  await page.getByLabel('Sceau de l’émetteur').fill(issuerSeal);
  await page.keyboard.press('Enter');
  await at(page, /#\/results\//);
  await page.getByText('forme seulement').waitFor();
  expect((await verifyFetched()).verdict).toMatchObject({ ok: true, origin: 'card', issuer: 'SE5566778899' });
});

test('SE-3.3 procedure 3 in English: the device on its cable shows each case, and its key seals them', async () => {
  bring(site, '18SE000000PROC3A', '18SE000000PROC3B');
  page = await openPage(browser, site, 'en');
  await site.login(page, 'bertil');
  await page.getByLabel('Filter').fill('PROC3');
  await page.getByRole('button', { name: 'Mark all shown', exact: true }).click();
  await page.getByRole('button', { name: 'Approve 2 marked' }).click();
  await page.getByRole('radio', { name: /The device at this computer/ }).check();
  await page.getByRole('button', { name: 'I approve these 2 cases' }).click();
  await at(page, /#\/sealing\//);
  await page.getByText('Read on the device and press its key.').waitFor();
  await shoot(page, 'sealing-en');
  const { player, driver } = site.device!;
  await player.waitFor('Seal');
  for (let screen = await keypad('down'); !screen.includes('OK approve'); screen = await keypad('down'))
    expect(driver.screen()).not.toContain('What do you want');
  await keypad('ok');
  await at(page, /#\/results\//);
  await page.getByText('made by the device').first().waitFor();
  expect((await verifyFetched()).verdict).toMatchObject({ ok: true, origin: 'card', issuer: 'SE5566778899' });
  expect(await customsOf('18SE000000PROC3B')).toContain('verification sealed');
  expect(await page.locator('section[data-id]').count()).toBe(2);
});

test('SE-3.3 what the clerk refuses at the device goes back to the list, without a seal', async () => {
  bring(site, '18SE000000PROC3C');
  page = await openPage(browser, site, 'en');
  await site.login(page, 'bertil');
  await page.getByRole('checkbox', { name: 'Mark 18SE000000PROC3C' }).check();
  await page.getByRole('button', { name: 'Approve 1 marked' }).click();
  await page.getByRole('radio', { name: /The device at this computer/ }).check();
  await page.getByRole('button', { name: 'I approve this case' }).click();
  await page.getByText('Read on the device and press its key.').waitFor();
  await keypad('cancel');
  await page.getByRole('alert').getByText('It was refused on the device.').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Back to the list' }).click();
  await page.getByText('failed').waitFor();
  // The browser's own line about the answer of the request
  expect(browser.problems.splice(0).every((line) => line.includes('409'))).toBe(true);
});
