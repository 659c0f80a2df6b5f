// Which runners still depend on profiles, and which have a policy.

import { write } from './support/code';
import { editor, policies } from './support/policies';
import { expectSound, unfold } from './support/sound';
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

test('the fleet has policies as a column and as filters, for who may know them', async ({ page, gateway }) => {
  await page.setViewportSize({ width: 1800, height: 1000 });
  await signIn(page, gateway, gateway.adminToken);
  const listed = await page.request.get(`${gateway.url}/v1/sandbox/managedRunners`, {
    headers: { Authorization: `Bearer ${gateway.adminToken}` },
  });
  type Listed = { identity: { runnerId: string }; policy?: { displayName?: string } | null };
  const runners: Listed[] = (await listed.json()).managedRunners;
  const named = runners.find((runner) => runner.policy?.displayName);
  const id = named!.identity.runnerId;
  const name = named!.policy!.displayName!;
  const cell = (runner: string) => page.getByRole('row').filter({ hasText: runner });
  await expect(page.getByRole('columnheader', { name: /^Policy/ })).toBeVisible();
  await expect(cell(id)).toContainText(name);

  const filters = page.getByRole('search');
  await filters.getByRole('button', { name: 'Policy' }).click();
  await page.getByRole('checkbox', { name: new RegExp(`^${name} \\d+$`) }).check();
  await expect(page).toHaveURL(/policy=/);
  await expect(cell(id)).toBeVisible();
  const same = runners.filter((runner) => runner.policy?.displayName === name);
  const shown = new RegExp(`^${same.length} of \\d+ shown$`);
  await expect(page.getByText(shown)).toBeVisible();
  await page.reload();
  await expect(page.getByText(shown)).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await filters.getByRole('button', { name: 'Guardrails' }).click();
  await page.getByRole('checkbox', { name: 'Profiles only' }).check();
  await expect(cell(id)).toBeHidden();

  // Who only reads has neither.
  await page.context().clearCookies();
  await signIn(page, gateway, gateway.userToken);
  await page.goto(gateway.url);
  await expect(cell(id)).toBeVisible();
  await expect(page.getByRole('columnheader', { name: /^Policy/ })).toHaveCount(0);
  await expect(filters.getByRole('button', { name: 'Guardrails' })).toHaveCount(0);
});

test('the policies of several are changed, each with what it does to callers, and nobody is overwritten', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  const network = { allowedEgress: [{ cidr: { cidr: '192.0.2.0/24' } }] };
  await v1.put({ displayName: 'One', constraints: { resources: { maxCpu: '8' }, network } }, 'helsinki-evals');
  await v1.put({ displayName: 'Two', constraints: { resources: { maxCpu: '2' } } }, 'prod-us-east-1');
  await signIn(page, gateway, gateway.adminToken);
  await page.setViewportSize({ width: 1280, height: 1600 });
  for (const id of ['helsinki-evals', 'prod-us-east-1', 'vendor-edge']) {
    await page.getByRole('checkbox', { name: `Select ${id}` }).check();
  }
  await page.getByRole('toolbar', { name: 'Selected runners' }).getByRole('button', { name: 'Edit…' }).click();
  await page.getByRole('radio', { name: /^Policies/ }).check();
  const does = page.getByRole('region', { name: 'What it does' });
  const row = (id: string) => does.getByRole('listitem').filter({ has: page.getByRole('link', { name: id }) });
  await expect(does).toContainText('Without a policy in v1 of the API: vendor-edge');

  await write(editor(page), 'constraints:\n  resources:\n    max_cpu: lots\n');
  await expect(page.getByText(/line 3, column 5: constraints.resources.max_cpu/).first()).toBeVisible();
  await write(editor(page), 'constraints:\n  resources:\n    max_cpu: "4"\n');
  await expect(row('helsinki-evals')).toContainText('Newly refused');
  await expect(row('prod-us-east-1')).toContainText('Newly allowed');
  await row('helsinki-evals').getByText('Differences and request').click();
  await expect(row('helsinki-evals').getByText('/v1/sandbox/managedRunners/helsinki-evals?updateMask=policy')).toBeVisible();
  await expectSound(page);

  // A list that lets nobody in is no thing for many at once.
  await write(editor(page), 'control_plane_access:\n  source_ip_allowlist: {}\n');
  await expect(row('prod-us-east-1')).toContainText('would let nobody in');
  await write(editor(page), 'constraints:\n  resources:\n    max_cpu: "4"\n');
  await page.reload();
  await expect(row('prod-us-east-1')).toContainText('Newly allowed');

  // One of them is changed by somebody else meanwhile.
  await v1.put({ displayName: 'Theirs' }, 'prod-us-east-1');
  await page.getByRole('button', { name: 'Update 2 runners…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Change 2 runners' }).click();
  await expect(dialog.getByText('1 of 2 done, 1 failed')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  expect((await v1.get('prod-us-east-1')).policy).toEqual({ displayName: 'Theirs' });
  const changed = (await v1.get('helsinki-evals')).policy;
  expect(changed).toEqual({ displayName: 'One', constraints: { resources: { maxCpu: '4' }, network } });

  await page.getByRole('button', { name: 'Undo…' }).click();
  await dialog.getByRole('button', { name: 'Undo on 1 runner' }).click();
  await expect(dialog.getByText('1 of 1 done')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  expect((await v1.get('helsinki-evals')).policy.constraints.resources.maxCpu).toBe('8');

  // The same policy for both, as a whole.
  await page.getByRole('radio', { name: /^Replace/ }).check();
  await write(editor(page), 'display_name: Same\n');
  await page.getByRole('button', { name: 'Update 2 runners…' }).click();
  await dialog.getByRole('button', { name: 'Change 2 runners' }).click();
  await expect(dialog.getByText('2 of 2 done')).toBeVisible();
  for (const id of ['helsinki-evals', 'prod-us-east-1']) {
    expect((await v1.get(id)).policy).toEqual({ displayName: 'Same' });
  }
  expect(complained).toEqual([]);
});

test('a file that is a policy opens in the editor of its runner, or makes one', async ({ page, gateway }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  const text = '# ours\ndisplay_name: From a file\nconstraints:\n  resources:\n    max_cpu: "2"\n';
  await page.goto(`${gateway.url}/runners/new/file`);
  const file = page.getByLabel(/Paste runners here/);
  await write(file, text);
  const card = page.getByRole('region', { name: 'A policy' });
  await expect(card.getByRole('button', { name: 'Open in its policy editor' })).toBeDisabled();
  await card.getByLabel('Runner ID').fill('helsinki-evals');
  await card.getByRole('button', { name: 'Open in its policy editor' }).click();
  await expect(editor(page)).toContainText('# ours');
  await expect(page.getByRole('region', { name: 'What changes for callers' })).toBeVisible();
  await write(editor(page), 'display_name: Typed\n');

  // Another file takes its place, and what was typed can be put back.
  await page.goto(`${gateway.url}/runners/new/file`);
  await write(file, text);
  await card.getByLabel('Runner ID').fill('helsinki-evals');
  await card.getByRole('button', { name: 'Open in its policy editor' }).click();
  await expect(editor(page)).toContainText('From a file');
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect(editor(page)).toContainText('Typed');

  await page.goto(`${gateway.url}/runners/new/file`);
  await write(file, text);
  await card.getByRole('button', { name: 'Use it for a new runner' }).click();
  await expect(page.getByRole('radio', { name: /^A policy/ })).toBeChecked();
  await expect(editor(page)).toContainText('From a file');
  expect(complained).toEqual([]);
});

test('a reader is told why there is nothing to see', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.userToken);
  await page.goto(`${gateway.url}/policies`);
  await expect(page.getByText(/even reading needs SANDBOX_ADMIN/)).toBeVisible();
});

test('what v1 alone has is changed beside v1beta2, and shown with the configuration', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  const address = `${gateway.url}/v1/sandbox/managedRunners/helsinki-evals`;
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals/edit?as=fields`);
  const name = page.getByLabel(/^Display name/);
  const send = page.getByRole('button', { name: 'Send through v1' });
  await name.fill('Evaluations');
  await page.getByRole('radio', { name: /^Load balancer/ }).check();
  const sent = page.getByRole('region', { name: 'What will be sent through v1' });
  // As the call below it names them.
  await expect(sent.locator('.mask code')).toHaveText(['display_name', 'spec.data_plane']);
  await expect(sent.getByText('The direct endpoint is set up again right away')).toBeVisible();
  await unfold(page);
  await expectSound(page, 'the fields of both versions');
  // What was typed outlives a reload, and is no part of the text.
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('edit-in-v1:helsinki-evals');
  await page.reload();
  await expect(name).toHaveValue('Evaluations');
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await send.click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const now = await (await api.get(address)).json();
  expect(now.displayName).toBe('Evaluations');
  expect(now.spec.dataPlane).toEqual({ loadBalancer: {} });

  // Somebody else changes the same: nobody overwrites.
  await name.fill('Mine');
  const theirs = await api.patch(`${address}?updateMask=display_name`, { data: { displayName: 'Theirs' } });
  expect(theirs.ok(), await theirs.text()).toBe(true);
  await send.click();
  const conflicts = page.getByRole('region', { name: 'Changed by someone else' });
  await expect(conflicts).toContainText('Theirs');
  expect((await (await api.get(address)).json()).displayName).toBe('Theirs');

  await page.goto(`${gateway.url}/runners/helsinki-evals/configuration`);
  const card = page.getByRole('region', { name: 'Data plane, volumes, tenant metrics, image pull' });
  await expect(card).toContainText('Direct endpoint');
  await expect(card).toContainText('data_plane.load_balancer');
  expect(complained).toEqual([]);
});
