// Clusters and profiles: who holds what, and profiles edited without losing what nobody here knows.

import { expect, signIn, test } from './support/test';

test('each cluster says which runner is on it, or offers to create one', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('link', { name: 'Clusters' }).click();
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await expect(row('eun09c-batch').getByRole('link', { name: 'helsinki-evals' })).toBeVisible();
  await expect(row('creating-soon')).toContainText('the cluster is not running');
  await page.getByRole('searchbox', { name: /Filter by name/ }).fill('free-02');
  await row('free-02').getByRole('link', { name: 'Create a runner here' }).click();
  await expect(page.getByRole('radio', { name: /free-02/ })).toBeChecked();
});

test('a profile is created from a starting point, and what is wrong is told at its line', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('link', { name: 'Profiles' }).click();
  await page.getByRole('link', { name: 'Create profile' }).click();
  await page.getByRole('radio', { name: /Internet/ }).check();
  const text = page.getByRole('textbox', { name: /Profile as YAML/ });
  const file = await text.inputValue();
  await text.fill(file.replace('runtime', 'x').replace('resource_defaults', 'resource_default'));
  await expect(page.getByText(/Line 4, column \d+: .*resource_defaults/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create profile' })).toBeDisabled();
  await text.fill(file.replace('my-internet', 'from-the-console'));
  await page.reload();
  await expect(text).toHaveValue(/from-the-console/);
  let creates = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/profile-templates')) creates += 1;
  });
  await page.getByRole('button', { name: 'Create profile' }).dblclick();
  await expect(page.getByRole('heading', { level: 1, name: 'from-the-console' })).toBeVisible();
  expect(creates).toBe(1);
  const profiles = (await (await api.get('profile-templates')).json()).profileTemplates;
  expect(profiles.map((profile: { displayName: string }) => profile.displayName)).toContain('from-the-console');
});

test('an edit sends what was edited and keeps every byte of the rest', async ({ page, gateway, api }) => {
  const network = '{ "egress":{"default":"x","modes":{"x":{"type":"none"}}},  "news": [1, 2.50] }';
  const made = await api.post('profile-templates', {
    data: { profileTemplate: { displayName: 'odd', description: 'old <b>', spec: { networkConfigJson: network } } },
  });
  const { id } = await made.json();
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/profiles/${id}`);
  await expect(page.getByText('old <b>').first()).toBeVisible();
  await page.getByRole('button', { name: 'Edit' }).click();
  const text = page.getByRole('textbox', { name: /Profile as YAML/ });
  const file = await text.inputValue();
  await text.fill(`${file}\n  nonsense: 1\n`);
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await text.fill(file.replace('old <b>', 'new <b>'));
  await expect(page.getByRole('code').filter({ hasText: /^description$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The profile was changed.')).toBeVisible();
  const after = await (await api.get(`profile-templates/${id}`)).json();
  expect(after.description).toBe('new <b>');
  expect(after.spec.networkConfigJson).toBe(network);
});

test('a profile that is bound is not deleted, a free one is', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('link', { name: 'Profiles' }).click();
  await page.getByRole('link', { name: 'locked-down' }).click();
  await expect(page.getByRole('heading', { name: 'Runners that use it' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/cannot be deleted while runners use it/)).toBeVisible();
  await dialog.getByLabel(/Type locked-down/).fill('locked-down');
  await expect(dialog.getByRole('button', { name: 'Delete profile' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Profiles' }).click();
  await page.getByRole('link', { name: 'retired' }).click();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await dialog.getByLabel(/Type retired/).fill('retired');
  await dialog.getByRole('button', { name: 'Delete profile' }).click();
  await expect(page.getByText('The profile retired was deleted.')).toBeVisible();
  const names = (await (await api.get('profile-templates')).json()).profileTemplates.map(
    (profile: { displayName: string }) => profile.displayName,
  );
  expect(names).not.toContain('retired');
});

test('a reader sees everything and is told what writing needs', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.userToken);
  await page.getByRole('link', { name: 'Clusters' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'free-01' })).toContainText('none');
  await expect(page.getByRole('link', { name: 'Create a runner here' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Profiles' }).click();
  await expect(page.getByRole('button', { name: 'Create profile' })).toBeDisabled();
  await page.getByRole('link', { name: 'locked-down' }).click();
  await expect(page.getByRole('button', { name: 'Edit' })).toBeDisabled();
});
