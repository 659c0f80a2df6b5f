// An API that serves v1 and nothing else: the same pages do the same, without profiles.

import type { Page } from '@playwright/test';
import { read, write } from './support/code';
import { expectSound } from './support/sound';
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
  await expect(page.getByText('What sandboxes on this runner may run and reach.')).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Profiles/ }), 'there is nothing to choose').toHaveCount(0);
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
  await expect(page.getByText('Your organization uses v1 of the API, which has no profiles')).toBeVisible();
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await expect(page.getByText('This console uses v1 of the API, which does not show profiles')).toBeVisible();
  await page.goto(`${gateway.url}/settings`);
  await expect(page.getByText('Uses v1: it lists runners. The other version, v1beta2: it answers 404 Not Found')).toBeVisible();
  expect(complained).toEqual([]);
});

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Folds everything that can be, or unfolds it: an engine that looks for labels must see them. */
async function fold(page: Page, isFolded: boolean) {
  await page.evaluate((isOpen) => document.querySelectorAll('details').forEach((one) => (one.open = isOpen)), !isFolded);
}

/** Sets one of the parts that are folded while they are not set. */
async function set(page: Page, name: string) {
  await card(page, 'Volumes, tenant metrics, image pull').getByText(name, { exact: true }).first().click();
  await page.getByRole('group', { name, exact: true }).getByRole('radio', { name: /^Set/ }).check();
}

test('what v1 alone has is filled in as fields, outlives a reload, and is created', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  const sent: any[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/managedRunners?')) sent.push(request.postDataJSON());
  });
  await signIn(page, gateway, gateway.adminToken);
  await toReview(page, 'free-01');
  const step = page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: 'Placement' });
  await step.click();
  const plane = card(page, 'Data plane');
  const choice = (name: string) => plane.getByRole('radio', { name: new RegExp(`^${name}`) });
  const range = plane.getByRole('textbox', { name: 'Source range 1', exact: true });
  await expect(choice('Not set')).toBeChecked();
  await choice('Load balancer').check();
  await plane.getByLabel('Scope').selectOption('Private');
  await plane.getByLabel('Hostname').fill('runner.example');
  await plane.getByRole('button', { name: 'Add a source range' }).click();
  await page.keyboard.type('everyone');
  await expect(plane.getByText('"everyone" is not a network prefix')).toBeVisible();
  await range.fill('10.0.0.0/8');
  await expect(plane.getByText('is not a network prefix')).toBeHidden();
  await plane.getByRole('button', { name: 'Add an annotation' }).click();
  await page.keyboard.type('team.example/Owner_A');
  await plane.getByLabel('Value of annotation 1').fill('agents');

  // Another choice takes what was said of this one with it: only after it was asked for, and not for ever.
  await choice('Custom').check();
  await expect(plane.locator('p', { hasText: 'and clears what is set there' })).toContainText('hostname');
  await plane.getByRole('button', { name: 'Keep Load balancer' }).click();
  await expect(choice('Load balancer')).toBeChecked();
  await expect(plane.getByLabel('Hostname')).toHaveValue('runner.example');
  await choice('Custom').check();
  await plane.getByRole('button', { name: 'Clear it and change' }).click();
  await expect(plane.getByText('must be an absolute URI')).toBeVisible();
  await expect(step).toContainText('has errors');
  await plane.getByRole('button', { name: 'Undo' }).click();
  await expect(range).toHaveValue('10.0.0.0/8');
  await fold(page, false);
  await expectSound(page, 'the fields of v1');
  await fold(page, true);

  await set(page, 'Volumes');
  await page.getByRole('checkbox', { name: /^Enabled/ }).check();
  await page.getByRole('button', { name: 'Add a CSI driver' }).click();
  await page.keyboard.type('csi.vastdata.com');
  await set(page, 'Tenant metrics');
  await set(page, 'Image pull');
  await page.getByLabel('Policy', { exact: true }).selectOption('Always');
  await page.reload();
  await expect(plane.getByLabel('Scope')).toHaveValue('Private');
  await expect(page.getByRole('textbox', { name: 'CSI driver 1', exact: true })).toHaveValue('csi.vastdata.com');

  await page.getByRole('link', { name: 'Skip to review' }).or(page.getByRole('button', { name: /^Next: Review/ })).first().click();
  await expect(page.getByText('No problems found.')).toBeVisible();
  const text = await read(page.getByRole('textbox', { name: 'The runner as YAML or JSON' }));
  expect(text).toContain('  tenant_metrics: {}');
  await page.getByText('Do the same from a terminal').click();
  await expect(page.getByText(/^cwic sandbox runner create/)).toContainText('load_balancer:');
  await create(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'free-01' })).toBeVisible();
  const spec = {
    volumes: { enabled: true, csiDriverAllowlist: ['csi.vastdata.com'] },
    tenantMetrics: {},
    imagePull: { policy: 'SANDBOX_IMAGE_PULL_POLICY_ALWAYS' },
    dataPlane: {
      loadBalancer: {
        scope: 'RUNNER_DATA_PLANE_SERVICE_SCOPE_PRIVATE',
        hostname: 'runner.example',
        sourceRanges: ['10.0.0.0/8'],
        annotations: { 'team.example/Owner_A': 'agents' },
      },
    },
  };
  expect(sent[0].spec).toEqual({ releaseChannel: 'RELEASE_CHANNEL_STABLE', ...spec });
  expect((await (await api.get('managed-runners/free-01')).json()).managedSpec).toMatchObject(spec);
  expect(complained).toEqual([]);
});

test('the same fields change a runner: each by its own mask, and comments stay', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  const stored = async () => (await api.get('managed-runners/helsinki-evals')).json();
  const before = await stored();
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals/edit`);
  const editor = page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const will = card(page, 'What will be sent');
  await expect(editor).toContainText('managed_spec:');
  await write(editor, `# ours\n${(await read(editor)).replace('managed_spec:', 'managed_spec: # by Ada')}`);
  await button('Fields').click();
  const plane = card(page, 'Data plane');
  await plane.getByRole('radio', { name: /^Disabled/ }).check();
  await page.getByLabel('Display name').fill('Evals of Helsinki');
  await page.getByRole('checkbox', { name: /^Enforce resource limits/ }).check();
  await set(page, 'Volumes');
  await page.getByRole('checkbox', { name: /^Enabled/ }).check();
  await expect(will.locator('summary', { hasText: /PATCH/ })).toContainText(
    `?updateMask=${['display_name', 'spec.enforce_resource_limits', 'spec.volumes', 'spec.data_plane'].join('%2C')}`,
  );
  await button('Document').click();
  for (const line of ['# ours', 'managed_spec: # by Ada', 'disabled: {}']) await expect(editor).toContainText(line);
  await page.reload();
  await expect(editor, 'the draft is kept').toContainText('disabled: {}');
  await button('Send').click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const after = await stored();
  expect(after.displayName).toBe('Evals of Helsinki');
  expect(after.managedSpec).toMatchObject({
    enforceResourceLimits: true,
    volumes: { enabled: true },
    dataPlane: { disabled: {} },
  });
  expect(after.managedSpec.overrides).toEqual(before.managedSpec.overrides);

  // Not set is another thing than empty; what goes is told, and cleared by name in the file of the command.
  await button('Fields').click();
  const volumes = page.getByRole('group', { name: 'Volumes', exact: true });
  await expect(volumes.getByRole('radio', { name: /^Set/ })).toBeChecked();
  await volumes.getByRole('radio', { name: /^Not set/ }).check();
  await expect(card(page, 'What would be lost')).toContainText('managed_spec.volumes.enabled');
  await page.getByText('Volumes was cleared.').getByRole('button', { name: 'Undo' }).click();
  await expect(will.getByText('No change: nothing to send.')).toBeVisible();
  await volumes.getByRole('radio', { name: /^Not set/ }).check();
  await plane.getByRole('radio', { name: /^Cluster IP/ }).check();
  await will.getByText('Do the same from a terminal').click();
  const command = will.getByText(/^cwic sandbox runner edit/);
  await expect(command).toContainText('volumes: null');
  await expect(command).toContainText('cluster_ip: {}');
  await button('Send').click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const last = (await stored()).managedSpec;
  expect(last.volumes).toBeUndefined();
  expect(last.dataPlane).toEqual({ clusterIp: {} });
  await button('Undo this edit…').click();
  await button('Patch').click();
  await expect(editor).toContainText('enabled: true');
  expect(complained).toEqual([]);
});
