// Clusters and profiles: who holds what, and profiles edited without losing what nobody here knows.

import type { Page } from '@playwright/test';
import { read, takeFirst, write } from './support/code';
import { complaints, expect, signIn, test } from './support/test';

const editor = (page: Page) => page.getByRole('textbox', { name: 'Profile as YAML or JSON' });

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
  const text = editor(page);
  await expect(text).toContainText('my-internet');
  const file = await read(text);
  await write(text, file.replace('resource_defaults', 'resource_default').replace('internet\ndesc', 'internet\nid: x\ndesc'));
  const wrong = page.getByRole('status', { name: 'What is wrong' }).getByRole('listitem');
  await expect(wrong).toHaveText([/^line 2, column 1: id is read-only/, /^line 5, column 3: spec.resource_default: unknown key, did you mean resource_defaults/]);
  await expect(page.locator('.cm-lint-marker-error')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Create profile' })).toBeDisabled();
  await write(text, file.replace('my-internet', 'from-the-console'));
  await expect(wrong).toHaveCount(0);
  await page.getByText('Do the same from a terminal').click();
  await expect(page.getByText(/^cwic sandbox profile create -f - <<'EOF'\ndisplay_name: from-the-console\n/)).toBeVisible();
  await page.reload();
  await expect(text).toContainText('from-the-console');
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
  const text = editor(page);
  const file = await read(text);
  await write(text, `${file}  nonsense: 1\n`);
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await write(text, file.replace('old <b>', 'new <b>'));
  await expect(page.getByRole('code').filter({ hasText: /^description$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The profile was changed.')).toBeVisible();
  const after = await (await api.get(`profile-templates/${id}`)).json();
  expect(after.description).toBe('new <b>');
  expect(after.spec.networkConfigJson).toBe(network);
});

test('the editor of a profile completes and explains, in YAML and in JSON', async ({ page, gateway }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/profiles/new`);
  const text = editor(page);
  const offered = page.getByRole('listbox').getByRole('option');
  await expect(text).toContainText('my-locked-down');
  await write(text, 'display_name: a\nspec:\n  network:\n    egress:\n      modes:\n        open:\n          type: ');
  await page.keyboard.type('in');
  await expect(offered.first()).toHaveText('internet');
  await takeFirst(page);
  await expect(text).toContainText('type: internet');
  await write(text, 'display_name: a\nspec:\n  ');
  await page.keyboard.type('runt');
  await expect(offered.first()).toHaveText(/^runtime_class/);
  await takeFirst(page);
  await page.keyboard.type('kata');
  await expect(offered).toHaveText(['kata-qemu', 'kata-qemu-nvidia-gpu']);
  await takeFirst(page);
  await expect.poll(() => read(text)).toBe('display_name: a\nspec:\n  runtime_class: kata-qemu');
  const told = page.locator('.cm-tooltip-hover');
  await text.getByText('runtime_class', { exact: true }).hover();
  await expect(told).toContainText('spec.runtime_class: text');
  await expect(told).toContainText('empty means plain containers');
  await write(text, '{"display_name": "a", "spec": {"namespace": {');
  await page.keyboard.type('"str');
  await expect(offered.first()).toHaveText(/^strategy/);
  await takeFirst(page);
  await expect(text).toContainText('"strategy"');
  expect(complained).toEqual([]);
});

test('what an edit of a profile would lose is told and kept, and what was typed outlives everything', async ({ page, gateway, api }) => {
  const spec = { tags: ['one', 'two'], networkConfigJson: '{"egress":{"default":"x","modes":{"x":{"type":"none"}}}}' };
  const make = async (displayName: string) => {
    const made = await api.post('profile-templates', { data: { profileTemplate: { displayName, labels: { owner: 'us' }, spec } } });
    return (await made.json()).id as string;
  };
  const [id, other] = [await make('lossy'), await make('other')];
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/profiles/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const lost = page.getByRole('region', { name: 'What would be lost' });
  const sent = page.getByRole('region', { name: 'What will be sent' });
  await write(editor(page), '# ours\ndisplay_name: lossy\nspec:\n  tags: # mine\n    - two\n');
  await expect(lost.getByRole('listitem')).toContainText([
    'labels.owner: us', 'spec.tags[0]: one', 'spec.network.egress.default: x', 'spec.network.egress.modes.x.type: none',
  ]);
  await expect(sent.locator('.mask code')).toHaveText(['labels', 'spec']);
  // A draft of another profile leaves this one alone, and a reload both.
  await page.goto(`${gateway.url}/profiles/${other}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(editor(page)).toContainText('display_name: other');
  await write(editor(page), '# another\ndisplay_name: other\nspec: {}\n');
  await expect(lost).toBeVisible();
  await page.goto(`${gateway.url}/profiles/${id}`);
  await expect(editor(page)).toContainText('# ours');
  // Cancelled, it can be brought back.
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(editor(page)).toBeHidden();
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect(editor(page)).toContainText('# ours');
  await lost.getByRole('listitem').filter({ hasText: 'labels.owner' }).getByRole('button', { name: 'Keep it' }).click();
  await lost.getByRole('button', { name: 'Keep everything' }).click();
  await expect(lost).toBeHidden();
  expect(await read(editor(page))).toMatch(/^# ours\n[^]* {2}tags: # mine\n {4}- two\n/);
  await write(editor(page), (await read(editor(page))).replace('  tags: # mine\n', '  tags:\n    - three\n'));
  await expect(sent.locator('.mask code')).toHaveText(['spec']);
  await sent.getByText('Do the same from a terminal').click();
  await expect(sent.getByText(new RegExp(`^cwic sandbox profile edit ${id} -f - <<'EOF'\nspec:\n`))).toBeVisible();
  await editor(page).press('Control+Enter');
  await expect(page.getByText('The profile was changed.')).toBeVisible();
  const after = await (await api.get(`profile-templates/${id}`)).json();
  expect(after.labels).toEqual({ owner: 'us' });
  expect(after.spec.tags.sort()).toEqual(['one', 'three', 'two']);
  expect(JSON.parse(after.spec.networkConfigJson)).toEqual(JSON.parse(spec.networkConfigJson));
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
