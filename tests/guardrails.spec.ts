// A policy beside profiles, and before whom it is hidden: where both versions of the API are served.

import { startLocal } from './support/gateway';
import { editor, ID, policies, send, sent, textOf, type } from './support/policies';
import { expect, signIn, test } from './support/test';

test('a policy that comes while one types takes nothing away, and its etag only after a look', async ({ page, playwright }) => {
  const gateway = await startLocal('demo', ['--time-scale', '10']);
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  await signIn(page, gateway, gateway.adminToken);
  const api = await playwright.request.newContext({ extraHTTPHeaders: { Authorization: `Bearer ${gateway.adminToken}` } });
  const clusters = await (await api.get(`${gateway.url}/v1beta1/cks/clusters`)).json();
  const free = clusters.items.find((cluster: { name: string }) => cluster.name === 'free-01');
  const profiles = await (await api.get(`${gateway.url}/v1beta2/sandbox/profile-templates`)).json();
  const made = await api.post(`${gateway.url}/v1beta2/sandbox/managed-runners`, {
    data: {
      runnerId: 'fresh',
      runner: {
        identity: { zone: free.zone.toLowerCase(), clusterName: 'free-01' },
        // No node has it: it does not connect, so it has no policy, until that is taken away.
        managedSpec: { overrides: { nodeSelector: { nowhere: 'yes' } } },
        profileBindings: [{ profileTemplateId: profiles.profileTemplates[0].id, isDefault: true }],
      },
    },
  });
  expect(made.status()).toBe(200);
  await page.goto(`${gateway.url}/runners/fresh/policy`);
  await expect(page.getByText('Never configured')).toBeVisible();
  await page.getByRole('link', { name: 'Edit policy…' }).click();
  await type(page, '# typed\nconstraints:\n  resources:\n    max_cpu: "4"\n');
  const placed = await api.patch(`${gateway.url}/v1beta2/sandbox/managed-runners/fresh`, {
    data: { runner: { managedSpec: { overrides: {} } }, updateMask: 'managedSpec.overrides' },
  });
  expect(placed.status()).toBe(200);
  await expect(page.getByText('The policy changed while you were editing.')).toBeVisible();
  expect(await textOf(page)).toContain('# typed');
  await expect(sent(page).locator('.mask')).toContainText('W/p-000000');
  await page.getByRole('button', { name: 'Merge it into my text…' }).click();
  await page.getByRole('button', { name: 'Merge both changes' }).click();
  await expect(editor(page)).toContainText('# typed');
  await expect(editor(page)).toContainText('allowed_egress');
  await expect(sent(page).locator('.mask')).toContainText('W/p-000001');
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const { constraints } = (await v1.get('fresh')).policy;
  expect(Object.keys(constraints).sort()).toEqual(['network', 'resources']);
  await gateway.stop();
});

test('every state is said; who only reads is told why there is nothing', async ({ browser, page, gateway, playwright }) => {
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  await v1.put({});
  const context = await browser.newContext();
  const reader = await context.newPage();
  await signIn(reader, gateway, gateway.userToken);
  await reader.goto(`${gateway.url}/runners/${ID}/policy`);
  await expect(reader.getByText('Policies are part of v1 of the API, where even reading needs SANDBOX_ADMIN')).toBeVisible();
  await context.close();
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/${ID}/policy`);
  await expect(page.getByText('Configured, and empty: {}')).toBeVisible();
  await expect(page.getByText("No limits of your own")).toBeVisible();
  await expect(page.getByText('Profiles are also bound to this runner.')).toBeVisible();
});

test('a policy is drafted from the profiles, with what it cannot say, and not sent', async ({ page, gateway, playwright }) => {
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  const before = (await v1.get()).policy;
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/${ID}/policy/edit`);
  await page.getByText("Draft a policy from this runner's profiles").click();
  const losses = page.getByRole('list', { name: 'What the draft cannot express' }).getByRole('listitem');
  await expect(losses.filter({ hasText: 'profile_name' })).toContainText('Callers can no longer choose a profile by name');
  await page.getByRole('button', { name: 'Write the draft into the text' }).click();
  await expect(editor(page)).toContainText('display_name: From');
  await expect(sent(page).getByText(/^PATCH/)).toBeVisible();
  expect((await v1.get()).policy).toEqual(before);
});
