// A failed install is cured by the remedy that the page prepares, and nothing else is lost.

import { expect, signIn, test } from './support/test';

test('a taint that nobody tolerates is tolerated in three clicks', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const before = await (await api.get('managed-runners/ord-train-a')).json();
  expect(before.installStatus).toBe('RUNNER_INSTALL_STATUS_FAILED');

  await page.getByRole('link', { name: /ord-train-a/ }).first().click();
  await expect(page.getByText('The install failed: no node accepts the runner pod')).toBeVisible();
  await page.getByRole('button', { name: 'Prepare this fix' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('managed_spec.overrides', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: /Save/ }).click();

  await expect(page.getByRole('group', { name: 'Status' }).getByText('Ready', { exact: true })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Status' }).getByText('Connected', { exact: true })).toBeVisible();
  const after = await (await api.get('managed-runners/ord-train-a')).json();
  const { tolerations, ...others } = after.managedSpec.overrides;
  const { tolerations: had, ...same } = before.managedSpec.overrides;
  expect(others).toEqual(same);
  expect(tolerations.slice(0, had.length)).toEqual(had);
  expect(tolerations.slice(had.length)).toEqual([
    expect.objectContaining({ key: 'workload', value: 'gpu', effect: 'NoSchedule' }),
  ]);
  expect(after.installError).toBeNull();
});
