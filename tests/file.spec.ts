// Runners from a file: chosen, pasted or dropped, one or several, good or bad.

import type { Page } from '@playwright/test';
import { read, takeFirst, write } from './support/code';
import { complaints, expect, signIn, test } from './support/test';

const text = (page: Page) => page.getByRole('textbox', { name: /Paste runners here/ });
const card = (page: Page, name: string | RegExp) => page.getByRole('region', { name });
const create = (page: Page, name: string | RegExp) => card(page, name).getByRole('button', { name: 'Create', exact: true });

async function open(page: Page, url: string) {
  await page.goto(`${url}/runners/new`);
  await page.getByRole('link', { name: 'From a file…' }).click();
  await expect(page.getByRole('region', { name: 'What a file can contain' })).toBeVisible();
}

/** A spec that the API accepts, on a free cluster. */
async function specOn(api: { get(path: string): Promise<{ json(): Promise<any> }> }, name: string, more = '') {
  const { profileTemplates } = await (await api.get('profile-templates')).json();
  const profile = profileTemplates.find((one: { displayName: string }) => one.displayName === 'default');
  return `display_name: On ${name}
identity:
  zone: us-east-04a
  cluster_name: ${name}
managed_spec:
  release_channel: RELEASE_CHANNEL_RAPID   # we try first
${more}profile_bindings:
  - profile_template_id: "${profile.id}"
    is_default: true
`;
}

test('a file with one runner is chosen and created', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  const spec = await specOn(api, 'free-01');
  await (await chooser).setFiles({ name: 'lab.yaml', mimeType: 'text/yaml', buffer: Buffer.from(`\ufeff${spec}`) });
  await expect(card(page, '1. free-01').getByText('On free-01 · free-01 · us-east-04a · 1 profile')).toBeVisible();
  await page.getByLabel('Runner ID').fill('from-a-file');
  await page.getByLabel('Runner ID').blur();
  await expect.poll(() => read(text(page))).toMatch(/^# cwic sandbox runner create from-a-file -f FILE\n/);
  await create(page, '1. from-a-file').click();
  await expect(page.getByRole('heading', { level: 1, name: 'from-a-file' })).toBeVisible();
  const made = await (await api.get('managed-runners/from-a-file')).json();
  expect(made.managedSpec.releaseChannel).toBe('RELEASE_CHANNEL_RAPID');
  await page.goto(`${gateway.url}/runners/new/file`);
  await expect.poll(() => read(text(page))).toBe('');
  expect(complained).toEqual([]);
});

test('of three runners the bad one is told at its line, and hides no other', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const bad = (await specOn(api, 'free-02')).replace('release_channel', 'relase_channel');
  const specs = [await specOn(api, 'free-01'), bad, await specOn(api, 'free-03')];
  await write(text(page), specs.join('---\n'));
  const problem = card(page, 'Runner 2').getByText(
    'Line 16, column 3: managed_spec.relase_channel: unknown key, did you mean release_channel?',
  );
  await expect(problem).toBeVisible();
  await expect(card(page, 'Runner 2').getByText(/relase_channel: RELEASE_CHANNEL_RAPID.*\n {2}\^/)).toBeVisible();
  await expect(create(page, 'Runner 2')).toHaveAttribute('aria-disabled', 'true');
  await page.reload();
  await expect(problem).toBeVisible();
  await page.getByRole('button', { name: 'Create 2 runners' }).click();
  await expect(page.getByText('2 of 3 created')).toBeVisible();
  await expect(card(page, /^1\./).getByRole('link', { name: 'Follow the install' })).toHaveAttribute('href', '/runners/free-01');
  // The bad one is mended where it stands.
  await write(text(page), specs.join('---\n').replace('relase', 'release'));
  await create(page, '2. free-02').click();
  await expect(page.getByText('3 of 3 created')).toBeVisible();
  for (const id of ['free-01', 'free-02', 'free-03']) {
    expect((await api.get(`managed-runners/${id}`)).ok()).toBe(true);
  }
});

test('a bad file is opened in the wizard, and its comments stay', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const spec = await specOn(api, 'free-04');
  await write(text(page), `# ours\n${spec}instal_status: x\n`);
  await card(page, 'Runner 1').getByRole('button', { name: 'Open in the wizard' }).click();
  const editor = page.getByRole('textbox', { name: /The runner as YAML/ });
  await expect(page.getByText(/unknown key, did you mean install_status/)).toBeVisible();
  await write(editor, (await read(editor)).replace('instal_status: x\n', ''));
  const steps = page.getByRole('navigation', { name: 'Steps' });
  await steps.getByRole('link', { name: 'Cluster' }).click();
  await page.getByLabel('Display name').fill('Renamed: by form');
  await steps.getByRole('link', { name: 'Channel and maintenance' }).click();
  await page.getByRole('radio', { name: /^Stable/ }).check();
  await steps.getByRole('link', { name: 'Review' }).click();
  await expect.poll(() => read(editor)).toMatch(/^# ours\ndisplay_name: "Renamed: by form"\n/);
  expect(await read(editor)).toMatch(/release_channel: RELEASE_CHANNEL_STABLE {3}# we try first\n/);
  await page.getByRole('button', { name: 'Create runner' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'free-04' })).toBeVisible();
});

test('what a file cannot be is said', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const cases: [string, RegExp][] = [
    ['# only a comment', /the file is empty/],
    ['spec: {}\nmanaged_spec: {}', /belongs to a file for API v1/],
    ['spec:\n  relase_channel: x', /spec.relase_channel: unknown key, did you mean release_channel/],
    ['- display_name: a', /a list: write each runner as a document of its own/],
    ['display_name: a\ninstall_status: READY', /install_status is read-only: remove it/],
    [`display_name: a\n  zone: [`, /Line 2, column/],
    [`a: &a [x]\nb: *nope`, /Line 2, column/],
  ];
  for (const [file, words] of cases) {
    await write(text(page), file);
    await expect(page.getByRole('region').getByText(words).first(), file).toBeVisible();
  }
  const one = await specOn(api, 'free-01');
  await write(text(page), `${one}---\n${one}`);
  await expect(card(page, /^2\./).getByText(/runner 1 in this file has the same ID/)).toBeVisible();
  await expect(card(page, /^2\./).getByText(/runner 1 in this file is on the same cluster/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create 1 runner' })).toBeVisible();
});

test('the file has the editor: marks at their lines, fields, names beside UUIDs, explanations', async ({ page, gateway, api }) => {
  const { profileTemplates } = await (await api.get('profile-templates')).json();
  const gpu = profileTemplates.find((one: { displayName: string }) => one.displayName === 'gpu');
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const offered = page.getByRole('listbox').getByRole('option');
  await write(text(page), `${await specOn(api, 'free-01')}---\nidentity:\n  zone: 5\nmanaged_spec:\n  `);
  await expect(page.locator('.cm-lint-marker-error')).not.toHaveCount(0);
  await expect(card(page, 'Runner 2').getByText(/Line 12, column 3: identity.zone: expected text/)).toBeVisible();
  await page.keyboard.type('rel');
  await expect(offered.first()).toHaveText(/^release_channel/);
  await takeFirst(page);
  await page.keyboard.type('RAP');
  await expect(offered.first()).toHaveText('RELEASE_CHANNEL_RAPID');
  await takeFirst(page);
  await page.keyboard.insertText('\nprofile_bindings:\n  - profile_template_id: ');
  await page.keyboard.type('gp');
  await expect(offered.filter({ hasText: gpu.id })).toHaveCount(1);
  await takeFirst(page);
  await expect(text(page)).toContainText(`profile_template_id: "${gpu.id}"`);
  await expect(text(page).locator('[data-note="gpu"]')).toHaveCount(1);
  await text(page).getByText('managed_spec', { exact: true }).last().hover();
  await expect(page.locator('.cm-tooltip-hover')).toContainText('managed_spec: object');
  await expect(page.locator('.cm-tooltip-hover')).not.toContainText('mask');
});

test('a runner of the file is written in the other form, which says what it loses, and back', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  const other = await specOn(api, 'free-02');
  await write(text(page), `# ours\n${await specOn(api, 'free-01')}---\n${other}`);
  const first = card(page, /^1\. free-01/);
  const lost = first.getByRole('list', { name: 'What the other form loses' });
  await first.getByRole('button', { name: 'Convert to v1…' }).click();
  await expect(lost.getByRole('listitem')).toHaveText([/^The profile default would be detached/]);
  await first.getByRole('button', { name: 'Write it as v1', exact: true }).click();
  await expect.poll(() => read(text(page))).toMatch(/^# ours\nidentity:\n[^]*\n {2}runner_id: free-01\n[^]*\nspec:\n[^]*---\ndisplay_name: On free-02/);
  await expect(create(page, /^1\. free-01/)).toBeEnabled();
  await create(page, /^1\. free-01/).click();
  await expect(card(page, /^1\./).getByRole('link', { name: 'Follow the install' })).toBeVisible();
  expect((await api.get('managed-runners/free-01')).ok()).toBe(true);
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect(text(page)).toContainText('managed_spec:');
});

test('a dropped file takes the place of what was typed, which can be brought back', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await write(text(page), '# mine');
  const files = await page.evaluateHandle((spec) => {
    const data = new DataTransfer();
    data.items.add(new File([spec], 'a.yaml'));
    data.items.add(new File([JSON.stringify({ display_name: 'as JSON' })], 'b.json'));
    return data;
  }, await specOn(api, 'free-01'));
  await text(page).dispatchEvent('drop', { dataTransfer: files });
  await expect(card(page, /^1\. free-01/)).toBeVisible();
  await expect(card(page, 'Runner 2').getByText('as JSON')).toBeVisible();
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect.poll(() => read(text(page))).toBe('# mine');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles({ name: 'picture.yaml', mimeType: 'x', buffer: Buffer.from([0xff, 0xfe, 0, 1]) });
  await expect(page.getByText('picture.yaml was not read: it is not UTF-8 text.')).toBeVisible();
  await expect.poll(() => read(text(page))).toBe('# mine');
});
