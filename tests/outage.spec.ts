// Before an API that fails in every way, what was known stays and what is wrong is said.

import type { Page } from '@playwright/test';
import { expect, signIn, test } from './support/test';

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

for (const [name, fault] of [
  ['401', { kind: 'status', http: 401 }],
  ['403', { kind: 'status', http: 403 }],
  ['404', { kind: 'status', http: 404 }],
  ['429', { kind: 'status', http: 429, headers: { 'retry-after': '1' } }],
  ['500', { kind: 'status', http: 500 }],
  ['503', { kind: 'status', http: 503 }],
  ['a cut connection', { kind: 'cut' }],
  ['half an answer', { kind: 'cut in the middle' }],
  ['HTML', { kind: 'html' }],
  ['bad JSON', { kind: 'bad json' }],
  ['a repeated page token', { kind: 'repeated token' }],
] as const) {
  test(`the fleet survives ${name}`, async ({ page, remote }) => {
    await signIn(page, remote.gateway, remote.adminToken);
    await expect(row(page, 'helsinki-evals')).toBeVisible();
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    remote.upstream.fail('GET', /managed-runners\?/, fault);
    await expect(page.getByText(/^Not live/)).toBeVisible({ timeout: 45_000 });
    await expect(row(page, 'helsinki-evals'), 'what was known stays').toBeVisible();
    await expect(page.getByRole('alert').first()).toContainText('The runners could not be read');
    const asked = remote.upstream.asked.length;
    remote.upstream.heal();
    await expect(page.getByText('Live', { exact: true })).toBeVisible({ timeout: 45_000 });
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(remote.upstream.asked.length - asked, 'no storm of requests').toBeLessThan(40);
  });
}

test('a slow API delays nothing that is known', async ({ page, remote }) => {
  await signIn(page, remote.gateway, remote.adminToken);
  await expect(row(page, 'helsinki-evals')).toBeVisible();
  remote.upstream.fail('GET', /./, { kind: 'late', millis: 3_000 });
  await page.getByRole('link', { name: 'helsinki-evals' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'helsinki-evals' })).toBeVisible();
  await page.goBack();
  await expect(row(page, 'helsinki-evals')).toBeVisible();
});

test('many tabs ask the API as often as one', async ({ browser, remote }) => {
  // A sign-in finds out which versions are served by lists of one.
  const lists = () =>
    remote.upstream.asked.filter((line) => /GET .*managed-runners\?(?!pageSize=1$)/.test(line)).length;
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await signIn(page, remote.gateway, remote.adminToken);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
  };
  await open();
  const [before, since] = [lists(), Date.now()];
  for (let tab = 0; tab < 5; tab++) await open();
  // A round each three seconds while something changes, whoever looks; had each tab asked, far more.
  const rounds = (Date.now() - since) / 3_000 + 2;
  expect(lists() - before).toBeLessThanOrEqual(rounds);
});
