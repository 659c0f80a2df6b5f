// The editor: what is sent is what was meant, nothing is lost unsaid, nobody is overwritten.

import type { Page } from '@playwright/test';
import { read, write } from './support/code';
import { complaints, expect, signIn, test } from './support/test';

const editor = (page: Page) => page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
const sent = (page: Page) => page.getByRole('region', { name: 'What will be sent' });
const lost = (page: Page) => page.getByRole('region', { name: 'What would be lost' });
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });

async function open(page: Page, url: string, id = 'helsinki-evals') {
  await page.goto(`${url}/runners/${id}/edit`);
  await expect(editor(page)).toContainText('managed_spec:');
}

/** What the editor holds. */
async function textOf(page: Page) {
  return read(editor(page));
}

async function type(page: Page, text: string) {
  await write(editor(page), text);
}

async function patch(page: Page, text: string) {
  await page.getByRole('button', { name: 'Patch', exact: true }).click();
  await type(page, text);
}

test('the channel by document: the smallest mask, and what else there is stays', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await expect(sent(page).getByText('No change: nothing to send.')).toBeVisible();
  await expect(send(page)).toHaveAttribute('aria-disabled', 'true');
  await type(page, (await textOf(page)).replace('RELEASE_CHANNEL_STABLE', 'RELEASE_CHANNEL_RAPID # we try first'));
  await expect(sent(page).locator('.mask').getByText('managed_spec.release_channel', { exact: true })).toBeVisible();
  await expect(lost(page)).toBeHidden();
  await sent(page).getByText(/^PATCH/).click();
  await expect(sent(page).getByText('"updateMask": "managedSpec.releaseChannel"')).toBeVisible();
  await page.keyboard.press('Escape');
  await editor(page).press('Control+Enter');
  await expect(page.getByText('Saved.')).toBeVisible();
  const after = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(after.managedSpec).toEqual({ ...before.managedSpec, releaseChannel: 'RELEASE_CHANNEL_RAPID' });
  expect(after.profileBindings).toEqual(before.profileBindings);

  await page.getByRole('button', { name: 'Undo this edit…' }).click();
  await expect(editor(page)).toContainText('release_channel: RELEASE_CHANNEL_STABLE');
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const undone = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(undone.managedSpec).toEqual(before.managedSpec);
  expect(complained).toEqual([]);
});

test('the three updates by document: each keeps what it does not name', async ({ page, gateway, api }) => {
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  const { profileTemplates } = await (await api.get('profile-templates')).json();
  const bound = before.profileBindings.map((binding: any) => binding.profileTemplateId);
  const free = profileTemplates.find((profile: any) => !bound.includes(profile.id) && profile.displayName !== 'retired');
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const changes: [RegExp, string, string][] = [
    [/RELEASE_CHANNEL_STABLE/, 'RELEASE_CHANNEL_RAPID', 'managed_spec.release_channel'],
    [/ {2}overrides:\n/, '  overrides:\n    labels:\n      team: evals\n', 'managed_spec.overrides'],
    [/profile_bindings:\n/, `profile_bindings:\n  - profile_template_id: "${free.id}"\n`, 'profile_bindings'],
  ];
  for (const [what, by, mask] of changes) {
    await type(page, (await textOf(page)).replace(what, by));
    await expect(sent(page).locator('.mask code')).toHaveText([mask]);
    await expect(lost(page)).toBeHidden();
    await send(page).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await expect(sent(page).getByText('No change: nothing to send.')).toBeVisible();
  }
  const after = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(after.managedSpec).toEqual({
    ...before.managedSpec,
    releaseChannel: 'RELEASE_CHANNEL_RAPID',
    overrides: { ...before.managedSpec.overrides, labels: { team: 'evals' } },
  });
  expect(after.profileBindings.map((binding: any) => binding.profileTemplateId).sort()).toEqual([...bound, free.id].sort());
  // Taken out of the document, it is cleared, and that is said.
  await type(page, (await textOf(page)).replace(/ {4}labels:\n {6}team: evals\n/, ''));
  await expect(lost(page).getByText('managed_spec.overrides.labels.team: evals')).toBeVisible();
  await lost(page).getByRole('button', { name: 'Keep it' }).click();
  await expect(sent(page).getByText('No change: nothing to send.')).toBeVisible();
});

test('an override by patch: what it would drop is told, and kept', async ({ page, gateway, api }) => {
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  const overrides = { nodeSelector: { pool: 'infra' }, env: { LOG: 'info', TOKEN: 'CANARY' } };
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { managedSpec: { overrides } }, updateMask: 'managedSpec.overrides' },
  });
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await patch(page, '# quieter\nmanaged_spec:\n  overrides:\n    env:\n      LOG: warn # not info\n');
  await expect(lost(page).getByText('managed_spec.overrides.node_selector.pool: infra')).toBeVisible();
  await expect(lost(page).getByText('managed_spec.overrides.env.TOKEN', { exact: true })).toBeVisible();
  await lost(page).getByRole('button', { name: 'Keep everything' }).click();
  await expect(lost(page)).toBeHidden();
  expect(await textOf(page)).toMatch(/^# quieter\n[^]*LOG: warn # not info\n[^]*pool: infra/);
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const after = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(after.managedSpec.overrides).toMatchObject({ ...overrides, env: { LOG: 'warn', TOKEN: 'CANARY' } });
  expect(after.managedSpec.maintenancePolicy).toEqual(before.managedSpec.maintenancePolicy);
});

test('a second profile by patch: the first is not detached unsaid', async ({ page, gateway, api }) => {
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  const { profileTemplates } = await (await api.get('profile-templates')).json();
  const bound = before.profileBindings.map((binding: any) => binding.profileTemplateId);
  const free = profileTemplates.find((profile: any) => !bound.includes(profile.id) && profile.displayName !== 'retired');
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await patch(page, `profile_bindings:\n  - profile_template_id: "${free.id}"\n`);
  await expect(lost(page).getByText(/^The profile .* would be detached$/)).toHaveCount(bound.length);
  while (await lost(page).isVisible()) {
    const count = await lost(page).getByRole('listitem').count();
    await lost(page).getByRole('button', { name: 'Keep it' }).first().click();
    await expect(lost(page).getByRole('listitem')).toHaveCount(count - 1);
  }
  await expect(sent(page).locator('.mask').getByText('profile_bindings', { exact: true })).toBeVisible();
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const after = await (await api.get('managed-runners/helsinki-evals')).json();
  const ids = after.profileBindings.map((binding: any) => binding.profileTemplateId);
  expect(ids.sort()).toEqual([...bound, free.id].sort());
});

test('the three updates by fields: the text follows, and its comments stay', async ({ page, gateway, api }) => {
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  const { profileTemplates } = await (await api.get('profile-templates')).json();
  const bound = before.profileBindings.map((binding: any) => binding.profileTemplateId);
  const free = profileTemplates.find((profile: any) => !bound.includes(profile.id) && profile.displayName !== 'retired');
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await patch(page, '# for the tests\nmanaged_spec:\n  release_channel: RELEASE_CHANNEL_STABLE # was so\n');
  await page.getByRole('button', { name: 'Fields', exact: true }).click();
  await page.getByRole('radio', { name: /^Rapid/ }).check();
  await page.getByRole('checkbox', { name: free.displayName, exact: true }).check();
  await page.getByText('Labels', { exact: true }).click();
  await page.getByRole('button', { name: 'Add a label' }).last().click();
  await page.keyboard.type('team');
  await page.getByLabel('Value of label 1').last().fill('evals');
  await expect(lost(page)).toBeHidden();
  await expect(sent(page).locator('.mask code')).toHaveText([
    'managed_spec.release_channel',
    'managed_spec.overrides',
    'profile_bindings',
  ]);
  const added = page.getByRole('group', { name: 'Profiles' }).locator('.option', { hasText: free.displayName });
  await added.getByText('Name and overrides on this runner').click();
  await added.getByLabel('Name on this runner').fill('spare');
  await write(added.getByLabel(/^Overrides/), 'resourceDefaults:\n  memoryLimit: 64Gi');
  await page.getByRole('button', { name: 'Patch', exact: true }).click();
  await expect(editor(page)).toContainText('# for the tests');
  await expect(editor(page)).toContainText('release_channel: RELEASE_CHANNEL_RAPID # was so');
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const after = await (await api.get('managed-runners/helsinki-evals')).json();
  const binding = after.profileBindings.find((one: any) => one.profileTemplateId === free.id);
  expect(binding).toMatchObject({ profileName: 'spare', isDefault: false });
  expect(JSON.parse(binding.overridesJson)).toEqual({ resourceDefaults: { memoryLimit: '64Gi' } });
  expect(after.managedSpec.releaseChannel).toBe('RELEASE_CHANNEL_RAPID');
  expect(after.managedSpec.overrides).toEqual({ ...before.managedSpec.overrides, labels: { team: 'evals' } });
  expect(after.managedSpec.maintenancePolicy).toEqual(before.managedSpec.maintenancePolicy);
  expect(after.profileBindings.map((binding: any) => binding.profileTemplateId).sort()).toEqual([...bound, free.id].sort());
});

test('what is wrong is marked at its line, and gone when it is right', async ({ page, gateway }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const wrong = page.getByRole('status', { name: 'What is wrong' });
  await patch(page, 'install_status: READY\nmanaged_spec:\n  overides: {}\n');
  await expect(wrong.getByText('line 1, column 1: install_status is read-only: remove it')).toBeVisible();
  await expect(wrong.getByText(/line 3, column 3: managed_spec.overides: unknown key, did you mean overrides/)).toBeVisible();
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
  await expect(send(page)).toHaveAttribute('aria-disabled', 'true');
  // What is marked is replaced in one go.
  await editor(page).getByText('install_status', { exact: true }).dblclick();
  await page.keyboard.insertText('identity');
  await expect(editor(page)).toContainText('identity: READY');
  await type(page, 'managed_spec:\n  overrides:\n    scaling: {autoscaling_enabled: true, min_replicas: 3, max_replicas: 1}\n');
  await expect(wrong.getByText(/line 3/)).toBeVisible();
  await type(page, 'managed_spec:\n  release_channel: RELEASE_CHANNEL_RAPID\n');
  await expect(wrong.getByText(/line/)).toHaveCount(0);
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
  // Completion knows the place.
  await type(page, 'managed_spec:\n  maintenance_policy:\n    windows:\n      - ');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: /duration_seconds/ }).click();
  await expect(editor(page)).toContainText('- duration_seconds:');
  expect(complained).toEqual([]);
});

test('undone back to a valid text nothing stays marked', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const wrong = page.getByRole('status', { name: 'What is wrong' });
  const valid = await textOf(page);
  await editor(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('overides: [1, "');
  await expect(wrong.getByText(/line/).first()).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('Control+z');
    expect(await textOf(page)).toBe(valid);
  }).toPass();
  await expect(wrong.getByText(/line/)).toHaveCount(0);
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
});

test('profiles and zones are offered by name, and every field says what it is', async ({ page, gateway, api }) => {
  const { profileTemplates } = await (await api.get('profile-templates')).json();
  const profile = profileTemplates.find((one: any) => one.displayName !== 'retired');
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await patch(page, 'profile_bindings:\n  - profile_template_id: ');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: profile.displayName }).first().click();
  await expect(editor(page)).toContainText(`profile_template_id: "${profile.id}"`);
  await type(page, 'identity:\n  zone: ');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: /^eu-north-/ }).first().click();
  await expect(editor(page)).toContainText('zone: eu-north-');
  await type(page, 'managed_spec:\n  overrides:\n    node_selector: {pool: infra}\n');
  await editor(page).getByText('node_selector', { exact: true }).hover();
  const told = page.locator('.cm-tooltip-hover');
  await expect(told).toContainText('managed_spec.overrides.node_selector: ');
  await expect(told).toContainText('Sent with the mask managed_spec.overrides.');
});

test('what is typed survives a reload, a look elsewhere and a change underneath', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await patch(page, 'managed_spec:\n  release_channel: RELEASE_CHANNEL_RAPID # mine\n');
  await page.getByRole('navigation', { name: 'Sections of the runner' }).getByRole('link', { name: 'Overview' }).click();
  await page.reload();
  await page.getByRole('navigation', { name: 'Sections of the runner' }).getByRole('link', { name: 'Edit' }).click();
  await expect(editor(page)).toContainText('# mine');
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { identity: { runnerGroupId: 'theirs' } }, updateMask: 'identity.runnerGroupId' },
  });
  await expect(page.getByText(/The runner changed while you were editing: identity.runner_group_id/)).toBeVisible();
  await expect(editor(page)).toContainText('# mine');
  // Another part: it is sent, and theirs stays.
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const after = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(after.identity.runnerGroupId).toBe('theirs');
  expect(after.managedSpec.releaseChannel).toBe('RELEASE_CHANNEL_RAPID');
});

test('what was typed last is there after going back at once', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('link', { name: 'helsinki-evals', exact: true }).click();
  await page.getByRole('navigation', { name: 'Sections of the runner' }).getByRole('link', { name: 'Edit' }).click();
  await expect(editor(page)).toContainText('managed_spec:');
  await editor(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('# last words');
  await page.evaluate(() => history.go(-2));
  await expect(page.getByRole('heading', { level: 1, name: 'Runners' })).toBeVisible();
  await page.evaluate(() => history.go(2));
  await expect(editor(page)).toContainText('# last words');
});

test('two people edit the same part: each field is decided, then sent', async ({ browser, page, gateway, api }) => {
  const overrides = { env: { A: '1', B: '2' } };
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { managedSpec: { overrides } }, updateMask: 'managedSpec.overrides' },
  });
  const context = await browser.newContext();
  const other = await context.newPage();
  for (const one of [page, other]) {
    await signIn(one, gateway, gateway.adminToken);
    await open(one, gateway.url);
  }
  await patch(page, 'managed_spec:\n  overrides: # mine\n    env: {A: mine, B: "2", C: mine}\n');
  await patch(other, 'managed_spec:\n  overrides:\n    env: {A: theirs, B: "2", D: theirs}\n');
  await send(other).click();
  await expect(other.getByText('Saved.')).toBeVisible();
  await send(page).click();
  const conflict = page.getByRole('region', { name: 'Changed by someone else' });
  await expect(conflict.getByText('managed_spec.overrides.env.A')).toBeVisible();
  await expect(conflict.getByRole('group')).toHaveCount(1);
  await conflict.getByRole('button', { name: 'Show the value: It was' }).click();
  await expect(conflict.getByText('It was 1')).toBeVisible();
  expect((await (await api.get('managed-runners/helsinki-evals')).json()).managedSpec.overrides.env.A).toBe('theirs');
  await conflict.getByRole('radio', { name: /Theirs/ }).check();
  await conflict.getByRole('button', { name: 'Merge both changes' }).click();
  await expect(conflict).toBeHidden();
  await expect(editor(page)).toContainText('# mine');
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const after = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(after.managedSpec.overrides.env).toEqual({ A: 'theirs', B: '2', C: 'mine', D: 'theirs' });
  await context.close();
});

test('a runner that is deleted underneath leaves the text', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await patch(page, 'managed_spec:\n  release_channel: RELEASE_CHANNEL_RAPID # mine\n');
  await api.delete('managed-runners/helsinki-evals');
  await expect(page.getByText(/was deleted/).first()).toBeVisible();
  await expect(page.getByText('# mine')).toBeVisible();
  await page.getByRole('button', { name: 'Create a runner from this…' }).click();
  await expect(page.getByRole('textbox', { name: /Paste runners here/ })).toContainText('RELEASE_CHANNEL_RAPID');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'helsinki-evals' })).toBeVisible();
});

test("an answer that is lost is looked for; no page without an editor loads its script", async ({ page, remote }) => {
  const { gateway, upstream, adminToken } = remote;
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/editor.js')) scripts.push(page.url());
  });
  await signIn(page, gateway, adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await expect(page.getByRole('heading', { name: 'Last 24 hours' })).toBeVisible();
  await page.goto(`${gateway.url}/runners/new`);
  await expect(page.getByRole('heading', { name: /Step 1 of 5/ })).toBeAttached();
  expect(scripts).toEqual([]);
  await open(page, gateway.url);
  expect(scripts).toHaveLength(1);
  await patch(page, 'managed_spec:\n  release_channel: RELEASE_CHANNEL_RAPID\n');
  upstream.fail('PATCH', /helsinki-evals/, { kind: 'cut' });
  await send(page).click();
  await expect(page.getByText(/The connection was lost and the change was not saved/)).toBeVisible();
  upstream.heal();
  upstream.fail('PATCH', /helsinki-evals/, { kind: 'done but cut' });
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
});

test('what is typed while an edit is being sent stays, and is sent next', async ({ page, remote }) => {
  await signIn(page, remote.gateway, remote.adminToken);
  await open(page, remote.gateway.url);
  await patch(page, 'managed_spec:\n  release_channel: RELEASE_CHANNEL_RAPID');
  await expect(sent(page).locator('.mask').getByText('managed_spec.release_channel', { exact: true })).toBeVisible();
  remote.upstream.fail('PATCH', /managed-runners/, { kind: 'late', millis: 2_500 });
  await send(page).click();
  await expect(page.getByRole('button', { name: 'Sending…' })).toBeVisible();
  await editor(page).press('Control+End');
  await page.keyboard.insertText('\n  overrides:\n    labels: {typed: meanwhile}');
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByText('What you typed since then has not been sent.')).toBeVisible();
  await expect(editor(page)).toContainText('labels: {typed: meanwhile}');
  const mask = sent(page).locator('.mask');
  await expect(mask.getByText('managed_spec.overrides', { exact: true })).toBeVisible();
  await expect(mask.getByText('managed_spec.release_channel', { exact: true })).toHaveCount(0);
  await page.reload();
  await expect(editor(page)).toContainText('labels: {typed: meanwhile}');
  await send(page).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo this edit…' })).toBeVisible();
});
