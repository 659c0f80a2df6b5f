// Taking back what was changed: from the history, after a reload, over every road of writing.

import { expect, signIn, test } from './support/test';

test('a channel that was changed goes back from the history, with what somebody else did meanwhile', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const path = 'managed-runners/helsinki-evals';
  const before = await (await api.get(path)).json();
  await api.patch(path, {
    data: {
      runner: { managedSpec: { releaseChannel: 'RELEASE_CHANNEL_RAPID' } },
      updateMask: 'managedSpec.releaseChannel',
    },
  });
  await api.patch(path, {
    data: { runner: { identity: { runnerGroupId: 'night' } }, updateMask: 'identity.runnerGroupId' },
  });
  await page.goto(`${gateway.url}/runners/helsinki-evals/history`);
  const entry = page.getByRole('listitem').filter({ hasText: 'managed_spec.release_channel' }).last();
  await entry.getByRole('button', { name: 'What changed' }).click();
  await expect(entry).toContainText('RELEASE_CHANNEL_RAPID');
  // What was unfolded stays so when more happens.
  const ofGroup = page.locator('li.history-entry').filter({ hasText: 'identity.runner_group_id' });
  await expect(ofGroup).toHaveCount(1);
  await api.patch(path, {
    data: { runner: { identity: { runnerGroupId: 'day' } }, updateMask: 'identity.runnerGroupId' },
  });
  await expect(ofGroup).toHaveCount(2);
  await expect(entry).toContainText('RELEASE_CHANNEL_RAPID');
  await entry.getByRole('button', { name: 'Revert…' }).click();
  const editor = page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
  await expect(editor).toContainText('# Reverts the edit by');
  await expect(editor).toContainText('release_channel: RELEASE_CHANNEL_STABLE');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const after = await (await api.get(path)).json();
  expect(after.managedSpec.releaseChannel).toBe(before.managedSpec.releaseChannel);
  expect(after.identity.runnerGroupId).toBe('day');
});

test('what others did to the same part since is a conflict, not a loss', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const path = 'managed-runners/helsinki-evals';
  const labels = async (values: object) =>
    api.patch(path, {
      data: { runner: { managedSpec: { overrides: { labels: values } } }, updateMask: 'managedSpec.overrides' },
    });
  await labels({ team: 'evals', step: 'one' });
  await labels({ team: 'evals', step: 'two' });
  await labels({ team: 'evals', step: 'three' });
  await page.goto(`${gateway.url}/runners/helsinki-evals/history`);
  const changes = page.locator('li.history-entry').filter({ has: page.getByRole('button', { name: 'What changed' }) });
  await expect(changes, 'all three are known').toHaveCount(3);
  const second = changes.nth(1);
  await second.getByRole('button', { name: 'What changed' }).click();
  await second.getByRole('button', { name: 'Revert…' }).click();
  await expect(page.getByRole('region', { name: /conflict|changed/i }).first()).toContainText('step');
});

test('a discarded text can be put back', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals/edit`);
  const editor = page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
  await expect(editor).toContainText('managed_spec:');
  await editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('# my note\n');
  await page.getByRole('button', { name: 'Discard my text' }).click();
  await expect(editor).not.toContainText('# my note');
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect(editor).toContainText('# my note');
});

test('a profile goes back from its page', async ({ page, gateway, api }) => {
  const { profileTemplates } = await (await api.get('profile-templates')).json();
  const profile = profileTemplates[0];
  await api.patch(`profile-templates/${profile.id}`, {
    data: { profileTemplate: { description: 'another' }, updateMask: 'description' },
  });
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/profiles/${profile.id}`);
  const changes = page.getByRole('region', { name: 'Changes' });
  await changes.getByRole('button', { name: 'What changed' }).click();
  await changes.getByRole('button', { name: 'Revert…' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(async () => (await (await api.get(`profile-templates/${profile.id}`)).json()).description)
    .toBe(profile.description);
});
