import { defineConfig } from '@playwright/test';
import base from './playwright.config';

// `cargo xtask chaos` runs these: they break everything that can break, for minutes.
export default defineConfig(base, {
  testDir: 'chaos',
  testMatch: '*.chaos.ts',
  workers: 1,
  timeout: 30 * 60_000,
});
