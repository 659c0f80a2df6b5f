// What changes under one's eyes: rollouts, bindings that go, other people's edits, runs that fail.

import { isRemote, startGateway } from './support/gateway';
import { read, write } from './support/code';
import { expect, signIn, test } from './support/test';

const main = (page: import('@playwright/test').Page) => page.getByRole('main');

/** A rollout lasts 16 seconds: long enough to be looked at on any machine. */
const slowly = test.extend({
  gateway: async ({ fleet }, use) => {
    const gateway = await startGateway(fleet, ['--time-scale', '0.5']);
    await use(gateway);
    await gateway.stop();
  },
});

slowly('a rollout is followed with its duration and its cause', async ({ page, gateway, api }) => {
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  const version = page.getByRole('region', { name: 'Version' });
  await expect(version).toContainText(`Active revision${before.activeRevision}`);
  const overrides = { ...before.managedSpec.overrides, labels: { rolled: 'out' } };
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { managedSpec: { overrides } }, updateMask: 'managedSpec.overrides' },
  });
  await expect(version.getByText(/Rolling out revision/)).toBeVisible();
  await expect(version.getByText(/^For .* now\. Started when you changed managed_spec\.overrides\.$/)).toBeVisible();
  await expect(version).toContainText(`Active revision${before.activeRevision + 1}`);
  await expect(version.getByText(/Rolling out revision/)).toBeHidden();
  await expect(main(page).getByText(/^Revision \d+ is running$/).first()).toBeVisible();
  const uptime = page.getByRole('region', { name: 'Last 24 hours' });
  if (isRemote()) {
    // Of the time watched, which is named; less than a minute of it says nothing.
    await expect(uptime.getByText(/^(no data yet|\d+\.\d % connected, out of .+ with data)$/)).toBeVisible();
    await expect(uptime.getByText(/no data \d/)).toBeVisible();
    return;
  }
  // The demo was watched the whole day, as it says.
  await expect(uptime.getByText(/^\d+\.\d % connected$/)).toBeVisible();
  await page.goto(`${gateway.url}/runners/helsinki-evals/history`);
  await expect(main(page).getByText('Everything before this is simulated')).toBeVisible();
  await expect(main(page).getByText(/^First seen/)).toBeVisible();
});

test('a profile that was detached is missed where one looks for it', async ({ page, gateway, api }) => {
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  const made = await api.post('profile-templates', {
    data: { profileTemplate: { displayName: 'other', spec: {} } },
  });
  const { id } = await made.json();
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  const profiles = page.getByRole('region', { name: 'Profiles', exact: true });
  await expect(profiles.getByText('default', { exact: true }).first()).toBeVisible();
  // As a person does who means to add one, and replaces the list.
  await api.patch('managed-runners/helsinki-evals', {
    data: {
      runner: { profileBindings: [{ profileTemplateId: id, profileName: 'default', isDefault: true }] },
      updateMask: 'profileBindings',
    },
  });
  await expect(profiles.getByText(/was bound until .* ago: the list of profiles was replaced as a whole/).first()).toBeVisible();
  await expect(profiles.getByText(/the name default refers to another profile/)).toBeVisible();
  await page.goto(`${gateway.url}/runners/helsinki-evals/history`);
  await expect(main(page).getByText(/no longer bound/)).toBeVisible();
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { profileBindings: before.profileBindings }, updateMask: 'profileBindings' },
  });
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await expect(profiles.getByText(/^other was bound until/)).toBeVisible();
});

slowly('an upgrade in an exclusion says so', async ({ page, gateway, api }) => {
  const { runners } = await (await api.get('managed-runners')).json();
  const waiting = runners.find((runner: any) => runner.updateAvailable && runner.installStatus.endsWith('READY'));
  const id = waiting.identity.runnerId;
  const now = Date.now();
  const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
  await api.patch(`managed-runners/${id}`, {
    data: {
      runner: { managedSpec: { maintenancePolicy: { exclusions: [{ startTime: at(-1), endTime: at(5), reason: 'freeze' }] } } },
      updateMask: 'managedSpec.maintenancePolicy',
    },
  });
  await signIn(page, gateway, gateway.adminToken);
  const dialog = page.getByRole('dialog');
  // Of several, too.
  await expect(page.getByRole('row').filter({ hasText: id })).toContainText(/in [45] h/);
  await page.getByRole('checkbox', { name: `Select ${id}` }).check();
  const bar = page.getByRole('toolbar', { name: 'Selected runners' });
  await bar.getByRole('button', { name: /^Upgrade/ }).click();
  await expect(dialog.getByRole('list', { name: 'What this triggers' })).toContainText('An exclusion is in effect');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.goto(`${gateway.url}/runners/${id}`);
  await page.getByRole('button', { name: 'Upgrade…' }).click();
  await expect(dialog.getByText(/An exclusion is in effect \(“freeze”\)/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Upgrade', exact: true }).click();
  await expect(dialog).toBeHidden();
  // Told while it lasts, so this is looked for first.
  await expect(main(page).getByText(/Started when you applied the update/)).toBeVisible();
  await expect(main(page).getByText('You applied the update', { exact: true })).toBeVisible();
});

test('two people change the same thing of a runner: nobody overwrites', async ({ browser, page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await page.getByRole('button', { name: 'Change channel…' }).click();
  const mine = page.getByRole('dialog');
  await mine.getByRole('radio', { name: /Rapid/ }).check();

  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, gateway, gateway.adminToken);
  const tolerate = async (key: string) => {
    await other.goto(`${gateway.url}/runners/helsinki-evals/configuration`);
    await other.getByRole('link', { name: 'Edit…' }).click();
    await other.getByText('Tolerations', { exact: true }).click();
    await other.getByRole('button', { name: 'Add a toleration' }).last().click();
    await other.keyboard.type(key);
    await other.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(other.getByText('Saved.')).toBeVisible();
  };
  await tolerate('spot');

  // Another boundary: nothing to ask.
  await mine.getByRole('button', { name: 'Save' }).click();
  await expect(mine).toBeHidden();
  const both = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(both.managedSpec.releaseChannel).toBe('RELEASE_CHANNEL_RAPID');
  expect(JSON.stringify(both.managedSpec.overrides.tolerations)).toContain('spot');

  await page.getByRole('button', { name: 'Change channel…' }).click();
  await mine.getByRole('radio', { name: /Stable/ }).check();
  const channel = (to: string) =>
    api.patch('managed-runners/helsinki-evals', {
      data: { runner: { managedSpec: { releaseChannel: to } }, updateMask: 'managedSpec.releaseChannel' },
    });
  // Somebody did the same: told, and nothing is left to send.
  await channel('RELEASE_CHANNEL_STABLE');
  await mine.getByRole('button', { name: 'Save' }).click();
  await expect(mine.getByText('Someone changed this after you opened it, so nothing was sent.')).toBeVisible();
  await mine.getByRole('button', { name: 'Apply my change to theirs' }).click();
  await expect(mine.getByRole('button', { name: 'Save' })).toBeDisabled();
  await context.close();
});

test('two people change the same part of a profile: nobody overwrites', async ({ page, gateway, api }) => {
  const { id } = await (
    await api.post('profile-templates', { data: { profileTemplate: { displayName: 'shared', description: 'one', spec: {} } } })
  ).json();
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/profiles/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const text = page.getByRole('textbox', { name: /Profile as YAML/ });
  await write(text, (await read(text)).replace('one', 'mine'));
  await api.patch(`profile-templates/${id}`, {
    data: { profileTemplate: { description: 'theirs' }, updateMask: 'description' },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const clash = page.getByRole('region', { name: 'Changed by someone else' });
  await expect(clash.getByText('Someone changed the same fields after you started editing, so nothing was sent.')).toBeVisible();
  await expect(clash.getByRole('radio', { name: 'Theirs: theirs' })).toBeVisible();
  expect((await (await api.get(`profile-templates/${id}`)).json()).description).toBe('theirs');
  await clash.getByRole('button', { name: 'Merge both changes' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The profile was changed.')).toBeVisible();
  expect((await (await api.get(`profile-templates/${id}`)).json()).description).toBe('mine');
});

test.describe('a run over several runners', () => {
  test.use({ fleet: '60' });

  test('ends with what failed, which alone is done again', async ({ page, remote }) => {
    const { gateway, upstream, adminToken } = remote;
    await signIn(page, gateway, adminToken);
    const first = page.getByRole('checkbox', { name: /^Select (?!all)/ });
    const names: string[] = [];
    for (const box of [first.nth(0), first.nth(1), first.nth(2)]) {
      names.push(((await box.getAttribute('aria-label')) ?? '').replace('Select ', ''));
      await box.check();
    }
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Type delete 3 to confirm').fill('delete 3');
    upstream.fail('DELETE', new RegExp(`managed-runners/${names[1]}$`), { kind: 'status', http: 500, message: 'no luck today' });
    await dialog.getByRole('button', { name: 'Delete 3 runners' }).click();
    await expect(dialog.getByText('2 of 3 done, 1 failed')).toBeVisible();
    await expect(dialog.getByRole('listitem').filter({ hasText: names[1] })).toContainText('no luck today');
    const asked = upstream.asked.filter((one) => one.startsWith('DELETE')).length;
    upstream.heal();
    await dialog.getByRole('button', { name: 'Retry the failed ones' }).click();
    await expect(dialog.getByText('3 of 3 done', { exact: true })).toBeVisible();
    const again = upstream.asked.filter((one) => one.startsWith('DELETE')).slice(asked);
    expect(again).toEqual([`DELETE /v1beta2/sandbox/managed-runners/${names[1]}`]);
  });

  test('is stopped: what is under way ends, the rest is left', async ({ page, remote }) => {
    const { gateway, upstream, adminToken } = remote;
    await signIn(page, gateway, adminToken);
    await page.getByRole('checkbox', { name: 'Select all shown' }).check();
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog');
    const go = dialog.getByRole('button', { name: /^Delete \d+ runners$/ });
    const count = Number(/\d+/.exec((await go.textContent()) ?? '')![0]);
    expect(count).toBeGreaterThan(40);
    await dialog.getByLabel(`Type delete ${count} to confirm`).fill(`delete ${count}`);
    upstream.fail('DELETE', /managed-runners/, { kind: 'late', millis: 1500 });
    await go.click();
    await expect(dialog.getByText('in progress').first()).toBeVisible();
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await expect(dialog.getByText('Not started').first()).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Close' }).last()).toBeVisible();
    expect(upstream.asked.filter((one) => one.startsWith('DELETE')).length).toBeLessThanOrEqual(8);
  });
});

test('a run that was stopped counts what was not started, and goes on with it', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: 'Change channel…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Rapid/ }).check();
  const begin = dialog.getByRole('button', { name: /^Change \d+ runners$/ });
  const all = Number(/\d+/.exec((await begin.textContent()) ?? '')?.[0]);
  expect(all).toBeGreaterThan(6);
  await dialog.getByText('Do the same from a terminal').click();
  const commands = (await dialog.locator('.terminal pre').first().textContent()) ?? '';
  expect(commands.match(/^cwic sandbox runner edit /gm)).toHaveLength(all);

  // Four are under way at once; they come to their end, and no other begins.
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  await page.route('**/managed-runners/*', async (route) => {
    if (route.request().method() === 'PATCH') await released;
    await route.continue();
  });
  await begin.click();
  await expect(dialog.getByText(`0 of ${all} done`, { exact: true })).toBeVisible();
  await expect(dialog.getByText('in progress')).toHaveCount(4);
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog.getByText(`0 of ${all} done, ${all - 4} not started`)).toBeVisible();
  release();
  await expect(dialog.getByText(`4 of ${all} done, ${all - 4} not started`)).toBeVisible();
  await dialog.getByRole('button', { name: `Continue with ${all - 4} runners` }).click();
  await expect(dialog.getByText(`${all} of ${all} done`, { exact: true })).toBeVisible();
});
