// One patch for several runners: what it does to each is said first, and nobody loses anything unsaid.

import type { Page } from '@playwright/test';
import { write } from './support/code';
import { expectSound } from './support/sound';
import { complaints, expect, signIn, test } from './support/test';

const editor = (page: Page) => page.getByRole('textbox', { name: 'The patch as YAML or JSON' });
const does = (page: Page) => page.getByRole('region', { name: 'What it does' });
const lost = (page: Page) => page.getByRole('region', { name: 'What would be lost' });
const row = (page: Page, id: string) => does(page).getByRole('listitem').filter({ has: page.getByRole('link', { name: id }) });

async function select(page: Page, ids: string[]) {
  // High enough for every row of the demo fleet: of the others none is drawn.
  await page.setViewportSize({ width: 1280, height: 1600 });
  for (const id of ids) {
    await page.getByRole('checkbox', { name: `Select ${id}` }).check();
  }
  await page.getByRole('toolbar', { name: 'Selected runners' }).getByRole('button', { name: 'Edit…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Edit ${ids.length} runners` })).toBeVisible();
  await expect(does(page)).toBeVisible();
}

async function type(page: Page, text: string) {
  await write(editor(page), text);
}

const LABEL = 'managed_spec:\n  overrides:\n    labels:\n      team: evals # for all\n';

test('one patch for three: losses told per runner, kept, sent, undone', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  const read = async (id: string) => (await api.get(`managed-runners/${id}`)).json();
  const overrides = { nodeSelector: { pool: 'infra' }, env: { TOKEN: 'CANARY' } };
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { managedSpec: { overrides } }, updateMask: 'managedSpec.overrides' },
  });
  const before = { evals: await read('helsinki-evals'), prod: await read('prod-us-east-1') };
  await signIn(page, gateway, gateway.adminToken);
  await select(page, ['helsinki-evals', 'prod-us-east-1', 'vendor-edge']);
  await expect(page.getByRole('button', { name: 'Update runners…' })).toBeDisabled();

  await type(page, LABEL);
  await expect(row(page, 'vendor-edge')).toContainText('self-managed');
  await expect(row(page, 'helsinki-evals')).toContainText('managed_spec.overrides.node_selector.pool: infra');
  await expect(row(page, 'helsinki-evals')).toContainText('managed_spec.overrides.env.TOKEN');
  await expect(row(page, 'helsinki-evals')).not.toContainText('CANARY');
  await lost(page).getByLabel('Keep everything else each runner has').check();
  await expect(lost(page)).toContainText('nothing is lost');
  await row(page, 'helsinki-evals').getByText('Differences and request').click();
  await expect(row(page, 'helsinki-evals').locator('.cm-insertedLine, .cm-changedLine').first()).toBeVisible();

  await expectSound(page, 'a patch with its losses');

  // It is all there after a reload.
  await page.reload();
  await expect(editor(page)).toContainText('team: evals # for all');
  await expect(row(page, 'helsinki-evals').locator('.mask code')).toHaveText(['managed_spec.overrides']);
  await editor(page).press('Control+Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem').filter({ hasText: 'managed_spec.overrides' })).toHaveCount(2);
  await dialog.getByRole('button', { name: 'Change 2 runners' }).click();
  await expect(dialog.getByText('2 of 2 done')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(row(page, 'helsinki-evals')).toContainText('No change');
  const after = await read('helsinki-evals');
  expect(after.managedSpec.overrides).toMatchObject({ ...overrides, labels: { team: 'evals' } });
  expect(after.profileBindings).toEqual(before.evals.profileBindings);
  const prod = await read('prod-us-east-1');
  expect(prod.managedSpec.overrides).toEqual({
    ...before.prod.managedSpec.overrides,
    labels: { ...before.prod.managedSpec.overrides.labels, team: 'evals' },
  });

  await page.getByRole('button', { name: 'Undo…' }).click();
  await dialog.getByRole('button', { name: 'Undo on 2 runners' }).click();
  await expect(dialog.getByText('2 of 2 done')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  expect((await read('helsinki-evals')).managedSpec).toEqual(before.evals.managedSpec);
  expect((await read('prod-us-east-1')).managedSpec).toEqual(before.prod.managedSpec);
  expect(complained).toEqual([]);
});

test('what somebody changed meanwhile is not overwritten, and what is wrong is at its line', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await select(page, ['helsinki-evals', 'prod-us-east-1']);
  await type(page, 'managed_spec:\n  overides: {}\n');
  const wrong = page.getByRole('status', { name: 'What is wrong' });
  await expect(wrong.getByText(/line 2, column 3: managed_spec.overides: unknown key, did you mean overrides/)).toBeVisible();
  await expect(does(page)).toContainText('2 left out');
  await type(page, LABEL);
  await expect(wrong.getByText(/line/)).toHaveCount(0);
  await expect(row(page, 'helsinki-evals').locator('.mask')).toBeVisible();
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { managedSpec: { overrides: { env: { THEIRS: '1' } } } }, updateMask: 'managedSpec.overrides' },
  });
  await page.getByRole('button', { name: 'Update 2 runners…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Change 2 runners' }).click();
  await expect(dialog.getByText('1 of 2 done, 1 failed')).toBeVisible();
  await expect(dialog.getByText('Someone changed the same part in the meantime, so nothing was sent.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Retry the failed ones' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  const theirs = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(theirs.managedSpec.overrides.env).toEqual({ THEIRS: '1' });
  await expect(row(page, 'helsinki-evals')).toContainText('managed_spec.overrides.env.THEIRS');
  // One that was let go is not asked again.
  await row(page, 'helsinki-evals').getByRole('button', { name: 'Leave out helsinki-evals' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Edit 1 runner' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Update runners…' })).toBeDisabled();
});

test('without a selection the page says where to make one', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/edit`);
  await page.getByRole('link', { name: 'Go to the runners' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Runners' })).toBeVisible();
});
