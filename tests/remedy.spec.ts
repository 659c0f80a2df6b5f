// A failed install is cured by the remedy that the page prepares, and nothing else is lost.

import { write } from './support/code';
import { expect, signIn, test } from './support/test';

test('a taint that nobody tolerates is tolerated in three clicks', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const before = await (await api.get('managed-runners/ord-train-a')).json();
  expect(before.installStatus).toBe('RUNNER_INSTALL_STATUS_FAILED');

  await page.getByRole('link', { name: /ord-train-a/ }).first().click();
  await expect(page.getByText('The install failed: no node accepts the runner pod')).toBeVisible();
  await page.getByRole('button', { name: 'Prepare this fix' }).click();
  const sent = page.getByRole('region', { name: 'What will be sent' });
  await expect(sent.locator('.mask').getByText('managed_spec.overrides', { exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'The runner as YAML or JSON' })).toContainText('# Tolerate the taint');
  await expect(page.getByRole('region', { name: 'What would be lost' })).toBeHidden();
  await page.getByRole('button', { name: 'Send', exact: true }).click();

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

test('a fix goes into the text that is there', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/ord-train-a/edit`);
  const editor = page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
  await expect(editor).toContainText('managed_spec:');
  await page.getByRole('button', { name: 'Patch', exact: true }).click();
  await write(editor, '# mine\nmanaged_spec:\n  release_channel: RELEASE_CHANNEL_STABLE\n');
  await page.getByRole('button', { name: 'Prepare this fix' }).click();
  await expect(editor).toContainText('# mine');
  await expect(editor).toContainText('workload');
  const sent = page.getByRole('region', { name: 'What will be sent' });
  await expect(sent.locator('.mask code')).toHaveText(['managed_spec.release_channel', 'managed_spec.overrides']);
  // What cannot be read is not touched.
  await write(editor, 'managed_spec: [');
  await page.getByRole('button', { name: 'Prepare this fix' }).click();
  await expect(page.getByText(/The text has errors: correct them/)).toBeVisible();
  await expect(editor).toHaveText('managed_spec: [');
});

for (const [id, change] of [
  ['finance-agents', { scaling: { replicas: 2 } }],
  ['mobile-ci', { nodeSelector: {} }],
] as const) {
  test(`${id} is cured by what its hint prepares, and nothing of it is raised`, async ({ page, gateway, api }) => {
    await signIn(page, gateway, gateway.adminToken);
    const before = (await (await api.get(`managed-runners/${id}`)).json()).managedSpec.overrides;
    await page.goto(`${gateway.url}/runners/${id}`);
    await page.getByRole('button', { name: 'Prepare this fix' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const status = page.getByRole('group', { name: 'Status' });
    await expect(status.getByText('Ready', { exact: true })).toBeVisible();
    await expect(status.getByText('Connected', { exact: true })).toBeVisible();
    const after = (await (await api.get(`managed-runners/${id}`)).json()).managedSpec.overrides;
    expect(after.resources).toEqual(before.resources);
    expect(after).toMatchObject(change);
  });
}

test('what only somebody elsewhere can help with is said so', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/data-pipeline`);
  await expect(page.getByText('There is nothing to change here. This page updates by itself.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Prepare this fix' })).toHaveCount(0);
});
