// Creating a runner: every road to it, what is wrong said at its field, and nothing typed ever lost.

import type { Page } from '@playwright/test';
import { read, write } from './support/code';
import { editor as policy, policies, trial } from './support/policies';
import { expectSound } from './support/sound';
import { complaints, expect, signIn, test } from './support/test';

const step = (page: Page, name: string) => page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name });
/** Goes on by the button of this name, or of the step that it leads to. */
const on = (page: Page, name: string) =>
  page.getByRole('main').getByRole('button', { name: new RegExp(`^(Next: )?${name}$`) }).click();
const status = (page: Page) => page.getByRole('group', { name: 'Status' });
const spec = (page: Page) => page.getByRole('textbox', { name: /The runner as YAML/ });

async function expectReady(page: Page, id: string) {
  await expect(page.getByRole('heading', { level: 1, name: id })).toBeVisible();
  await expect(status(page).getByText('Ready', { exact: true })).toBeVisible();
}

test('six clicks and no typing make a READY runner', async ({ page, gateway }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  let clicks = 0;
  const click = async (what: ReturnType<Page['locator']>) => {
    clicks += 1;
    await what.click();
  };
  await click(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Create' }));
  await click(page.getByRole('radio', { name: /^free-01/ }));
  await click(page.getByRole('link', { name: 'Skip to review' }));
  await expect(page.getByText('No problems found.')).toBeVisible();
  await click(page.getByRole('button', { name: 'Create runner' }));
  await expectReady(page, 'free-01');
  expect(clicks).toBeLessThanOrEqual(6);
  expect(complained).toEqual([]);
});

test('the wizard by mouse: every step leaves its mark on the runner', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByRole('radio', { name: /^free-02/ }).check();
  await page.getByLabel('Runner ID').fill('lab-two');
  await page.getByLabel('Display name').fill('Lab <b>two</b>');
  await page.getByLabel('Group').fill('evals');
  await on(page, 'Profiles');
  await page.getByRole('checkbox', { name: /^gpu/ }).check();
  await page.getByRole('radio', { name: 'Make gpu the default' }).check();
  await expect(page.getByRole('region', { name: 'Guardrails side by side' }).getByText('16 CPU, 128Gi')).toBeVisible();
  const gpu = page.getByRole('group', { name: 'Profiles' }).locator('.option', { hasText: 'One GPU' });
  await gpu.getByText('Name and overrides on this runner').click();
  await gpu.getByLabel('Name on this runner').fill('big');
  await write(gpu.getByLabel('Overrides'), 'resourceDefaults:\n  memoryLimit: 64Gi');
  await on(page, 'Channel and maintenance');
  await page.getByRole('radio', { name: /^Rapid/ }).check();
  await page.getByText('Only in windows').click();
  await expect(page.getByText('0 9 * * SAT')).toBeVisible();
  await on(page, 'Placement');
  await page.getByText('Node selector').click();
  await page.getByRole('button', { name: 'Add a label' }).first().click();
  await page.keyboard.type('pool');
  await page.getByLabel('Value of label 1').fill('infra');
  await on(page, 'Review');
  await page.getByText(/^POST/).click();
  await expect(page.getByText(/"runnerId": "lab-two"/)).toBeVisible();
  await on(page, 'Create runner');
  await expectReady(page, 'lab-two');
  const made = await (await api.get('managed-runners/lab-two')).json();
  expect(made.displayName).toBe('Lab <b>two</b>');
  expect(made.identity.runnerGroupId).toBe('evals');
  expect(made.managedSpec.releaseChannel).toBe('RELEASE_CHANNEL_RAPID');
  expect(made.managedSpec.maintenancePolicy.windows).toEqual([{ cron: '0 9 * * SAT', durationSeconds: 14400 }]);
  expect(made.managedSpec.overrides.nodeSelector).toEqual({ pool: 'infra' });
  const bound = made.profileBindings.find((binding: { isDefault: boolean }) => binding.isDefault);
  expect(bound.profileName).toBe('big');
  expect(JSON.parse(bound.overridesJson)).toEqual({ resourceDefaults: { memoryLimit: '64Gi' } });
  expect(made.profileBindings).toHaveLength(2);
  await page.goto(`${gateway.url}/runners/new`);
  await expect(page.getByText('draft saved'), 'nothing of the draft is left').toBeHidden();
});

test('a runner is created with a policy that was tried first, and what makes way comes back', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByRole('radio', { name: /^free-03/ }).check();
  await on(page, 'Profiles');
  const profiles = page.getByRole('group', { name: 'Profiles' }).getByRole('checkbox', { checked: true });
  await expect(profiles).toHaveCount(1);
  await page.getByRole('radio', { name: /^A policy/ }).check();
  await expect(step(page, 'Policy')).toContainText('no limits of your own');
  await expect(policy(page)).toContainText('{}');
  await page.getByText('Start with a preset', { exact: true }).click();
  await page.getByRole('button', { name: 'Start with Untrusted code' }).click();
  await expect(step(page, 'Policy')).toContainText('Untrusted code');
  const allows = page.getByRole('region', { name: 'What it allows' });
  await expect(allows.getByText('No GPU', { exact: true })).toBeVisible();
  const verdict = trial(page).getByRole('region', { name: 'On your draft' });
  await trial(page).getByLabel('CPU').fill('64');
  await expect(verdict.getByText(/^Refused by/)).toBeVisible();
  await expectSound(page);

  // What is wrong stands at its line, and keeps the runner from being sent.
  const text = await read(policy(page));
  await write(policy(page), 'displayNam: Mine\n');
  await expect(page.getByText(/displayNam: unknown key/).first()).toBeVisible();
  await on(page, 'Channel and maintenance');
  await expect(step(page, 'Policy')).toContainText('has errors');
  await step(page, 'Policy').click();
  await write(policy(page), text.replace('Untrusted code', 'Mine'));
  await expect(step(page, 'Policy')).toContainText('Mine');

  // What v1 alone has can be set, since a policy is created by v1.
  const disabled = page.getByRole('group', { name: 'Data plane', exact: true }).getByRole('radio', { name: /^Disabled/ });
  await step(page, 'Placement').click();
  await disabled.check();
  await step(page, 'Policy').click();

  // Profiles come back as they were, and so does the policy with what belongs to it; a reload loses neither.
  await page.getByRole('radio', { name: /^Profiles/ }).check();
  await expect(profiles).toHaveCount(1);
  await step(page, 'Placement').click();
  await expect(page.getByText('where a runner is created with a policy. To set them, choose a policy in step 2')).toBeVisible();
  await expect(disabled).toBeHidden();
  await page.reload();
  await step(page, 'Profiles').click();
  await page.getByRole('radio', { name: /^A policy/ }).check();
  await expect(step(page, 'Policy')).toContainText('Mine');
  await step(page, 'Review').click();
  await page.getByText(/^POST/).click();
  await expect(page.getByText('/v1/sandbox/managedRunners', { exact: false }).first()).toBeVisible();
  await expect(page.getByText(/"displayName": "Mine"/)).toBeVisible();
  await on(page, 'Create runner');
  await expectReady(page, 'free-03');
  const v1 = await policies(playwright, gateway.url, gateway.adminToken);
  const made = await v1.get('free-03');
  expect(made.policy.displayName).toBe('Mine');
  expect(made.policy.constraints.resources.maxGpuCount).toBe('0');
  expect(made.spec.dataPlane).toEqual({ disabled: {} });
  await page.getByRole('navigation', { name: 'Sections of the runner' }).getByRole('link', { name: 'Policy' }).click();
  await expect(page.getByRole('region', { name: 'What it allows' }).getByText('Mine', { exact: true })).toBeVisible();
  expect(complained).toEqual([]);
});

test('windows are drawn, moved and resized, and fields and spec follow', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/new/maintenance`);
  await page.getByText('Only in windows').click();
  const week = page.getByRole('group', { name: 'Windows in a week' });
  const drag = async (day: number, from: number, toDay: number, to: number) => {
    const box = (await week.boundingBox())!;
    const at = (day: number, hour: number) =>
      [box.x + (box.width * hour) / 24, box.y + (box.height * (day + 0.5)) / 7] as const;
    await page.mouse.move(...at(day, from));
    await page.mouse.down();
    await page.mouse.move(...at(toDay, (from + to) / 2), { steps: 4 });
    await page.mouse.move(...at(toDay, to), { steps: 4 });
    await page.mouse.up();
  };
  const cron = (text: string) => expect(page.locator('.spec-so-far')).toContainText(text);
  await cron('cron: "0 9 * * SAT"');
  // Over empty time: a new window on Tuesday (the week begins on Monday).
  await drag(1, 3, 1, 5);
  await cron('cron: "0 3 * * TUE"\n        duration_seconds: 7200');
  await drag(1, 4, 3, 7);
  await cron('cron: "0 6 * * THU"\n        duration_seconds: 7200');
  // An edge.
  await drag(3, 7.97, 3, 10);
  await cron('cron: "0 6 * * THU"\n        duration_seconds: 14400');
  // What cannot be drawn stays cron, in words; the picture keeps the rest.
  await page.getByRole('group', { name: 'Window 2' }).getByRole('button', { name: 'as cron' }).click();
  await page.getByRole('group', { name: 'Window 2' }).getByLabel('Cron').fill('0 6 1 */3 *');
  await expect(page.getByText(/At 06:00, on day 1, in every 3 months \(UTC\); opens next/)).toBeVisible();
  await expect(week.getByRole('button')).toHaveCount(1);
  await cron('cron: "0 6 1 */3 *"');
});

test('a copy of a runner, on another cluster', async ({ page, gateway, api }) => {
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await page.getByRole('link', { name: 'Duplicate' }).click();
  await page.getByRole('radio', { name: /^free-03/ }).check();
  await expect(page.getByLabel('Runner ID')).toHaveValue('free-03');
  await page.getByRole('link', { name: 'Skip to review' }).click();
  await on(page, 'Create runner');
  await expectReady(page, 'free-03');
  const made = await (await api.get('managed-runners/free-03')).json();
  expect(made.managedSpec).toEqual(before.managedSpec);
  expect(made.profileBindings).toEqual(before.profileBindings);
});

test('nothing typed is lost by a reload at any step, nor by starting anew', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByRole('radio', { name: /^free-02/ }).check();
  await page.getByLabel('Display name').fill('Lab <b>one</b>');
  await page.reload();
  await expect(page.getByLabel('Display name')).toHaveValue('Lab <b>one</b>');
  await expect(page.getByRole('radio', { name: /^free-02/ })).toBeChecked();
  await step(page, 'Profiles').click();
  await page.getByRole('checkbox', { name: /^gpu/ }).check();
  await page.reload();
  await expect(page.getByRole('checkbox', { name: /^gpu/ })).toBeChecked();
  await step(page, 'Channel and maintenance').click();
  await page.getByText('Only in windows').click();
  await page.reload();
  await expect(page.getByText('0 9 * * SAT')).toBeVisible();
  await step(page, 'Placement').click();
  await page.getByText('Environment').click();
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.keyboard.type('TOKEN');
  await page.getByLabel('Value of variable 1', { exact: true }).fill('CANARY-1');
  await page.reload();
  await expect(page.getByLabel('Value of variable 1', { exact: true })).toHaveValue('CANARY-1');
  expect(await page.evaluate(() => JSON.stringify(localStorage)), 'what may be secret is not kept for long').not.toContain('CANARY');
  await step(page, 'Review').click();
  await write(spec(page), '# mine\nidentity: {zone: z, cluster_name: [');
  await page.reload();
  await expect.poll(() => read(spec(page))).toBe('# mine\nidentity: {zone: z, cluster_name: [');
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(spec(page)).not.toContainText('mine');
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect(spec(page)).toContainText('mine');
});

test('the spec is edited in place, and the steps follow it', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByRole('radio', { name: /^free-01/ }).check();
  await step(page, 'Review').click();
  await expect(spec(page)).toContainText('RELEASE_CHANNEL_STABLE');
  const text = await read(spec(page));
  await write(spec(page), text.replace('RELEASE_CHANNEL_STABLE', 'RELEASE_CHANNEL_RAPID'));
  await expect(step(page, 'Channel and maintenance')).toContainText('Rapid');
  await write(spec(page), `${text}instal_status: READY\n`);
  await expect(page.getByText(/unknown key/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create runner' })).toHaveAttribute('aria-disabled', 'true');
  await step(page, 'Cluster').click();
  await expect(page.getByText('The spec has errors')).toBeVisible();
  await expect(page.getByLabel('Display name')).toBeDisabled();
  await page.getByRole('button', { name: 'Discard my text' }).click();
  await page.getByLabel('Display name').fill('free again');
  await step(page, 'Review').click();
  await expect(spec(page)).toContainText('display_name: free again');
});

test('gaps are told when a step is left, and lead to their field', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await expect(page.getByText(/is required/)).toHaveCount(0);
  await on(page, 'Profiles');
  const error = page.getByText('runner.identity.cluster_id or cluster_name is required: pick a cluster');
  await expect(error).toBeVisible();
  await expect(page.locator('.field-error:focus')).toHaveCount(1);
  await page.getByLabel('Runner ID').fill('Not_An_ID');
  await expect(page.getByText('runner_id is invalid')).toBeVisible();
  await page.getByLabel('Runner ID').fill('helsinki-evals');
  await expect(page.getByText('a runner with this runner_id already exists')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open that runner' })).toHaveAttribute('href', '/runners/helsinki-evals');
  await step(page, 'Profiles').click();
  await page.getByRole('checkbox', { name: /^default/ }).uncheck();
  await on(page, 'Channel and maintenance');
  await expect(page.getByText('runner must have at least one profile binding')).toBeVisible();
  await page.getByRole('checkbox', { name: /^retired/ }).check();
  await page.getByRole('checkbox', { name: /Enforce resource limits/ }).check();
  await expect(page.getByText('profile template must declare cpu and memory limits')).toBeVisible();
  await expect(step(page, 'Profiles')).toHaveAccessibleName(/has errors/);
});

const REFUSALS = [
  [400, 'runner.identity.zone is required', 'runner.identity.zone', 'Cluster'],
  [400, 'runner.identity.cluster_id or cluster_name is required', 'runner.identity.clusterId', 'Cluster'],
  [400, 'one or more profile_bindings reference a template that does not exist', 'runner.profileBindings[0].profileTemplateId', 'Profiles'],
  [400, 'runner cannot have more than one default profile binding', 'runner.profileBindings', 'Profiles'],
  [400, 'runner.managed_spec.release_channel: is odd', 'runner.managed_spec.release_channel', 'Channel and maintenance'],
  [409, 'a managed runner already exists for this cluster', undefined, 'Cluster'],
  [409, 'a runner with this runner_id already exists', undefined, 'Cluster'],
] as const;

test('every refusal of the server lands on its step and field', async ({ page, remote }) => {
  const { gateway, upstream, adminToken } = remote;
  await signIn(page, gateway, adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByRole('radio', { name: /^free-01/ }).check();
  for (const [http, message, field, at] of REFUSALS) {
    upstream.heal();
    upstream.fail('POST', /managed-runners$/, { kind: 'status', http, message, field });
    await step(page, 'Review').click();
    await on(page, 'Create runner');
    await expect(page.getByRole('heading', { name: new RegExp(`Step . of 5: ${at}`) })).toBeAttached();
    const words = message.replace('runner.managed_spec.release_channel: ', '');
    await expect(page.locator('.wizard-main .field-error', { hasText: words }).first()).toBeVisible();
  }
  upstream.heal();
  await step(page, 'Review').click();
  await on(page, 'Create runner');
  await expectReady(page, 'free-01');
});

test('a cut connection at submit is resolved before anyone is told', async ({ page, remote }) => {
  const { gateway, upstream, adminToken } = remote;
  await signIn(page, gateway, adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByRole('radio', { name: /^free-04/ }).check();
  await page.getByRole('link', { name: 'Skip to review' }).click();
  upstream.fail('POST', /managed-runners$/, { kind: 'cut' });
  await on(page, 'Create runner');
  await expect(page.getByText(/The connection was lost and the runner was not created/)).toBeVisible();
  upstream.heal();
  // Done, but the answer is lost on the way.
  upstream.fail('POST', /managed-runners$/, { kind: 'done but cut' });
  await on(page, 'Create runner');
  await expectReady(page, 'free-04');
});

test('a session that ends at submit is taken up again, and the runner made once', async ({ page, remote, context }) => {
  const { gateway, upstream, adminToken } = remote;
  await signIn(page, gateway, adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByRole('radio', { name: /^free-05/ }).check();
  await page.getByRole('link', { name: 'Skip to review' }).click();
  await context.clearCookies();
  await page.getByRole('button', { name: 'Create runner' }).dblclick();
  const again = page.getByRole('dialog');
  await again.getByLabel('API token').fill(adminToken);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await expectReady(page, 'free-05');
  expect(upstream.asked.filter((asked) => asked === 'POST /v1beta2/sandbox/managed-runners')).toHaveLength(1);
});

test('where clusters cannot be listed they are typed', async ({ page, remote }) => {
  const { gateway, upstream, adminToken } = remote;
  upstream.fail('GET', /cks\/clusters/, { kind: 'status', http: 403, message: 'permission denied' });
  await signIn(page, gateway, adminToken);
  await page.goto(`${gateway.url}/runners/new`);
  await page.getByLabel('Cluster name or UUID').fill('free-06');
  await page.getByLabel('Zone').fill('US-EAST-04A');
  await expect(page.getByLabel('Runner ID')).toHaveValue('free-06');
  await page.getByRole('link', { name: 'Skip to review' }).click();
  await on(page, 'Create runner');
  await expectReady(page, 'free-06');
});

test.describe('without a profile', () => {
  test.use({ fleet: 'empty' });

  test('a first profile is made without leaving', async ({ page, gateway, api }) => {
    const { profileTemplates } = await (await api.get('profile-templates')).json();
    for (const { id } of profileTemplates) await api.delete(`profile-templates/${id}`);
    await signIn(page, gateway, gateway.adminToken);
    await page.goto(`${gateway.url}/runners/new`);
    await page.getByRole('radio', { name: /^free-01/ }).check();
    await on(page, 'Profiles');
    await expect(page.getByText('There are no profiles yet')).toBeVisible();
    await page.getByRole('radio', { name: /^Internet/ }).check();
    await on(page, 'Create profile');
    await expect(page.getByRole('checkbox', { name: /^my-internet/ })).toBeChecked();
    await page.getByRole('link', { name: 'Skip to review' }).click();
    await on(page, 'Create runner');
    await expectReady(page, 'free-01');
  });
});
