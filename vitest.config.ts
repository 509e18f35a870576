import { defineConfig } from 'vitest/config';

const suites = { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 };
/** A person at a real board takes time, and what fails once spoils the rest: test/hardware/links.ts. */
const byHand = { include: ['test/hardware/links.hand.ts'], testTimeout: 3_600_000, hookTimeout: 3_600_000, bail: 1 };

export default defineConfig({
  test: { ...(process.env.SIGILLATOR_HAND_LINK ? byHand : suites), passWithNoTests: false },
});
