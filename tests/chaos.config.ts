import { defineConfig } from '@playwright/test';
import base from './playwright.config';

// `cargo xtask chaos` runs these: they break everything that can break, for minutes.
// Locally, with both versions of the API.
const projects = base.projects?.filter(({ name }) => name === 'local');

export default defineConfig({
  ...base,
  projects,
  testDir: 'chaos',
  testMatch: '*.chaos.ts',
  workers: 1,
  timeout: 30 * 60_000,
});
