import { defineConfig } from '@playwright/test';
import { notIn, POSITIONS, runsIn, type Position } from './support/positions';
import { tlsFolder } from './support/tls';

/** Each test where the table says, or all of them everywhere that they can run; without TLS, all of them locally. */
const isSorted = tlsFolder !== undefined && process.env.RUNNER_MATRIX === undefined;
const at = (name: Position) => ({
  name,
  ...(isSorted ? { grep: runsIn(name) } : {}),
  grepInvert: notIn(name),
  ...(name.startsWith('upstream') ? { use: { ignoreHTTPSErrors: true } } : {}),
});

// The system's Chromium; `cargo xtask test browser` names it, and builds what is tested.
export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // Against waiting for ever, not a measure of speed: a machine may be slow, and an API elsewhere tells nobody of its
  // changes, so they come later.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
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
    // A third of the time of a test; `--trace on` asks for it.
    trace: 'off',
  },
  projects: POSITIONS.filter((name) => tlsFolder !== undefined || !name.startsWith('upstream')).map(at),
});
