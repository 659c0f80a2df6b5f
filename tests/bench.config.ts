// What `cargo xtask bench` runs. Figures are printed, never asserted.

import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

// Locally, with both versions of the API.
const projects = tests.projects?.filter(({ name }) => name === 'local');

export default defineConfig({
  ...tests,
  projects,
  testDir: './bench',
  testMatch: '*.bench.ts',
  timeout: 600_000,
  workers: 1,
  retries: 0,
  outputDir: './results/bench',
});
