// What the console says beforehand: what a write sets off, what Kubernetes would refuse, what is pasted, what
// a link tells all the same.

import type { Page } from '@playwright/test';
import { write } from './support/code';
import { expectSound } from './support/sound';
import { complaints, expect, signIn, test } from './support/test';

const setOff = (page: Page) => page.getByRole('list', { name: 'What this triggers' });

async function byFields(page: Page, url: string, part: string) {
  await page.goto(`${url}/runners/helsinki-evals/edit?as=fields`);
  await page.getByText(part, { exact: true }).click();
}

async function paste(page: Page, name: string, text: string) {
  await page.getByRole('textbox', { name }).evaluate((input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

test('every road says what it sets off, and an exclusion is told for several, too', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/policy-sim`);
  await page.getByRole('button', { name: 'Change channel…' }).click();
  const dialog = page.getByRole('dialog');
  for (const channel of [/Stable/, /Rapid/]) {
    const radio = dialog.getByRole('radio', { name: channel });
    if (await radio.isChecked()) continue;
    await radio.check();
    await expect(setOff(page)).toContainText('is installed automatically within a minute');
    break;
  }
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await page.goto(`${gateway.url}/`);
  await page.getByRole('checkbox', { name: 'Select prod-eu-2' }).check();
  const bar = page.getByRole('toolbar', { name: 'Selected runners' });
  await bar.getByRole('button', { name: 'Change channel…' }).click();
  const { managedSpec } = await (await api.get('managed-runners/prod-eu-2')).json();
  const other = managedSpec.releaseChannel === 'RELEASE_CHANNEL_RAPID' ? /Stable/ : /Rapid/;
  await dialog.getByRole('radio', { name: other }).check();
  await expect(setOff(page)).toContainText('but not before the exclusion ends');
  await expect(setOff(page)).toContainText('prod-eu-2');
});

test('overrides go out at once, and it is said', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await byFields(page, gateway.url, 'Tolerations');
  await page.getByRole('button', { name: 'Add a toleration' }).click();
  await page.keyboard.type('workload=gpu:NoSchedule');
  await expect(page.getByText(/is a whole taint; write its parts: key workload, value gpu, effect NoSchedule/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Split toleration 1' }).click();
  await expect(page.getByRole('textbox', { name: 'Key of toleration 1' })).toHaveValue('workload');
  await expect(page.getByRole('textbox', { name: 'Value of toleration 1' })).toHaveValue('gpu');
  await expect(setOff(page)).toContainText('rolled out right away, even outside maintenance windows');
});

test('half a byte is no memory, and what was meant is one click away', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await byFields(page, gateway.url, 'Resources');
  await page.getByRole('textbox', { name: 'Memory limit' }).fill('512m');
  await expect(page.getByText(/did you mean 512Mi\?/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Use 512Mi as Memory limit' }).click();
  await expect(page.getByRole('textbox', { name: 'Memory limit' })).toHaveValue('512Mi');
});

test('lines of a .env file are shown as they will be stored', async ({ page, gateway }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await byFields(page, gateway.url, 'Environment');
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await paste(page, 'Key of variable 1', "A='two words'\nPORT=8080 # the port\nnonsense\n");
  const pasted = page.getByRole('group', { name: 'What was pasted' });
  await expect(pasted.getByRole('listitem')).toHaveText(['A = two words', 'PORT = 8080']);
  await expect(pasted).toContainText('Line 3 contains no variable and is left out.');
  await pasted.getByRole('button', { name: 'Add 2 variables' }).click();
  await expect(pasted).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Key of variable 2' })).toHaveValue('PORT');
  expect(complained).toEqual([]);
});

test('a zone that is not the cluster’s is told wherever the spec is', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/new/file`);
  const file = `# cwic sandbox runner create far-away -f FILE
identity: {zone: us-east-1, cluster_name: free-03}
`;
  await write(page.getByRole('textbox', { name: /Paste runners here/ }), file);
  await expect(page.getByText(/The spec names the zone us-east-1, but free-03 is in /)).toBeVisible();
});

test('what nobody sees is seen in the editor, and named', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals/edit`);
  const editor = page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
  await write(editor, 'identity:\n  zone: us-east-04a\u200b\n');
  await expect(page.getByRole('img', { name: 'U+200B' })).toBeVisible();
  await expect(page.getByText(/U\+200B zero width space at character 12/).first()).toBeVisible();
});

test('a title tells nothing that the link hides, and who writes it is told', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/shares/new?runner=helsinki-evals`);
  const title = page.getByLabel('Title');
  // Its cluster is named like the runner, and the link does not show clusters.
  await expect(title).toHaveValue('1 runner');
  await page.getByRole('checkbox', { name: /Show aliases instead of names/ }).check();
  await expect(title).toHaveValue('1 runner');
  await title.fill('Nightly on helsinki-evals');
  const told = page.getByRole('list', { name: 'What the link reveals anyway' });
  await expect(told).toContainText('The title names the runner helsinki-evals, which the link hides.');
  await title.fill('Nightly');
  await expect(told).toBeHidden();
});

test('an exclusion of this week is in its picture, and one of another week is not', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const put = async (from: number, to: number) => {
    const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const policy = {
      windows: [{ cron: '0 9 * * *', durationSeconds: 7200 }],
      exclusions: [{ startTime: at(from), endTime: at(to), reason: 'freeze' }],
    };
    const answer = await api.patch('managed-runners/helsinki-evals', {
      data: { runner: { managedSpec: { maintenancePolicy: policy } }, updateMask: 'managedSpec.maintenancePolicy' },
    });
    expect(answer.status()).toBe(200);
  };
  await put(-20, 20);
  await page.goto(`${gateway.url}/runners/helsinki-evals/maintenance`);
  const drawing = page.getByRole('img', { name: /Maintenance windows of a week/ });
  await expect(page.getByText('Excluded this week: automatic updates wait.')).toBeVisible();
  await expect(drawing.locator('.week-excluded'), 'every day').toHaveCount(7);
  await expectSound(page, 'a week with an exclusion');
  await put(20, 30);
  await expect(page.getByText('Excluded this week: automatic updates wait.')).toHaveCount(0);
  await expect(drawing.locator('.week-excluded')).toHaveCount(0);
});
