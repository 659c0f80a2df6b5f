import { defineConfig } from '@playwright/test';
import { tlsFolder } from './support/tls';

// The system's Chromium; `cargo xtask test browser` names it, and builds what is tested.
export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    viewport: { width: 1380, height: 860 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'local' },
    // Everything once more before a remote API. It tells nobody of its changes, so they come later.
    ...(tlsFolder === undefined
      ? []
      : [{ name: 'upstream', use: { ignoreHTTPSErrors: true }, timeout: 120_000, expect: { timeout: 30_000 } }]),
  ],
});
