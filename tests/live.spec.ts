// What is on screen is true, or says that it is not: the stream, its loss, its return, and an API that
// fails in every way.

import type { Page } from '@playwright/test';
import { startGateway } from './support/gateway';
import { expect, signIn, test } from './support/test';

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('a change is on screen in every tab without a reload', async ({ page, browser, gateway, api }) => {
  const pages = [page];
  for (let tab = 0; tab < 3; tab++) pages.push(await (await browser.newContext()).newPage());
  for (const tab of pages) {
    await signIn(tab, gateway, gateway.adminToken);
    await expect(tab.getByText('Live', { exact: true })).toBeVisible();
    await expect(row(tab, 'helsinki-evals')).toContainText('Stable');
  }
  await api.patch('managed-runners/helsinki-evals', {
    data: {
      runner: { managedSpec: { releaseChannel: 'RELEASE_CHANNEL_RAPID' } },
      updateMask: 'managedSpec.releaseChannel',
    },
  });
  for (const tab of pages) await expect(row(tab, 'helsinki-evals')).toContainText('Rapid');
  await api.delete('managed-runners/helsinki-evals');
  for (const tab of pages) await expect(row(tab, 'helsinki-evals')).toBeHidden();
});

test('an open menu, the focus and the selection survive updates', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('checkbox', { name: 'Select code-review' }).check();
  await page.getByRole('search').getByRole('button', { name: 'Zone' }).click();
  const box = page.getByRole('group', { name: 'Zone' }).getByRole('checkbox').nth(1);
  await box.focus();
  for (let turn = 0; turn < 60; turn++) {
    const channel = turn % 2 ? 'STABLE' : 'RAPID';
    await api.patch('managed-runners/helsinki-evals', {
      data: {
        runner: { managedSpec: { releaseChannel: `RELEASE_CHANNEL_${channel}` } },
        updateMask: 'managedSpec.releaseChannel',
      },
    });
  }
  await expect(row(page, 'helsinki-evals')).toContainText('Stable');
  await expect(box).toBeFocused();
  await expect(page.getByRole('checkbox', { name: 'Select code-review' })).toBeChecked();
});

test('a gateway that goes and comes back is noticed both times', async ({ page }) => {
  const gateway = await startGateway('demo');
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await gateway.kill();
  await expect(page.getByText(/^Not live/)).toBeVisible();
  await expect(page.getByText(/last update .* ago/)).toBeVisible();
  await expect(row(page, 'helsinki-evals'), 'what was known stays').toBeVisible();
  const again = await gateway.restart();
  try {
    await expect(page.getByText('Live', { exact: true })).toBeVisible({ timeout: 30_000 });
    await fetch(`${again.url}/v1beta2/sandbox/managed-runners/helsinki-evals`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${again.adminToken}` },
    });
    await expect(row(page, 'helsinki-evals')).toBeHidden();
  } finally {
    await again.stop();
  }
});

test.describe('before an API that fails', () => {
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
});
