// Starts headless Chromium for the tests of pages, with nothing that would look for the outside world.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

export interface Browser {
  context: BrowserContext;
  close(): Promise<void>;
}

/** A browser with an empty profile of its own; pages that throw or log an error fail the test through `problems`. */
export async function openBrowser(locale = 'en-GB'): Promise<Browser & { problems: string[] }> {
  const profile = await mkdtemp(join(tmpdir(), 'sigillator-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.SIGILLATOR_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: flags,
    locale,
    viewport: { width: 1100, height: 900 },
  });
  const problems: string[] = [];
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  return {
    context,
    problems,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
