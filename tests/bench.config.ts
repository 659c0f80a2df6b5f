// What `cargo xtask bench` runs. Figures are printed, never asserted.

import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

export default defineConfig(tests, {
  testDir: './bench',
  testMatch: '*.bench.ts',
  timeout: 600_000,
  workers: 1,
  retries: 0,
  outputDir: './results/bench',
});
