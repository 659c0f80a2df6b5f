// Which runners still depend on profiles, and which have a policy.

import { complaints, expect, signIn, test } from './support/test';

test('the organization is seen between profiles and policies, and comes over', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  const v1 = await playwright.request.newContext({
    baseURL: `${gateway.url}/v1/sandbox/`,
    extraHTTPHeaders: { Authorization: `Bearer ${gateway.adminToken}` },
    ignoreHTTPSErrors: true,
  });
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/profiles`);
  await page.getByRole('link', { name: 'which runners still depend on profiles' }).click();
  const table = page.getByRole('table', { name: 'Runners' });
  const row = (id: string) => table.getByRole('row').filter({ has: page.getByRole('link', { name: id, exact: true }) });
  await expect(row('helsinki-evals')).toBeVisible();

  // What the page says is what the API says.
  const read = async (id: string) => (await v1.get(`managedRunners/${id}`)).json();
  const { policy } = await read('helsinki-evals');
  await expect(row('helsinki-evals')).toContainText(policy == null ? 'No policy yet' : policy.displayName);
  await expect(row('helsinki-evals')).toContainText(policy == null ? 'Profiles only' : 'Profiles and a policy');

  // Its own row leads to the editor; what is written there is told here.
  await page.getByLabel('Filter by runner or policy').fill('helsinki-evals');
  await expect(table.getByRole('row')).toHaveCount(2);
  await row('helsinki-evals').getByRole('link').last().click();
  await expect(page.getByText("Draft a policy from this runner's profiles")).toBeVisible();
  const { etag } = await read('helsinki-evals');
  const written = await v1.patch('managedRunners/helsinki-evals?updateMask=policy', {
    data: { policy: { displayName: 'Evaluations' }, etag },
  });
  expect(written.ok(), await written.text()).toBe(true);
  await page.goto(`${gateway.url}/policies`);
  await expect(row('helsinki-evals')).toContainText('Evaluations');
  await page.getByRole('button', { name: /^Profiles and a policy/ }).click();
  await expect(row('helsinki-evals')).toBeVisible();
  await page.getByRole('button', { name: /^Policy only/ }).click();
  await expect(row('helsinki-evals')).toBeHidden();
  await v1.dispose();
  expect(complained).toEqual([]);
});

test('a reader is told why there is nothing to see', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.userToken);
  await page.goto(`${gateway.url}/policies`);
  await expect(page.getByText(/reading needs SANDBOX_ADMIN, too/)).toBeVisible();
});
