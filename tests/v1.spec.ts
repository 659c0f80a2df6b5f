// An API that serves v1 and nothing else: the same pages do the same, without profiles.

import type { Page } from '@playwright/test';
import { write } from './support/code';
import { complaints, expect, signIn, test } from './support/test';

const status = (page: Page) => page.getByRole('group', { name: 'Status' });
const create = (page: Page) => page.getByRole('button', { name: 'Create runner' });

/** Fills the wizard up to its last step. */
async function toReview(page: Page, cluster: string) {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Create' }).click();
  await page.getByRole('radio', { name: new RegExp(`^${cluster}`) }).click();
  await page.getByRole('link', { name: 'Skip to review' }).click();
  await expect(page.getByText('No problems found.')).toBeVisible();
}

test('a runner is made without profiles, and what is sent names its request', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await toReview(page, 'free-01');
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: 'Policy' }).click();
  await expect(page.getByText('v1 of the API has no profiles: a policy says what sandboxes')).toBeVisible();
  await page.getByRole('link', { name: 'Skip to review' }).click();
  await page.getByText(/^POST/).click();
  await expect(page.getByText(/^POST \/v1\/sandbox\/managedRunners\?requestId=\d+-\d+$/)).toBeVisible();
  await create(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'free-01' })).toBeVisible();
  await expect(status(page).getByText('Ready', { exact: true })).toBeVisible();
  expect((await (await api.get('managed-runners/free-01')).json()).policy).toEqual({});
  expect(complained).toEqual([]);
});

test('a create whose answer was lost is sent again and makes one runner', async ({ page, remote }) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/managedRunners?')) sent.push(request.url());
  });
  await signIn(page, remote.gateway, remote.adminToken);
  await toReview(page, 'free-02');
  await page.reload();
  remote.upstream.fail('POST', /managedRunners\?/, { kind: 'done but cut' }, 1);
  await create(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'free-02' })).toBeVisible();
  expect(new Set(sent).size, 'one request ID').toBe(1);
  expect(sent.length).toBeGreaterThan(1);
});

test('a channel goes to v1, and a text that asks for what v1 cannot change says so', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await page.getByRole('button', { name: 'Change channel…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Rapid/ }).check();
  await dialog.getByText('Do the same from a terminal').click();
  await expect(dialog.getByText(/curl -X PATCH/)).toContainText('managedRunners/helsinki-evals?updateMask=spec.release_channel');
  await dialog.getByRole('button', { name: /Save/ }).click();
  await expect(dialog).toBeHidden();
  expect(complained).toEqual([]);

  await page.goto(`${gateway.url}/runners/helsinki-evals/edit`);
  const text = page.getByRole('textbox', { name: /as YAML or JSON/ });
  await write(text, 'identity:\n  zone: us-east-04b\n  runner_group_id: evals\n');
  await expect(page.getByText('cannot be changed after creation: identity.zone').first()).toBeVisible();

  const read = async () => (await api.get('managed-runners/helsinki-evals')).json();
  expect((await read()).managedSpec.releaseChannel).toBe('RELEASE_CHANNEL_RAPID');
});

test('several are changed in v1', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const ids = ['helsinki-evals', 'prod-us-east-1'];
  for (const id of ids) await page.getByRole('checkbox', { name: `Select ${id}` }).check();
  const bar = page.getByRole('toolbar', { name: 'Selected runners' });
  await bar.getByRole('button', { name: 'Change channel…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Rapid/ }).check();
  await dialog.getByRole('button', { name: /^Change/ }).click();
  const channel = async (id: string) =>
    (await (await api.get(`managed-runners/${id}`)).json()).managedSpec.releaseChannel;
  for (const id of ids) await expect.poll(() => channel(id)).toBe('RELEASE_CHANNEL_RAPID');
});

test('pages of profiles say why there are none, and the settings what is spoken', async ({ page, gateway }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Profiles' }).click();
  await expect(page.getByText('Your organization is served v1 of the API, which has no profiles')).toBeVisible();
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await expect(page.getByText('This console speaks v1 of the API, which shows no profiles')).toBeVisible();
  await page.goto(`${gateway.url}/settings`);
  await expect(page.getByText('Speaks v1: it lists runners. Beside it, v1beta2: it answers 404 Not Found')).toBeVisible();
  expect(complained).toEqual([]);
});
