// What is on screen is true, or says that it is not: the stream, its loss and its return.

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
