// Rules are made, previewed and paused on the page; what they tell arrives elsewhere and is listed.

import type { Page } from '@playwright/test';
import { startGatewayBefore, startLocal } from './support/gateway';
import { startReceiver, type Receiver } from './support/receiver';
import { expectSound, expectSoundInBoth } from './support/sound';
import { startUpstream } from './support/upstream';
import { complaints, expect, signIn, test as base } from './support/test';

/** Receivers of the tests are on this machine. */
const ALLOWED = ['--notify-private', 'true', '--notify-plain', 'true'];

const test = base.extend<{ receiver: Receiver }>({
  gateway: async ({ fleet }, use) => {
    const gateway = await startLocal(fleet, ['--time-scale', '10', ...ALLOWED]);
    await use(gateway);
    await gateway.stop();
  },
  receiver: async ({}, use) => {
    const receiver = await startReceiver();
    await use(receiver);
    await receiver.stop();
  },
});

/** Fills in a rule that tells of failed installs at once, and makes a webhook for it. */
async function fillIn(page: Page, receiver: Receiver) {
  await expect(page.getByRole('heading', { level: 1, name: 'New rule' })).toBeVisible();
  await page.getByLabel('Name').fill('Production');
  await page.getByLabel('Notify', { exact: true }).selectOption({ label: 'Right away' });
  await page.getByRole('button', { name: 'New channel…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New channel' });
  await dialog.getByLabel('Name').fill('On call');
  await dialog.getByLabel('Webhook URL').fill('nowhere');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('The channel was not created');
  await expect(dialog.getByLabel('Webhook URL')).toHaveAttribute('aria-invalid', 'true');
  await expectSound(page, 'a channel that is refused');
  await dialog.getByLabel('Webhook URL').fill(receiver.url);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(/^whsec_/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('checkbox', { name: /On call/ })).toBeChecked();
}

/** That page is sound in both colours and two widths. */
async function expectSoundEverywhere(page: Page, where: string) {
  for (const width of [390, 1380]) {
    await page.setViewportSize({ width, height: 860 });
    await expectSoundInBoth(page, `${where} at ${width} pixels`);
  }
}

const row = (page: Page, table: string, name: string | RegExp) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name });

test('a rule is made, tells what happens, and is paused from its message', async ({ page, gateway, api, receiver }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Notifications' }).click();
  await expect(page.getByText('Nobody is notified yet.')).toBeVisible();
  await expectSoundEverywhere(page, 'no rule');
  await page.getByRole('link', { name: 'New rule…' }).first().click();
  const preview = page.getByRole('region', { name: 'The last seven days' });
  await expect(preview).toContainText('Choose a channel');
  await fillIn(page, receiver);
  await expect(preview).toContainText(/This rule would (not )?have notified you/);
  await expectSoundEverywhere(page, 'a new rule');
  await page.getByRole('button', { name: 'Create rule' }).click();

  // What is broken already is told.
  await expect(page.getByRole('heading', { level: 1, name: 'Notifications' })).toBeVisible();
  await expect(row(page, 'Rules', 'Production')).toContainText('Watching');
  const types = () => receiver.received.map((one) => one.type);
  await expect.poll(types).toContain('runner-console.alarm');

  // A runner recovers, and that is told too.
  const failed = 'ord-train-a';
  const runner = await (await api.get(`managed-runners/${failed}`)).json();
  expect(runner.installStatus).toBe('RUNNER_INSTALL_STATUS_FAILED');
  await page.goto(`${gateway.url}/runners/${failed}`);
  await page.getByRole('button', { name: 'Prepare this fix' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const over = () => receiver.received.find((one) => one.data.title === `Resolved: ${failed}: the install failed`);
  await expect.poll(over).toBeDefined();

  // It is listed with what came of it, can be read, and is sent again under its ID.
  await page.goto(`${gateway.url}/notifications`);
  const told = row(page, 'Messages', `Resolved: ${failed}`);
  await expect(told).toContainText('Delivered');
  await expect(told).toContainText('1 attempt, 204 No Content');
  await told.getByText('Details').click();
  await expect(told.getByRole('link', { name: failed, exact: true })).toHaveAttribute('href', `/runners/${failed}`);
  await expect(told.getByRole('group').getByText(/: 204 No Content/)).toHaveCount(1);
  await expectSoundEverywhere(page, 'rules, channels and messages');
  const again = () => receiver.received.filter((one) => one.id === over()?.id).length;
  expect(again()).toBe(1);
  await told.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(again).toBe(2);
  // What was unfolded stays so.
  await expect(told.getByRole('group').getByText(/: 204 No Content/)).toHaveCount(2);

  // The message says where it is silenced.
  await page.goto(over()?.data.silenceLink ?? '');
  await page.getByRole('button', { name: 'Pause…' }).click();
  await page.getByLabel('Reason').fill('moving house');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^until .*: moving house$/)).toBeVisible();
  await expectSoundEverywhere(page, 'a rule that is paused');
  await page.getByRole('link', { name: 'Notifications' }).first().click();
  const rule = row(page, 'Rules', 'Production');
  await expect(rule).toContainText('moving house');
  await rule.getByRole('button', { name: 'Resume' }).click();
  await expect(rule).toContainText('Watching');
  expect(complained).toEqual([]);
});

test('a channel is tested, and deleted once no rule needs it', async ({ page, gateway, receiver }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/notifications/new`);
  await fillIn(page, receiver);
  await page.getByRole('button', { name: 'Create rule' }).click();
  const channel = row(page, 'Channels', 'On call');
  await channel.getByRole('button', { name: 'Send a test' }).click();
  await expect(channel).toContainText('The test arrived: 204 No Content');
  await channel.getByRole('button', { name: 'Delete' }).click();
  await expect(channel).toContainText('rules use this channel');
  await row(page, 'Rules', 'Production').getByRole('button', { name: 'Delete…' }).click();
  await expectSound(page, 'the question whether to delete a rule');
  await page.getByRole('button', { name: 'Delete now' }).click();
  await expect(page.getByText('There are no rules yet.')).toBeVisible();
  await channel.getByRole('button', { name: 'Delete' }).click();
  await expect(channel).toBeHidden();
});

test('a rule is begun from a runner and from a view of the fleet, and changed', async ({ page, gateway, receiver }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await page.getByRole('link', { name: 'Notify…' }).click();
  await expect(page.getByRole('radio', { name: /Only helsinki-evals/ })).toBeChecked();
  // What is told by it begins with what one comes from.
  const when = page.getByLabel('When', { exact: true }).locator('option:checked');
  await expect(when).toHaveText('An install failed');
  await page.goto(`${gateway.url}/runners/prod-us-east-1`);
  await page.getByRole('link', { name: 'Notify…' }).click();
  await expect(when).toHaveText('A READY runner is silent');
  await page.goto(gateway.url);
  await page.getByRole('button', { name: /^Needs attention/ }).click();
  await page.getByRole('button', { name: 'Notify…' }).click();
  await expect(when).toHaveText('A runner needs attention');
  await expect(page.getByRole('radio', { name: /All runners/ })).toBeChecked();
  await page.goto(`${gateway.url}/?zone=us-east-04a`);
  await page.getByRole('button', { name: 'Notify…' }).click();
  await expect(page.getByRole('radio', { name: /Zone: us-east-04a/ })).toBeChecked();
  await page.getByRole('button', { name: 'Create rule' }).click();
  await expect(page.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
  await fillIn(page, receiver);
  await page.getByLabel('When', { exact: true }).selectOption({ label: 'A READY runner is silent' });
  await page.getByLabel('For how long').selectOption({ label: '15 minutes' });
  // It says itself how long it must hold.
  await expect(page.getByLabel('Notify', { exact: true })).toBeHidden();
  await page.getByRole('checkbox', { name: /No notifications at certain hours/ }).check();
  // What is typed is there after a reload.
  await page.reload();
  await expect(page.getByLabel('For how long')).toHaveValue('900');
  await expect(page.getByLabel('From', { exact: true })).toHaveValue('22:00');
  await page.getByRole('button', { name: 'Create rule' }).click();
  const rule = row(page, 'Rules', 'Production');
  await expect(rule).toContainText('READY, but silent for 15 minutes');
  await expect(rule).toContainText('Zone: us-east-04a');
  await rule.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByLabel('For how long')).toHaveValue('900');
  await page.getByLabel('Name').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('use 1 to 100 characters').first()).toBeVisible();
  await expectSoundEverywhere(page, 'a rule that is refused');
  await page.getByLabel('Name').fill('East');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(row(page, 'Rules', 'East')).toContainText('Watching');

  // The palette leads to it, too.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('rule east');
  await expect(page.getByRole('option').first()).toContainText('East');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Edit a rule' })).toBeFocused();

  // Somebody else may look, and is told why that is all.
  await page.context().clearCookies();
  await signIn(page, gateway, gateway.userToken);
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await row(page, 'Rules', 'East').getByRole('button', { name: 'Pause…' }).focus();
  await expect(page.getByRole('tooltip')).toContainText('Only whoever created it, or an administrator');
});

test('a rule ends with its maker’s right, says so, and is renewed', async ({ page, receiver }) => {
  const behind = await startLocal('demo');
  const upstream = await startUpstream(behind.url);
  const gateway = await startGatewayBefore(upstream.url, ALLOWED);
  await signIn(page, gateway, behind.adminToken);
  await page.goto(`${gateway.url}/notifications/new`);
  await fillIn(page, receiver);
  await page.getByRole('button', { name: 'Create rule' }).click();
  const rule = row(page, 'Rules', 'Production');
  await expect(rule).toContainText('Watching');
  upstream.fail('GET', /./, { kind: 'status', http: 401 });
  // Rights are looked at every 15 seconds.
  const ended = () => receiver.received.find((one) => one.type === 'runner-console.rule.ended');
  await expect.poll(ended, { timeout: 60_000 }).toBeDefined();
  upstream.heal();
  await page.context().clearCookies();
  await signIn(page, gateway, behind.adminToken);
  await page.goto(`${gateway.url}/notifications`);
  await expect(rule).toContainText('can no longer read runners');
  await expectSound(page, 'a rule that ended');
  await rule.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(rule).toContainText('Watching');

  // While nothing can be read, the page says so.
  await gateway.stop();
  await expect(page.getByText('The notifications could not be read')).toBeVisible();
  await upstream.stop();
  await behind.stop();
});

test('messages appear in the browser that asked for them', async ({ page, gateway }) => {
  const complained = complaints(page);
  // A browser without a screen shows none; what it is asked to show is noted.
  await page.addInitScript(() => {
    const shown: { title: string; body: string; onclick?: () => void }[] = [];
    class Noted {
      static permission = 'default';
      static async requestPermission() {
        Noted.permission = 'granted';
        return 'granted';
      }
      onclick?: () => void;
      constructor(title: string, options: { body: string }) {
        shown.push(Object.assign(this, { title, body: options.body }));
      }
      close() {}
    }
    Object.assign(window, { Notification: Noted, shown });
  });
  const shown = () => page.evaluate(() => (window as any).shown.map((one: any) => `${one.title} / ${one.body}`));
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/notifications/new`);
  await page.getByLabel('Name').fill('Production');
  await page.getByLabel('Notify', { exact: true }).selectOption({ label: 'Right away' });
  await page.getByRole('button', { name: 'New channel…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New channel' });
  await dialog.getByLabel('Name').fill('Our browsers');
  await dialog.getByLabel('Kind').selectOption({ label: 'Browsers with this console open' });
  await expect(dialog.getByLabel('Webhook URL')).toBeHidden();
  await expectSound(page, 'a channel for browsers');
  await dialog.getByRole('button', { name: 'Create channel' }).click();
  await expect(page.getByRole('checkbox', { name: /Our browsers/ })).toBeChecked();
  // The browser is asked before the rule is made: what was told before is old.
  await page.getByRole('link', { name: 'Notifications' }).first().click();
  const card = page.getByRole('region', { name: 'This browser' });
  await card.getByRole('button', { name: 'Turn on…' }).click();
  await card.getByRole('button', { name: 'Show a test' }).click();
  expect(await shown()).toEqual(['Test / Messages from this console look like this.']);
  await page.getByRole('link', { name: 'New rule…' }).first().click();
  await page.getByRole('button', { name: 'Create rule' }).click();
  await expect(row(page, 'Rules', 'Production')).toContainText('Watching');
  await expect.poll(shown).toContainEqual(expect.stringMatching(/install failed \/ ./));
  await page.evaluate(() => (window as any).shown.find((one: any) => one.title.includes('failed')).onclick());
  await expect(page.getByRole('heading', { level: 1, name: 'Notifications' })).toBeHidden();

  await page.goto(`${gateway.url}/notifications`);
  await expect(card).toContainText('Turn on…');
  expect(complained).toEqual([]);
});
