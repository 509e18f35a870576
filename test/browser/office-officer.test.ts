// The officer's pages in headless Chromium, by keyboard where a person would type, in each language, on a real bridge: two
// officers open the key store, one introduces a key with a witness, grants, unlocks, revokes, and prints the protocol.
// Needs: chromium.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildOffice } from '../../host/web/office/build.ts';
import { en, type OfficerTexts } from '../../host/web/office/officer/en-officer-texts.ts';
import { fr } from '../../host/web/office/officer/fr-officer-texts.ts';
import { sv } from '../../host/web/office/officer/sv-officer-texts.ts';
import { officerTitles } from '../../host/web/office/officer/title-texts.ts';
import { titles } from '../../host/web/office/pages/title-texts.ts';
import { knownOutcome } from '../../host/web/office/shell/outcome-texts.ts';
import { refusalText } from '../../host/web/office/shell/refusal-texts.ts';
import { texts } from '../../host/web/office/shell/texts.ts';
import { keys, type OfficeRig, officeRig } from '../bridge/office-rig.ts';
import { secrets } from '../unit/keys/_store.ts';
import { cardAnswer } from '../unit/login/_office.ts';
import { compressed, open1 } from '../wire/sealing.ts';
import { type Browser, openBrowser, type Person } from './browser.ts';
import { contrasts } from './contrast.ts';
import { shoot } from './screenshots.ts';
import { untranslated } from './untranslated.ts';

const newKey = '99999888887777766666555554444433333';
const newSealKey = '12121343435656578787909091212134343';
/** Six digits of open-1 over the word "key" (check-value.ts), by Node's HMAC. */
const checkOf = (key: string): string => compressed(open1('document', key, 'key'));

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = await buildOffice();
  browser = await openBrowser();
}, 120_000);
afterAll(() => browser.close());

describe.each([
  ['sv', sv],
  ['en', en],
  ['fr', fr],
] as const)('the officer in %s', (language, o: OfficerTexts) => {
  let rig: OfficeRig;
  let url: string;
  let officer: Person;
  let page: Page;

  beforeAll(async () => {
    rig = await officeRig({ open: false, webFolder: folder });
    officer = await browser.another(language);
    page = await officer.context.newPage();
    page.setDefaultTimeout(20_000);
    url = await rig.listen();
    await page.goto(url);
  }, 60_000);
  afterAll(async () => {
    await officer.context.close();
    await rig.close();
  });

  async function picture(name: string): Promise<void> {
    const shown = await contrasts(page);
    expect(untranslated(shown, language), name).toEqual([]);
    const worst = shown.sort((a, b) => a.ratio - b.ratio)[0]!;
    expect(worst.ratio, `contrast of "${worst.text}" (WCAG AA)`).toBeGreaterThanOrEqual(4.5);
    await shoot(page, `officer-${name}-${language}`);
  }
  const heading = (text: string) => page.getByRole('heading', { name: text }).first().waitFor();
  const said = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
  const digits = async (id: string): Promise<string> =>
    (await page.locator(`#${id}`).textContent())!.replace(/\s/g, '');
  /** Types into the field that has the focus, and goes on by Enter. */
  const type = async (text: string) => {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  /** What a card answers to the number on the page. */
  const answer = async (key: string) => {
    await page.locator('#response').waitFor();
    await page.locator('#response').focus();
    await type(cardAnswer(await digits('challenge'), key));
  };

  test('SE-9.3b two officers open the key store, each with a secret', async () => {
    await page.locator('#open-store').click();
    await page.locator('input[name=officer1]').fill('ruth');
    await page.locator('input[name=secret1]').fill(secrets[0].secret);
    await page.locator('input[name=officer2]').fill('oscar');
    await page.locator('input[name=secret2]').fill('not the secret');
    await picture('open');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(refusalText('key-store-not-opened', language)).waitFor();
    expect(rig.office.state).toBe('closed');
    expect(await page.locator('input[name=secret1]').inputValue()).toBe('');
    for (const [index, { officer, secret }] of secrets.entries()) {
      await page.locator(`input[name=officer${index + 1}]`).fill(officer);
      await page.locator(`input[name=secret${index + 1}]`).fill(secret);
    }
    await page.keyboard.press('Enter');
    await said(o.opened);
    expect(rig.office.state).toBe('open');
  });

  test('SE-9.4d SE-9.3b logs in by the own card, hears who entered a key meanwhile, sees people and cards', async () => {
    const notice = { at: '2026-05-30T12:00:00Z', generation: 2, officer: 'Oscar Lind', witness: 'Adam Oak' };
    rig.office.store.change(({ people }) => people[0]!.notices.push({ ...notice, use: 'response' }));
    await page.locator('#user').focus();
    await type('ruth');
    await answer(keys.ruth!);
    await said('Oscar Lind');
    await page.getByRole('navigation').waitFor();
    await page.locator('sigillator-office[ready]').waitFor();
    await page.getByRole('navigation').getByRole('link', { name: officerTitles.people[language] }).press('Enter');
    await page.getByRole('link', { name: o.openPerson('Anna Ek') }).waitFor();
    await picture('people');
  });

  test('SE-9.3a introduces the keys of a clerk of procedure 2 with a witness', async () => {
    await page.getByRole('navigation').getByRole('link', { name: officerTitles.introduce[language] }).click();
    await page.locator('input[name=user]').fill('bo');
    await page.locator('input[name=name]').fill('Bo Al');
    await page.locator('input[name=issuer]').fill('4712');
    await page.locator('input[name=procedure][value="2"]').check();
    await picture('introduce-1');
    await page.getByRole('button', { name: o.begin }).press('Enter');
    await heading(o.steps.witness);
    await page.locator('#witness').focus();
    await type('oscar');
    await page.locator('#challenge').waitFor();
    await picture('introduce-2');
    await answer(keys.oscar!);
    for (const [use, key] of [
      ['response', newKey],
      ['seal', newSealKey],
    ] as const) {
      const form = page.locator(`#sheet-${use}`);
      await form.locator('input[name=card]').fill('CARD-bo');
      await form.locator('input[name=validFrom]').fill('2026-01-01');
      await form.locator('input[name=validTo]').fill('2028-12-31');
      await form.locator('input[name=digits]').fill(key.replace(/(.{5})/g, '$1 ').trim());
      if (use === 'seal') await picture('introduce-3');
      await page.keyboard.press('Enter');
      await page.locator(`#value-${use}`).waitFor();
    }
    expect(await digits('value-response')).toBe(checkOf(newKey));
    await picture('introduce-4');
    await page.locator('#next').press('Enter');
    await page.locator('#ask').press('Enter');
    await answer(newSealKey);
    await said(o.proofWrong);
    await page.locator('#ask').press('Enter');
    await answer(newKey);
    await said(o.proofRight);
    await picture('introduce-5');
    await page.locator('input[value=destroyed]').check();
    await page.keyboard.press('Enter');
    await heading(o.stored('Bo Al'));
    await picture('introduce-6');
    expect(rig.office.store.keys('bo').map(({ use }) => use)).toEqual(['seal', 'response']);
    expect(await page.content()).not.toContain(newKey.slice(0, 10));
  });

  test('SE-9.3a prints the protocol to be signed, in this language, without a key', async () => {
    const [protocol] = await Promise.all([officer.context.waitForEvent('page'), page.locator('#print').click()]);
    await protocol.waitForLoadState();
    expect(await protocol.locator('html').getAttribute('lang')).toBe(language);
    const text = (await protocol.locator('body').textContent())!.replace(/\s+/g, ' ');
    for (const part of ['Ruth Berg', 'Oscar Lind', 'Bo Al', '4712', 'CARD-bo']) expect(text).toContain(part);
    expect(text.replace(/\s/g, '')).not.toContain(newKey.slice(0, 10));
    // Its style is let through by the policy: a line for each hand.
    expect(
      await protocol
        .locator('.hand')
        .first()
        .evaluate((one) => getComputedStyle(one).borderTopStyle),
    ).toBe('solid');
    await shoot(protocol, `officer-protocol-${language}`);
    await protocol.close();
  });

  test('PK-5.5 grants a role to the new clerk, and none to herself', async () => {
    await page.getByRole('link', { name: o.grantNow('Bo Al') }).click();
    await page.locator('#roles input[value=clerk]').check();
    await page.getByRole('button', { name: o.rolesSave }).press('Enter');
    await said(o.rolesSaved);
    expect(rig.office.store.find('bo')?.roles).toEqual(['clerk']);
    await page.goto(page.url().replace(/#.*/, '#/people/ruth'));
    await page.getByText(o.rolesSelf).waitFor();
    expect(await page.locator('#roles').count()).toBe(0);
  });

  test('SE-9.4d unlocks a clerk who gave too many wrong responses', async () => {
    for (let i = 0; i < 6; i++) {
      await rig.ask('POST', 'login/challenge', { user: 'anna' });
      await rig.ask('POST', 'login', { user: 'anna', response: '00000' });
    }
    await page.goto(page.url().replace(/#.*/, '#/people/anna'));
    await page.locator('#unlock').waitFor();
    await picture('locked');
    await page.locator('#unlock').press('Enter');
    await said(o.unlocked);
    expect(rig.office.login.isLocked('anna')).toBe(false);
  });

  test('SE-8.8 revokes a lost card, which then opens nothing', async () => {
    await page.locator('select[name=card]').selectOption('CARD-anna');
    await page.locator('input[name=reason]').fill('left in a train');
    await page.locator('input[name=sure]').check();
    await picture('revoke');
    await page.locator('#revoke button').press('Enter');
    await said(o.revoked(2));
    await page.getByText('left in a train').first().waitFor();
    expect(rig.office.store.responses('anna', '123456', new Date('2026-06-01T09:00:00Z'))[0]!.valid).toBe(false);
    await picture('revoked');
  });

  test('has the whole journal checked, is told which row is bad, and takes all rows along', async () => {
    const { journalVerify, journalWhole, journalBad, journalExport } = texts[language];
    await page.getByRole('navigation').getByRole('link', { name: titles.journal[language] }).click();
    await page.getByRole('button', { name: journalVerify }).press('Enter');
    const { rows } = await rig.journal.verify();
    await said(journalWhole(rows));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: journalExport }).press('Enter'),
    ]);
    expect(
      readFileSync(await download.path(), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(rows);
    await page.route('**/v1/journal/verify', (route) =>
      route.fulfill({ json: { ok: false, rows: 6, firstBad: 7, reason: 'its fields are not those that were hashed' } }),
    );
    await page.getByRole('button', { name: journalVerify }).press('Enter');
    await said(journalBad(7));
    await shoot(page, `officer-journal-${language}`);
  });

  test('every row that the journal has by now is told in this language', async () => {
    const untold: string[] = [];
    for await (const { outcome } of rig.journal.search({}))
      if (outcome !== undefined && knownOutcome(outcome, language) === undefined) untold.push(outcome);
    expect(untold).toEqual([]);
  });

  test('works on a small screen, and leaves no error behind', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(page.url().replace(/#.*/, '#/people'));
    await page.getByRole('link', { name: o.openPerson('Bo Al') }).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await picture('small');
    expect(officer.problems.filter((problem) => !/status of 4\d\d|status of 5\d\d/.test(problem))).toEqual([]);
  });

  test('PK-5.5 an administrator reads people and journal, and is offered nothing else', async () => {
    const administrator = await browser.another(language);
    page = await administrator.context.newPage();
    await page.goto(url);
    await page.locator('#user').fill('adam');
    await page.keyboard.press('Enter');
    await answer(keys.adam!);
    const menu = page.getByRole('navigation');
    await menu.getByRole('link', { name: officerTitles.people[language] }).click();
    await page.getByRole('cell', { name: 'Anna Ek' }).waitFor();
    await page.getByText(o.roleNames.administrator!).first().waitFor();
    await picture('administrator');
    const offered = [titles.cases, titles.journal, officerTitles.people].map((title) => title[language]);
    expect(await menu.getByRole('link').allTextContents()).toEqual(offered);
    expect(await page.getByRole('main').getByRole('link').count()).toBe(0);
    await menu.getByRole('link', { name: titles.journal[language] }).click();
    await page.locator('form button').click();
    await page.getByRole('cell', { name: 'anna' }).first().waitFor();
    await picture('administrator-journal');
    await administrator.context.close();
    // This bridge has no cases, which is where he begins.
    expect(administrator.problems.filter((problem) => !problem.includes('404'))).toEqual([]);
  });
});
