// Starts headless Chromium for the tests of pages, with nothing that would look for the outside world. One browser may stand
// for several people: each context has its own cookies, storage and language.
import { type BrowserContext, chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Person {
  context: BrowserContext;
  /** What its pages threw or logged as an error. */
  problems: string[];
}

export interface Browser extends Person {
  /** Somebody else at the same browser. */
  another(locale?: string): Promise<Person>;
  close(): Promise<void>;
}

export async function openBrowser(locale = 'en-GB'): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env.SIGILLATOR_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: flags,
  });
  const another = async (language = locale): Promise<Person> => {
    const context = await browser.newContext({ locale: language, viewport: { width: 1100, height: 900 } });
    const problems: string[] = [];
    context.on('weberror', (error) => problems.push(String(error.error())));
    context.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    return { context, problems };
  };
  return { ...(await another()), another, close: () => browser.close() };
}
