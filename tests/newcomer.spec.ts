// A newcomer opens the printed link, makes a runner, watches it come up, changes its channel, deletes it.

import { complaints, enter, expect, test } from './support/test';

test.use({ fleet: 'empty' });

test('from the printed link to a READY runner, and back to none', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  await enter(page, gateway);
  await expect(page.getByText('No runners yet')).toBeVisible();
  expect(page.url(), 'the code is gone from the address').not.toContain('code');

  await page.getByRole('main').getByRole('link', { name: 'Create runner' }).first().click();
  await page.getByRole('radio', { name: /free-01/ }).check();
  await expect(page.getByLabel('Runner ID')).toHaveValue('free-01');
  await expect(page.getByRole('radio', { name: /creating-soon/ })).toBeDisabled();
  await page.getByRole('link', { name: 'Skip to review' }).click();

  let creates = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/managed-runners')) creates += 1;
  });
  await page.getByRole('button', { name: 'Create runner' }).dblclick();

  await expect(page.getByRole('heading', { level: 1, name: 'free-01' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Status' }).getByText('Ready', { exact: true })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Status' }).getByText('Connected', { exact: true })).toBeVisible();
  expect(creates, 'a double click creates once').toBe(1);

  await page.getByRole('button', { name: 'Change channel…' }).click();
  const channel = page.getByRole('dialog');
  await channel.getByRole('radio', { name: /Rapid/ }).check();
  await expect(channel.getByText('managed_spec.release_channel')).toBeVisible();
  await channel.getByRole('button', { name: /Save/ }).click();
  await expect(channel).toBeHidden();
  await expect
    .poll(async () => (await (await api.get('managed-runners/free-01')).json()).managedSpec.releaseChannel)
    .toBe('RELEASE_CHANNEL_RAPID');

  await page.getByRole('button', { name: 'Delete…' }).click();
  const deletion = page.getByRole('dialog');
  await deletion.getByLabel(/Type free-01/).fill('free-01');
  await deletion.getByRole('button', { name: /Delete/ }).click();
  await expect(page.getByText('free-01 was deleted.')).toBeVisible();
  await expect(page.getByText('No runners yet')).toBeVisible();
  expect((await api.get('managed-runners/free-01')).status()).toBe(404);
  expect(complained).toEqual([]);
});
