// The page of a runner: its sides, what happened, the remedy, the commands that do the same.

import { expect, signIn, test } from './support/test';

const main = (page: import('@playwright/test').Page) => page.getByRole('main');

test('every side has an address, and going between them reads nothing anew', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await expect(page.getByRole('heading', { name: 'Last 24 hours' })).toBeVisible();
  let reads = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/managed-runners/helsinki-evals')) reads += 1;
  });
  const sides = page.getByRole('navigation', { name: 'Sections of the runner' });
  for (const [name, heading] of [
    ['Configuration', "The runner's pod"],
    ['Maintenance', 'Next openings'],
    ['History', 'History'],
    ['YAML', 'Spec file'],
  ]) {
    await sides.getByRole('link', { name }).click();
    await expect(page).toHaveURL(new RegExp(`/helsinki-evals/${name.toLowerCase()}$`));
    await expect(page.getByRole('heading', { level: 2, name: heading })).toBeVisible();
  }
  expect(reads).toBe(0);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 2, name: 'History' })).toBeVisible();
  await page.goto(`${gateway.url}/runners/helsinki-evals/nonsense`);
  await expect(page.getByRole('heading', { level: 1, name: /not found/i })).toBeVisible();
});

test('an edit and its author are in the history at once', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals/history`);
  await expect(page.getByText(/^First seen/)).toBeVisible();
  await page.getByRole('button', { name: 'Change channel…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Rapid/ }).check();
  await dialog.getByText('Do the same from a terminal').click();
  await expect(dialog.getByText(/cwic sandbox runner edit helsinki-evals -f -/)).toBeVisible();
  await expect(dialog.getByText(/release_channel: RELEASE_CHANNEL_RAPID/)).toBeVisible();
  await expect(dialog.getByText(/curl -X PATCH .*\$TOKEN/)).toBeVisible();
  await dialog.getByRole('button', { name: /Save/ }).click();
  const entry = main(page).getByRole('listitem').filter({ hasText: 'You changed it' });
  await expect(entry.first()).toContainText('managed_spec.release_channel');
  await page.getByRole('button', { name: 'Connection', exact: true }).click();
  await expect(entry).toHaveCount(0);
});

test('environment values are masked until asked for, and not in the file', async ({ page, gateway, api }) => {
  const canary = 'CANARY-of-the-environment';
  const runner = await (await api.get('managed-runners/helsinki-evals')).json();
  const overrides = { ...runner.managedSpec.overrides, env: { TOKEN: canary } };
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { managedSpec: { overrides } }, updateMask: 'managedSpec.overrides' },
  });
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals/configuration`);
  await expect(page.getByRole('rowheader', { name: 'Environment: TOKEN' })).toBeVisible();
  await expect(page.getByText(canary)).toHaveCount(0);
  await page.getByRole('button', { name: 'Show TOKEN' }).first().click();
  await expect(page.getByText(canary).first()).toBeVisible();
  await page.goto(`${gateway.url}/runners/helsinki-evals/yaml`);
  const file = page.getByLabel('The file');
  await expect(file).toContainText('1 environment variables are left out');
  await expect(file).not.toContainText(canary);
  await page.getByRole('checkbox', { name: /environment variable values/ }).check();
  await expect(file).toContainText(canary);
});

test('a selector that no node has is mended in four clicks', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const list = await (await api.get('managed-runners?pageSize=200')).json();
  const failed = list.runners.find((runner: { installError?: { remediationHints: string[] } }) =>
    runner.installError?.remediationHints.some((hint) => hint.includes('node_selector')),
  );
  expect(failed, 'one of the demo fleet fails for its selector').toBeDefined();
  let clicks = 0;
  const click = async (locator: import('@playwright/test').Locator) => {
    clicks += 1;
    await locator.click();
  };
  const id = failed.identity.runnerId;
  await click(page.getByRole('link', { name: id, exact: true }));
  await click(page.getByRole('button', { name: 'Prepare this fix' }));
  const sent = page.getByRole('region', { name: 'What will be sent' });
  await expect(sent.getByText('managed_spec.overrides', { exact: true })).toBeVisible();
  await click(page.getByRole('button', { name: 'Send', exact: true }));
  await expect(page.getByRole('group', { name: 'Status' }).getByText('Ready', { exact: true })).toBeVisible();
  expect(clicks).toBeLessThanOrEqual(4);
});

test('a deleted runner says when and by whom', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await api.delete('managed-runners/helsinki-evals');
  await expect.poll(async () => (await api.get('managed-runners/helsinki-evals')).status()).toBe(404);
  // Before a remote API the gateway sees it a moment later, and so does the page.
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await expect(page.getByText(/This runner was deleted by \S+; it was gone at/)).toBeVisible();
  await page.goto(`${gateway.url}/runners/never-was`);
  await expect(page.getByText('No runner has this ID.')).toBeVisible();
});

test('the support bundle is copied without secrets', async ({ page, gateway, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/ord-train-a`);
  await page.getByRole('button', { name: 'Copy support bundle' }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  const bundle = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(bundle.runner.identity.runnerId).toBe('ord-train-a');
  expect(bundle.versions.gateway).toBeTruthy();
  for (const value of Object.values(bundle.runner.managedSpec.overrides.env)) expect(value).toBe('hidden');
});

test('what the API cannot give is said where it is missing', async ({ page, remote }) => {
  await signIn(page, remote.gateway, remote.adminToken);
  await page.getByRole('link', { name: 'helsinki-evals' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'helsinki-evals' })).toBeVisible();
  remote.upstream.fail('PATCH', /./, { kind: 'status', http: 403, message: 'SANDBOX_ADMIN is missing' });
  await page.getByRole('button', { name: 'Change channel…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Rapid/ }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('SANDBOX_ADMIN is missing');
  await expect(dialog.getByRole('radio', { name: /Rapid/ }), 'nothing is lost').toBeChecked();
  remote.upstream.heal();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
});

test('what may be wrong with a runner can be called up at any time', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await page.getByRole('button', { name: 'Troubleshoot…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('A sandbox does not start, although the runner is ready').click();
  await expect(dialog.getByText(/Does its token have SANDBOX_USER/)).toBeVisible();
  await dialog.getByText('It does not get deleted').click();
  await expect(dialog.getByText(/a registered volume may still name this runner/)).toBeVisible();
  await dialog.getByText('It does not update').click();
  await dialog.getByRole('link', { name: 'See its maintenance' }).click();
  await expect(page).toHaveURL(/helsinki-evals\/maintenance$/);
  await expect(dialog).toBeHidden();
});
