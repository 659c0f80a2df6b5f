// Pages whose code comes when they are visited.

import type { Page } from '@playwright/test';
import { complaints, expect, signIn, test } from './support/test';

/** All WebAssembly but that of the first download. */
const CHUNK = /\/(?!runner-console-)[\w-]+\.wasm$/;

/** The chunks that a page asks for from now on. */
function chunks(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (CHUNK.test(request.url())) asked.push(request.url());
  });
  return asked;
}

test('the code of a page comes once, when the page is visited', async ({ page, gateway }) => {
  const complained = complaints(page);
  const asked = chunks(page);
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(CHUNK, async (route) => {
    await held;
    await route.continue();
  });
  await signIn(page, gateway, gateway.adminToken);
  const runner = page.getByRole('link', { name: /helsinki-evals/ }).first();
  await expect(runner).toBeVisible();
  expect(asked, 'the fleet needs none').toEqual([]);

  await runner.click();
  await expect(page.getByText('Loading the page')).toBeAttached();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Runners' })).toBeFocused();
  await runner.click();
  await expect(page.getByText('Loading the page')).toBeAttached();
  release();
  await expect(page.getByRole('heading', { level: 1, name: 'helsinki-evals' })).toBeFocused();
  const once = [...asked];
  expect(once.length).toBeGreaterThan(0);
  expect(new Set(once).size).toBe(once.length);

  await page.goBack();
  await runner.click();
  await expect(page.getByRole('heading', { level: 1, name: 'helsinki-evals' })).toBeFocused();
  expect(asked).toEqual(once);
  expect(complained).toEqual([]);
});

test('an address opened directly brings the code of its page', async ({ page, gateway }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByRole('radio', { name: /free-01/ }).check();
  await expect(page.getByLabel('Runner ID')).toHaveValue('free-01');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole('radio', { name: /free-01/ })).toBeChecked();
  expect(complained).toEqual([]);
});

test('a page whose code is gone says so, and is there after a reload', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  // As after an upgrade of the server, which has chunks of other names.
  await page.route(CHUNK, (route) =>
    route.continue({ url: route.request().url().replace(/-[0-9a-f]{16}\.wasm$/, '-0000000000000000.wasm') }),
  );
  await page.getByRole('link', { name: /helsinki-evals/ }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Page not loaded' })).toBeFocused();
  await expect(page.getByRole('alert')).toContainText('could not be downloaded');
  await expect(page.getByRole('dialog', { name: 'The console stopped' })).toBeHidden();
  await page.getByRole('link', { name: 'Runners' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Runners' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();

  await page.unroute(CHUNK);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'helsinki-evals' })).toBeVisible();
});
