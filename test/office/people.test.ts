// The office's pages for people: by keyboard alone, on a small screen, by those who see or hear differently, for two clerks
// at once, for who has no right to seal, after idling; and documents that try to be pages.
// Needs: chromium.
import { SealError } from '@sigillator/host';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { declaration } from '../approve/office.ts';
import { type Browser, openBrowser } from '../browser/browser.ts';
import { contrasts } from '../browser/contrast.ts';
import { shoot } from '../browser/screenshots.ts';
import { untranslated } from '../browser/untranslated.ts';
import { type OfficeSite, officeSite } from './office-site.ts';
import { at, bring, type Language, openPage, sidewaysPixels } from './pages.ts';

let browser: Browser;
let site: OfficeSite;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
});
beforeEach(async () => {
  site = await officeSite();
});
afterEach(async () => {
  await page.evaluate(() => localStorage.clear());
  await browser.context.clearCookies();
  for (const one of browser.context.pages()) await one.close();
  await site.close();
  expect(browser.problems.splice(0)).toEqual([]);
});
afterAll(() => browser.close());

/** What has the focus, through shadow roots, as a person would name it. */
const focused = (): Promise<string> =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const label = at?.getAttribute('aria-label') ?? (at as HTMLInputElement | null)?.labels?.[0]?.textContent;
    return (label ?? at?.textContent ?? '').trim();
  });

/** Presses Tab until the focus is on something of this name. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if ((await focused()).startsWith(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to "${name}"; it is on "${await focused()}".`);
}

test('SE-9.5a a clerk logs in, reads the list, marks, approves and reads the seals by keyboard alone', async () => {
  bring(site, 'KEYS-A', 'KEYS-B');
  page = await openPage(browser, site, 'en');
  await tabTo('User name');
  await site.login(page, 'anna');
  await page.getByText('2 cases shown').waitFor();
  // Customs id, goods, export control code, destination.
  const row = page.getByRole('row').filter({ hasText: 'KEYS-A' });
  expect((await row.getByRole('cell').allTextContents()).slice(1, 5)).toEqual([
    'KEYS-A',
    '73041100 · STEEL PIPES',
    '1',
    'DK',
  ]);
  await tabTo('Mark KEYS-A');
  await page.keyboard.press('Space');
  await page.getByText('1 marked by you').waitFor();
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('Mark KEYS-B');
  await page.keyboard.press('Space');
  await page.getByText('2 marked by you').waitFor();
  await page.keyboard.press('Enter');
  await at(page, /#\/cases\//);
  await page.getByText('What you approve').waitFor();
  await tabTo('Back to the list');
  await page.keyboard.press('Enter');
  await page.getByText('2 marked by you').waitFor();
  await tabTo('Mark KEYS-A');
  await page.keyboard.press('a');
  await at(page, /#\/approve$/);
  await tabTo('I approve these 2 cases');
  await page.keyboard.press('Enter');
  await at(page, /#\/results\//);
  expect(await page.locator('section[data-id]').count()).toBe(2);
  await tabTo('Log out');
  await page.keyboard.press('Enter');
  await page.getByText('You are logged out.').waitFor();
});

const walk: [name: string, go: (id: string) => Promise<unknown>][] = [
  ['list', () => page.getByRole('table').waitFor()],
  [
    'case',
    async (id) => {
      await page.goto(`${site.url}/#/cases/${id}`);
      await page.locator('pre').waitFor();
    },
  ],
  [
    'approve',
    async () => {
      await page.locator('#approve').click();
      await page.locator('#statement').waitFor();
    },
  ],
  [
    'type',
    async () => {
      await page.locator('input[value="1"]').check();
      await page.locator('#approve').click();
      await page.locator('#document-seal').waitFor();
    },
  ],
  [
    'results',
    async () => {
      await page.goto(`${site.url}/#/results`);
      await page.locator('section[data-id]').waitFor();
    },
  ],
  [
    'journal',
    async () => {
      await page.goto(`${site.url}/#/journal`);
      await page.locator('form button').click();
      await page.getByRole('table').waitFor();
    },
  ],
];

test.each<Language>(['sv', 'en', 'fr'])(
  'every page in %s can be read: contrast, names, all in this language, and no scrolling sideways at 360 pixels',
  async (language) => {
    const [, other] = bring(site, 'PAGES-A', 'PAGES-B');
    const sealed = [{ id: other!, digest: site.desk.list('anna')[1]!.digest }];
    site.desk.mark('anna', sealed);
    await site.desk.sealing.seal('anna', await site.desk.approve('anna', { cases: sealed, procedure: 2, language }));
    page = await openPage(browser, site, language);
    await page.setViewportSize({ width: 360, height: 740 });
    const look = async (name: string): Promise<void> => {
      expect(await sidewaysPixels(page), name).toBe(0);
      const shown = await contrasts(page);
      const unreadable = shown.filter(({ ratio }) => ratio < 4.5);
      expect(unreadable, name).toEqual([]);
      expect(untranslated(shown, language), name).toEqual([]);
      await requireNames(name);
      await shoot(page, `small-${language}-${name}`);
    };
    await look('login');
    await page.locator('#user').fill('anna');
    await page.locator('#user').press('Enter');
    await page.locator('#challenge').waitFor();
    await look('challenge');
    await page.reload();
    await page.locator('#user').waitFor();
    await site.login(page, 'anna');
    const id = site.desk.list('anna')[0]!.id;
    for (const [name, go] of walk) {
      await go(id);
      await look(name);
    }
  },
);

/** Everything that takes the focus has a name, and each page one first heading. */
async function requireNames(where: string): Promise<void> {
  const nameless = await page.evaluate(() => {
    const found: string[] = [];
    const visit = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        if (element.shadowRoot) visit(element.shadowRoot);
        if (!element.matches('a, button, input, select, textarea') || element.getClientRects().length === 0) continue;
        const labels = (element as HTMLInputElement).labels;
        const name =
          element.getAttribute('aria-label') ?? (labels?.length ? labels[0]!.textContent : element.textContent);
        if (!name?.trim()) found.push(element.outerHTML);
      }
    };
    visit(document);
    return found;
  });
  expect(nameless, where).toEqual([]);
  expect(await page.getByRole('heading', { level: 1 }).count(), where).toBe(1);
  expect(await page.locator('html').getAttribute('lang')).toMatch(/^(sv|en|fr)$/);
}

test('PK-5.6 the whole of a document can be read before it is approved, one that tries to be a page too', async () => {
  const goods = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  const document = declaration('<b>HOSTILE</b>', goods);
  const { id } = site.desk.add(document, 'tdr041');
  page = await openPage(browser, site, 'en');
  await site.login(page, 'anna');
  await page.getByRole('cell', { name: goods }).waitFor();
  await page.getByRole('link', { name: '<b>HOSTILE</b>', exact: true }).click();
  await at(page, new RegExp(id));
  await page.getByRole('definition').getByText(goods).waitFor();
  await page.getByRole('heading', { name: 'Case <b>HOSTILE</b>' }).waitFor();
  // As it will be sealed: with the identity of the clerk who reviews it.
  const text = Buffer.from(document).toString('latin1').replace('CTA+DE+000', 'CTA+DE+SE1122334455');
  expect((await page.locator('pre').textContent())!.replaceAll('\n', '')).toBe(text);
  const tags = text
    .split("'")
    .slice(0, -1)
    .map((segment) => segment.slice(0, 3));
  expect(await page.locator('tbody th').allTextContents()).toEqual(tags);
  for (const value of ['DK', '73041100', '1', '929']) await page.getByRole('cell', { name: value }).first().waitFor();
  await page.locator('#approve').waitFor();
  expect(await page.title()).toBe('Case – Sigillator');
});

test('of two clerks on one case, each at a page of his own, the second waits until the first leaves it', async () => {
  bring(site, 'TWO-A');
  const colleague = await browser.another();
  const other = await openPage(colleague, site, 'en');
  await site.login(other, 'bertil');
  page = await openPage(browser, site, 'en');
  await site.login(page, 'anna');
  const mine = page.getByRole('checkbox', { name: 'Mark TWO-A' });
  await mine.waitFor();
  await other.getByRole('link', { name: 'TWO-A' }).click();
  await other.locator('#approve').waitFor();
  await page.getByText('Bertil Ek, until').waitFor();
  await shoot(page, 'two-clerks-en');
  expect(await mine.isDisabled()).toBe(true);
  await page.getByRole('link', { name: 'TWO-A' }).click();
  await page.getByRole('alert').getByText('Bertil Ek has it under review until').waitFor();
  await page.getByText('STEEL PIPES', { exact: true }).waitFor();
  expect(await page.locator('#approve').count()).toBe(0);
  await shoot(page, 'two-clerks-refused-en');
  expect(browser.problems.splice(0).every((line) => line.includes('409'))).toBe(true);
  // What is open at Anna's page when Bertil leaves the case is the list.
  await page.getByRole('main').getByRole('link', { name: 'Back to the list' }).click();
  await page.getByText('Bertil Ek, until').waitFor();
  await other.getByRole('button', { name: 'Leave it without approving' }).click();
  await page.getByText('Bertil Ek, until').waitFor({ state: 'detached' });
  await mine.check();
  await other.getByText('Anna Lind, until').waitFor();
  await colleague.context.close();
  expect(colleague.problems).toEqual([]);
});

test('an officer takes back the approval of a clerk who is away, and says why where a device may have sealed', async () => {
  const [id] = bring(site, 'AWAY-A');
  const cases = [{ id: id!, digest: site.desk.list('bertil')[0]!.digest }];
  site.desk.mark('bertil', cases);
  await site.desk.approve('bertil', { cases, procedure: 3, language: 'sv' });
  site.desk.sealing.requireNeverSealed = async () => {
    throw new SealError('no-device', 'The device is not there.');
  };
  page = await openPage(browser, site, 'sv');
  await page.setViewportSize({ width: 360, height: 740 });
  await site.login(page, 'ruth');
  // What is approved and not sealed is still to do, also for whom it is not.
  await page.getByRole('row').filter({ hasText: 'Bertil Ek' }).getByRole('link', { name: 'AWAY-A' }).click();
  await page.getByText('Bertil Ek har godkänt detta').waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);
  await page.locator('#withdraw').click();
  await page.getByRole('textbox', { name: 'Varför' }).fill('dosan ligger i hamnen');
  expect(await sidewaysPixels(page)).toBe(0);
  expect(untranslated(await contrasts(page), 'sv')).toEqual([]);
  await requireNames('withdrawal');
  await shoot(page, 'small-sv-withdrawal');
  await page.keyboard.press('Enter');
  await page.getByText('Godkännandet är tillbakadraget.').waitFor();
  expect(site.desk.list('bertil')[0]).toMatchObject({ state: 'open' });
  expect(browser.problems.splice(0).every((line) => line.includes('503'))).toBe(true);
});

test('a clerk gives up a seal that he typed wrong, where nobody here can check it and nothing is sent', async () => {
  const [id] = bring(site, 'SLIP-A');
  const cases = [{ id: id!, digest: site.desk.list('bertil')[0]!.digest }];
  site.desk.mark('bertil', cases);
  await site.desk.approve('bertil', { cases, procedure: 1, language: 'fr' });
  await site.desk.typing.type('bertil', id!, '123456');
  page = await openPage(browser, site, 'fr');
  await site.login(page, 'bertil');
  await page.getByRole('link', { name: 'Scellé' }).click();
  await page.getByRole('button', { name: 'Approuver et sceller de nouveau' }).click();
  await page.getByText('Le sceau n’est plus utilisé.').waitFor();
  await page.locator('#approve').waitFor();
  expect(site.desk.list('bertil')[0]).toMatchObject({ state: 'review' });
  expect(site.desk.list('bertil')[0]).not.toHaveProperty('seals');
});

test('SE-9.4b Enter without a response opens a session that approves nothing', async () => {
  bring(site, 'ORDINARY-A');
  page = await openPage(browser, site, 'en');
  await site.login(page, 'anna', async () => '');
  await page.getByText('You logged in without a response').waitFor();
  expect(await page.getByRole('checkbox').count()).toBe(0);
  expect(await page.locator('.user').textContent()).toContain('without the right to seal');
});

test('SE-9.4e news of what others do keep a clerk who does nothing logged in neither at the page nor at the bridge', async () => {
  page = await openPage(browser, site, 'en');
  await page.clock.install();
  await site.login(page, 'anna');
  await page.getByText('There is no case here.').waitFor();
  for (const shown of ['One case', '2 cases', '3 cases', '4 cases']) {
    site.pass(3 * 60_000);
    await page.clock.fastForward('03:00');
    bring(site, `NEWS-${shown[0]}`);
    await page.getByText(`${shown} shown`).waitFor();
  }
  site.pass(3 * 60_000);
  const [cookie] = await browser.context.cookies();
  const asked = await fetch(`${site.url}/v1/session`, { headers: { cookie: `${cookie!.name}=${cookie!.value}` } });
  expect(asked.status).toBe(401);
  await page.clock.fastForward('03:00');
  await page.getByText('You were logged out because nothing was done for a while.').waitFor();
  // The page says so to the bridge, which knows.
  expect(browser.problems.splice(0).every((line) => line.includes('401'))).toBe(true);
});

test('SE-9.4e a clerk who does nothing is warned, and logged out', async () => {
  page = await openPage(browser, site, 'en');
  await page.clock.install();
  await site.login(page, 'anna');
  // Answers that are still on their way would count as acts.
  await page.getByText('There is no case here.').waitFor();
  await page.clock.fastForward('13:30');
  await page.getByRole('alertdialog').getByText('You will be logged out soon').waitFor();
  await shoot(page, 'idle-en');
  await page.getByRole('button', { name: 'Stay logged in' }).click();
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await page.clock.fastForward('14:00');
  await page.getByRole('alertdialog').waitFor();
  await page.clock.fastForward('01:00');
  await page.getByText('You were logged out because nothing was done for a while.').waitFor();
  await page.locator('#user').waitFor();
});
