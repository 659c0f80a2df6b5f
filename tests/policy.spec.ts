// The policy of a runner: what is read says what it does, what is sent is what was meant, and nobody is overwritten.

import { write } from './support/code';
import { editor, ID, open, policies, send, sent, textOf, trial, type } from './support/policies';
import { expectSound, unfold } from './support/sound';
import { complaints, expect, signIn, test } from './support/test';
import type { Page } from '@playwright/test';

const callers = (page: Page) => page.getByRole('region', { name: 'What changes for callers' });

const TEAM = {
  displayName: 'Team default',
  constraints: {
    resources: { defaultCpu: '1', defaultMemory: '2Gi', maxCpu: '8', maxMemory: '32Gi', maxGpuCount: '0' },
    lifecycle: { defaultLifetimeSeconds: 3600 },
  },
};

test('a policy is read, tried, changed and taken back', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  await v1.put(TEAM);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/${ID}`);
  await page.getByRole('navigation', { name: 'Sections of the runner' }).getByRole('link', { name: 'Policy' }).click();
  const words = page.getByRole('region', { name: 'What it allows' });
  await expect(words.getByText('Team default', { exact: true })).toBeVisible();
  await expect(words.getByText('A container gets 1 CPU and 2Gi of memory by default, at most 8 CPU and 32Gi of memory')).toBeVisible();
  await expect(words.getByText('No GPU', { exact: true })).toBeVisible();
  await expect(page.getByLabel('The policy')).toContainText('max_gpu_count: "0"');

  const saved = trial(page).getByRole('region', { name: 'On the saved policy' });
  await expect(saved.getByText('Allowed', { exact: true })).toBeVisible();
  // What network it gets without asking, this policy does not say.
  await expect(saved.getByText(/it states no egress and the policy has no default for it/)).toBeVisible();
  await expect(saved.getByText(/it states no ingress and the policy has no default for it/)).toBeVisible();
  // A pasted description, by text; what is wrong in it stands at its line.
  await trial(page).getByRole('button', { name: 'Everything else, as text' }).click();
  const sandbox = trial(page).getByRole('textbox', { name: 'The sandbox as JSON or YAML' });
  await write(sandbox, 'containers:\n  - imag: a\n');
  await expect(trial(page).getByText(/line 2, column \d+: containers\[0\].imag: unknown key, did you mean image/)).toBeVisible();
  await write(sandbox, '{"containers": [{"cpuRequest": "1", "cpuLimit": "1"}], "annotations": {"a/b": "c"}}');
  await expect(saved.getByText('Allowed', { exact: true })).toBeVisible();
  await trial(page).getByLabel('CPU').fill('12');
  await expect(sandbox).toContainText('"cpuLimit": "12"');
  await expect(saved.getByText('Refused by 1 rule')).toBeVisible();
  await expect(saved.getByText('set constraints.resources.max_cpu to "12"')).toBeVisible();
  await trial(page).getByRole('button', { name: 'Make this change in the draft' }).click();

  await expect(editor(page)).toContainText('max_cpu: "12"');
  await expect(callers(page).getByRole('heading', { name: 'Newly allowed' })).toBeVisible();
  await expect(callers(page).getByText('refused now, allowed after this change')).toBeVisible();
  await expect(trial(page).getByRole('region', { name: 'On your draft' }).getByText('Allowed', { exact: true })).toBeVisible();
  const { etag } = await v1.get();
  await expect(sent(page).locator('.mask')).toContainText(etag);
  await sent(page).getByText(/^PATCH/).click();
  await expect(sent(page).getByText(`/v1/sandbox/managedRunners/${ID}?updateMask=policy`, { exact: true })).toBeVisible();
  expect((await v1.get()).policy.constraints.resources.maxCpu, 'nothing is sent by itself').toBe('8');
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  expect((await v1.get()).policy.constraints.resources.maxCpu).toBe('12');

  await page.getByRole('button', { name: 'Undo this edit…' }).click();
  await expect(editor(page)).toContainText('max_cpu: "8"');
  await expect(callers(page).getByText('allowed now, refused after this change')).toBeVisible();
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  expect((await v1.get()).policy).toEqual(TEAM);
  expect(complained).toEqual([]);
});

test('what was typed and not sent is announced where the policy is shown', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  await v1.put(TEAM);
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await type(page, (await textOf(page)).replace('max_cpu: "8"', 'max_cpu: "16" # mine'));
  await expect(sent(page).getByText(/^PATCH/)).toBeVisible();
  const tab = page.getByRole('navigation', { name: 'Sections of the runner' }).getByRole('link', { name: 'Policy' });
  await tab.click();
  const unsent = page.getByRole('status').filter({ hasText: 'You have unsent changes to this policy' });
  await expect(unsent).toBeVisible();
  await expect(page.getByLabel('The policy', { exact: true })).toContainText('max_cpu: "8"');
  await expectSound(page, 'a policy beside what was typed');
  await page.reload();
  await unsent.getByRole('link', { name: 'Continue editing' }).click();
  await expect(editor(page)).toContainText('max_cpu: "16" # mine');
  await tab.click();
  await unsent.getByRole('button', { name: 'Discard my text' }).click();
  await expect(unsent).toBeHidden();
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect(unsent).toBeVisible();
  await unsent.getByRole('button', { name: 'Discard my text' }).click();
  await page.getByRole('link', { name: 'Edit policy…' }).click();
  await expect(editor(page)).toContainText('max_cpu: "8"');
  expect((await v1.get()).policy).toEqual(TEAM);
  expect(complained).toEqual([]);
});

test('a change that is proposed is written as the text is', async ({ page, gateway, playwright }) => {
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  await v1.put({ constraints: { network: { allowedEgress: [{ tenant: 'TENANT_SCOPE_SAME_USER' }] } } });
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await trial(page).getByRole('button', { name: 'Everything else, as text' }).click();
  const sandbox = trial(page).getByRole('textbox', { name: 'The sandbox as JSON or YAML' });
  await write(sandbox, '{"egress": [{"httpsHostname": "a.example"}]}');
  await expect(trial(page).getByText('add to constraints.network.allowed_egress', { exact: true })).toBeVisible();
  await expect(trial(page).getByLabel('What the change is about')).toHaveText('- https_hostname: a.example');
  await type(page, 'constraints:\n  network:\n    allowedEgress:\n      - tenant: TENANT_SCOPE_SAME_ORG\n');
  const draft = trial(page).getByRole('region', { name: 'On your draft' });
  await expect(draft.getByText('add to constraints.network.allowedEgress', { exact: true })).toBeVisible();
  await expect(draft.getByLabel('What the change is about')).toHaveText('- httpsHostname: a.example');
  await trial(page).getByRole('button', { name: 'Make this change in the draft' }).click();
  await expect(editor(page)).toContainText('a.example');
});

test('a policy is changed by fields, and absent, empty and set look different', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  await v1.put(TEAM);
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await editor(page).press('Control+Home');
  await page.keyboard.type('# ours\n');
  const card = page.getByRole('region', { name: 'Edit policy' });
  await card.getByRole('button', { name: 'Fields' }).click();
  const title = (name: string) => page.locator('.part-title', { hasText: new RegExp(`^${name}$`) });
  // The innermost: a group is in one that has its title, too.
  const group = (name: string) => card.locator('details.part').filter({ has: title(name) }).last();
  const field = (name: string) => card.getByLabel(name, { exact: true });
  const unfoldGroup = (name: string) => group(name).locator('> summary').click();
  await expect(field('Max CPU')).toHaveValue('8');
  await field('Max CPU').fill('16');
  await field('Max GPU count').fill('two');
  await expect(group('Resources')).toContainText('has errors');
  await expect(send(page)).toHaveAttribute('aria-disabled', 'true');
  await field('Max GPU count').fill('2');

  await expect(group('Image').locator('> summary')).toContainText('not set');
  await unfoldGroup('Image');
  await group('Image').getByRole('radio', { name: /^Set/ }).check();
  await expect(group('Image')).toContainText('Nothing in it is set yet: {} is sent.');
  await expect(group('Image').locator('> summary')).toContainText('{}');

  await group('Lifecycle').getByRole('radio', { name: /^Not set/ }).check();
  await expect(group('Lifecycle')).toContainText('Lifecycle was cleared.');
  await group('Lifecycle').getByRole('button', { name: 'Undo' }).click();
  await expect(field('Default lifetime seconds')).toHaveValue('3600');

  await unfoldGroup('Network');
  await group('Network').getByRole('radio', { name: /^Set/ }).check();
  await group('Network').getByRole('button', { name: 'Add to allowed egress' }).click();
  await field('Rule 1: network prefix').fill('203.0.113.0/24');
  await expect(field('Rule 1: ports')).toHaveAccessibleDescription(/443, 8000-8100, UDP 53/);
  await field('Rule 1: ports').fill('443, http');
  await expect(group('Network')).toContainText('Write ports such as 443, 8000-8100 or UDP 53.');
  await expect(send(page)).toHaveAttribute('aria-disabled', 'true');
  await field('Rule 1: ports').fill('443, UDP 53');
  await group('Network').getByRole('button', { name: 'Add to allowed egress' }).click();
  await field('Rule 2: whom').selectOption('Host over HTTPS');
  await field('Rule 2: host over https').fill('*.example.com');
  await field('Rule 2: hosts left out').fill('a.example.com, b.example.com');
  await unfold(page);
  await expectSound(page, 'the fields of a policy');

  await card.getByRole('button', { name: 'Document' }).click();
  await expect(editor(page)).toContainText('# ours');
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const { policy } = await v1.get();
  expect(policy).toEqual({
    ...TEAM,
    constraints: {
      ...TEAM.constraints,
      resources: { ...TEAM.constraints.resources, maxCpu: '16', maxGpuCount: '2' },
      image: {},
      network: {
        allowedEgress: [
          { cidr: { cidr: '203.0.113.0/24' }, ports: [{ port: 443 }, { port: 53, protocol: 'UDP' }] },
          { httpsHostname: '*.example.com', httpsHostnameExcept: ['a.example.com', 'b.example.com'] },
        ],
      },
    },
  });
  expect(complained).toEqual([]);
});

test('absent, {} and a value reach the server as they were typed', async ({ page, remote, playwright }) => {
  const { gateway, upstream, adminToken } = remote;
  const v1 = await policies(playwright, upstream.url, adminToken);
  await signIn(page, gateway, adminToken);
  await open(page, gateway.url);
  const rows: [string, object][] = [
    ['{}\n', {}],
    ['base: {}\n', { base: {} }],
    ['constraints:\n  resources: {}\n', { constraints: { resources: {} } }],
    ['constraints:\n  resources:\n    max_gpu_count: 0 # none\n', { constraints: { resources: { maxGpuCount: '0' } } }],
    ['control_plane_access: {}\n', { controlPlaneAccess: {} }],
    ['control_plane_access:\n  source_ip_allowlist: {}\n', { controlPlaneAccess: { sourceIpAllowlist: {} } }],
  ];
  for (const [text, policy] of rows) {
    await type(page, text);
    await expect(sent(page).getByText(/^PATCH/)).toBeVisible();
    if (text.includes('source_ip_allowlist')) {
      await expect(send(page)).toHaveAttribute('aria-disabled', 'true');
      await page.getByLabel(`Type ${ID} to confirm`).fill(ID);
    }
    const { etag } = await v1.get();
    await send(page).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    expect(upstream.bodies.at(-1), 'byte for byte').toBe(JSON.stringify({ policy, etag }));
    expect((await v1.get()).policy).toEqual(policy);
  }
  // To be without a policy again is no policy: nothing is sent.
  const writes = upstream.bodies.length;
  await type(page, '# none');
  await expect(page.getByRole('status', { name: 'What is wrong' })).toContainText('empty');
  await expect(send(page)).toHaveAttribute('aria-disabled', 'true');
  expect(upstream.bodies).toHaveLength(writes);
});

test('two people: a stale etag is never sent again by itself, and each field is decided', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  await v1.put(TEAM);
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await expect(editor(page)).toContainText('max_cpu');
  await type(page, (await textOf(page)).replace('max_cpu: "8"', 'max_cpu: "16" # mine'));
  await expect(callers(page)).toBeVisible();
  const patched: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') patched.push(request.postData() ?? '');
  });
  const theirs = structuredClone(TEAM);
  Object.assign(theirs.constraints.resources, { maxCpu: '4', maxMemory: '64Gi' });
  await v1.put(theirs);
  await send(page).click();
  const conflict = page.getByRole('region', { name: 'Changed by someone else' });
  await expect(conflict.getByText('constraints.resources.max_cpu')).toBeVisible();
  await expect(conflict.getByText('It was 8')).toBeVisible();
  await expectSound(page, 'the conflict');
  expect(patched, 'refused once, and not tried again').toHaveLength(1);
  await expect(send(page)).toHaveAttribute('aria-disabled', 'true');
  await conflict.getByRole('button', { name: 'Merge both changes' }).click();
  await expect(editor(page)).toContainText('max_memory: 64Gi');
  await expect(editor(page)).toContainText('max_cpu: "16" # mine');
  expect(patched).toHaveLength(1);
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const { policy } = await v1.get();
  expect(policy.constraints.resources).toEqual({ ...theirs.constraints.resources, maxCpu: '16' });
  expect(complained).toEqual([]);
});

test('refused, unavailable, lost, deleted underneath: each is said, and nothing typed is lost', async ({ page, remote, playwright }) => {
  const { gateway, upstream, adminToken } = remote;
  const v1 = await policies(playwright, upstream.url, adminToken);
  await signIn(page, gateway, adminToken);
  await open(page, gateway.url);
  await type(page, 'display_name: Mine # kept\n');
  await expect(sent(page).getByText(/^PATCH/)).toBeVisible();
  for (const http of [403, 501]) {
    upstream.fail('PATCH', /managedRunners/, { kind: 'status', http });
    await send(page).click();
    const failure = page.getByRole('alert').filter({ hasText: 'The change was not saved' });
    await expect(failure.getByText(`HTTP ${http}`)).toBeVisible();
    await expect(editor(page)).toContainText('Mine # kept');
    upstream.heal();
  }
  upstream.fail('PATCH', /managedRunners/, { kind: 'cut' });
  await send(page).click();
  await expect(page.getByText(/The connection was lost and the change was not saved/)).toBeVisible();
  upstream.heal();
  await page.reload();
  await expect(editor(page)).toContainText('Mine # kept');
  upstream.fail('PATCH', /managedRunners/, { kind: 'done but cut' });
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  expect((await v1.get()).policy).toEqual({ displayName: 'Mine' });
  upstream.heal();

  await type(page, 'display_name: Later # kept, too\n');
  await expect(sent(page).getByText(/^PATCH/)).toBeVisible();
  await v1.remove();
  await expect(page.getByText(/was deleted/).first()).toBeVisible();
  await expect(page.getByLabel('The text of the policy')).toContainText('Later # kept, too');
});

test('someone who has never seen a policy writes one for untrusted code', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/${ID}/policy`);
  await page.getByRole('link', { name: 'Edit policy…' }).click();
  await page.getByText('Start with a preset').click();
  await page.getByRole('button', { name: 'Start with Untrusted code' }).click();
  await expect(editor(page)).toContainText('display_name: Untrusted code');
  const draft = trial(page).getByRole('region', { name: 'On your draft' });
  await expect(draft.getByText('Allowed', { exact: true })).toBeVisible();
  await trial(page).getByRole('button', { name: 'Another example' }).click();
  await trial(page).getByLabel('Image').fill('docker.io/library/python:3');
  await trial(page).getByLabel('GPUs').fill('1');
  await expect(draft.getByText(/Refused by \d rules/)).toBeVisible();
  await expect(callers(page).getByText('allowed now, refused after this change')).toBeVisible();

  // What is wrong stands at its line; the editor knows the fields and says what they are.
  const text = await textOf(page);
  await type(page, 'constraints:\n  resources:\n    max_cpu: lots\n    ');
  await expect(page.getByText(/line 3, column 5: constraints.resources.max_cpu/)).toBeVisible();
  await editor(page).press('Control+Space');
  await page.getByRole('option', { name: /require_limits/ }).click();
  await expect(editor(page)).toContainText('require_limits:');
  await type(page, text);
  for (const width of [1380, 390]) {
    await page.setViewportSize({ width, height: 860 });
    await expectSound(page, `the editor at ${width} pixels`);
  }
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  expect((await v1.get()).policy.displayName).toBe('Untrusted code');
  await page.getByRole('navigation', { name: 'Sections of the runner' }).getByRole('link', { name: 'Policy' }).click();
  await expect(page.getByText('refused', { exact: true }).first()).toBeVisible();
  await expect(trial(page).getByText(/Refused by \d rules/)).toBeVisible();
  for (const width of [390, 1380]) {
    await page.setViewportSize({ width, height: 860 });
    await expectSound(page, `the policy at ${width} pixels`);
  }
  expect(complained).toEqual([]);
});
