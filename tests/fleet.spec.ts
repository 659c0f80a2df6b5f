// The fleet page: finding, ordering, selecting, acting on several, giving away.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { isRemote } from './support/gateway';
import { expect, signIn, test } from './support/test';

const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('rowheader') });
/** The runners of the rows, once there are any. */
async function names(page: Page) {
  const links = page.getByRole('rowheader').getByRole('link');
  await expect(links.first()).toBeVisible();
  return links.allTextContents();
}

/** Every runner, by ID, once they are known; of the rows only as many are drawn as fit. */
async function everyName(page: Page) {
  await names(page);
  return page.evaluate(async (): Promise<string[]> => {
    const { runners } = await (await fetch('/console/runners')).json();
    return runners.map((runner: { runnerId: string }) => runner.runnerId);
  });
}

/** Checks that the rows begin with these, in this order. */
async function begin(page: Page, order: string[]) {
  const differs = async () => {
    const drawn = await names(page);
    return drawn.length < 10 ? drawn : drawn.filter((name, at) => name !== order[at]);
  };
  await expect.poll(differs).toEqual([]);
}

test('filters are in the address, and Back undoes them', async ({ page, gateway, context }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('button', { name: /^Failed/ }).click();
  await expect(page).toHaveURL(/show=failed/);
  await expect(page.getByText(/^4 of 27 shown$/)).toBeVisible();
  await page.getByRole('search').getByRole('button', { name: 'Zone' }).click();
  const zones = page.getByRole('group', { name: 'Zone' });
  await zones.getByRole('checkbox').first().check();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/zone=/);
  const narrowed = await names(page);
  expect(narrowed.length).toBeLessThan(4);

  const pasted = await context.newPage();
  await pasted.goto(page.url());
  await expect(pasted.getByRole('button', { name: /^Zone: / })).toBeVisible();
  expect(await names(pasted)).toEqual(narrowed);

  await page.goBack();
  await expect(page.getByText(/^4 of 27 shown$/)).toBeVisible();
  await page.goBack();
  await expect(page.getByText(/^27 of 27 shown$/)).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('button', { name: /^Failed/, pressed: true })).toBeVisible();
});

test('the words of a chip count what choosing them shows', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('button', { name: 'Install status' }).click();
  const words = page.getByRole('group', { name: 'Install status' }).getByRole('listitem');
  await expect(words.first()).toBeVisible();
  let sum = 0;
  for (const text of await words.allTextContents()) sum += Number(/(\d+)\s*$/.exec(text)?.[1]);
  expect(sum).toBe(27);
  const failed = page.getByRole('checkbox', { name: /^Failed/ });
  await failed.check();
  await expect(page.getByText(/^4 of 27 shown$/)).toBeVisible();
  await page.getByRole('checkbox', { name: /^Not managed/ }).check();
  await expect(page.getByText(/^[5-9] of 27 shown$/)).toBeVisible();
});

test('typing finds, and nothing found is said with the way back', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const search = page.getByRole('searchbox', { name: /Filter by ID/ });
  await expect(search).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('HELSINKI');
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(/q=HELSINKI/);
  await search.fill('no such runner');
  await expect(page.getByRole('heading', { name: 'No runner matches' })).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click();
  await expect(page.getByText(/^27 of 27 shown$/)).toBeVisible();
  await expect(search).toHaveValue('');
});

test('what needs attention comes first, until a column sorts, which is kept', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const column = page.getByRole('columnheader', { name: 'Runner' });
  const all = await everyName(page);
  await page.goto(`${gateway.url}/?show=attention`);
  const urgent = await names(page);
  expect(urgent.length).toBeGreaterThan(1);
  const first = [...urgent, ...all.filter((name) => !urgent.includes(name))];
  await page.goto(gateway.url);
  await begin(page, first);
  await page.getByRole('button', { name: 'Runner', exact: true }).click();
  await expect(column).toHaveAttribute('aria-sort', 'ascending');
  await begin(page, all);
  await page.goto(gateway.url);
  await expect(column, 'kept').toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('button', { name: 'Runner', exact: true }).click();
  await page.getByRole('button', { name: 'Runner', exact: true }).click();
  await begin(page, first);
  await page.goto(gateway.url);
  await begin(page, first);
});

test('any column sorts both ways and says so', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('button', { name: 'Runner', exact: true }).click();
  const up = await everyName(page);
  expect(up).toEqual([...up].sort());
  await begin(page, up);
  await page.getByRole('button', { name: 'Runner', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Runner' })).toHaveAttribute('aria-sort', 'descending');
  await begin(page, [...up].reverse());
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(rows(page).first().getByText('Failed', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Install' })).toHaveAttribute('aria-sort', 'ascending');
});

test('columns can be hidden, and a view can be kept', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('group', { name: 'Columns' }).getByRole('checkbox', { name: 'Zone' }).uncheck();
  await expect(page.getByRole('columnheader', { name: 'Zone' })).toBeHidden();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('button', { name: 'Save this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Without <i>zone</i>');
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.goto(gateway.url);
  await expect(page.getByRole('columnheader', { name: 'Zone' })).toBeVisible();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('button', { name: 'Without <i>zone</i>', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Zone' })).toBeHidden();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('button', { name: 'Needs attention' }).last().click();
  await expect(page).toHaveURL(/show=attention/);
});

test('the keyboard alone walks the table, selects and opens', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const all = await everyName(page);
  await page.goto(`${gateway.url}/?sort=runner`);
  await begin(page, all);
  await page.getByRole('rowheader').getByRole('link').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: all[2], exact: true })).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByText(/^1 selected$/)).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByRole('link', { name: all.at(-1), exact: true })).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.getByRole('link', { name: all[0], exact: true })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: all[1], exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: all[1] })).toBeVisible();
});

test('a channel is changed on several, those left out are told why', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/?sort=runner`);
  for (const name of ['helsinki-evals', 'prod-us-east-1', 'vendor-edge']) {
    await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  }
  const before = await (await api.get('managed-runners/helsinki-evals')).json();
  await page.getByRole('button', { name: 'Change channel…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Rapid/ }).check();
  await expect(dialog.getByText('Stable → Rapid')).toHaveCount(2);
  await expect(dialog.getByText('1 is skipped')).toBeVisible();
  await expect(dialog.getByText(/self-managed/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Change 2 runners' }).click();
  await expect(dialog.getByText('2 of 2 done')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  const after = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(after.managedSpec.releaseChannel).toBe('RELEASE_CHANNEL_RAPID');
  expect(after.managedSpec.overrides).toEqual(before.managedSpec.overrides);
  expect(after.managedSpec.maintenancePolicy).toEqual(before.managedSpec.maintenancePolicy);
  expect(after.profileBindings).toEqual(before.profileBindings);
});

test('several are deleted after their number was typed', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('button', { name: /^Failed/ }).click();
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await expect(page.getByText(/^4 selected$/)).toBeVisible();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  const go = dialog.getByRole('button', { name: 'Delete 4 runners' });
  await expect(go).toBeDisabled();
  await dialog.getByLabel('Type delete 4 to confirm').fill('delete 4');
  await go.click();
  await expect(dialog.getByText('4 of 4 done')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('heading', { name: 'No runner matches' })).toBeVisible();
  await expect.poll(async () => (await api.get('managed-runners/ord-train-a')).status()).toBe(404);
});

test('what is shown is given away as CSV, JSON and YAML, without secrets', async ({ page, gateway, api }) => {
  const canary = 'CANARY-of-the-environment';
  const runner = await (await api.get('managed-runners/helsinki-evals')).json();
  const overrides = { ...runner.managedSpec.overrides, env: { TOKEN: canary } };
  await api.patch('managed-runners/helsinki-evals', {
    data: { runner: { managedSpec: { overrides } }, updateMask: 'managedSpec.overrides' },
  });
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('searchbox', { name: /Filter by ID/ }).fill('helsinki');
  await expect(rows(page)).toHaveCount(1);
  const files: Record<string, string> = {};
  for (const format of ['CSV', 'JSON', 'YAML']) {
    await page.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: new RegExp(`^${format}`) }).check();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    files[format] = await readFile(await (await download).path(), 'utf8');
    await expect(dialog).toBeHidden();
  }
  expect(files.CSV.split('\r\n')[1]).toMatch(/^helsinki-evals,Evaluation runner,Ready/);
  expect(JSON.parse(files.JSON)[0].identity.runnerId).toBe('helsinki-evals');
  expect(files.YAML).toContain('release_channel: RELEASE_CHANNEL_STABLE');
  expect(files.YAML).toContain('1 environment variables are left out');
  for (const file of Object.values(files)) expect(file).not.toContain(canary);
});

test('a reader selects and exports, and is told why not more', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.userToken);
  await page.getByRole('checkbox', { name: 'Select helsinki-evals' }).check();
  for (const name of ['Upgrade 1…', 'Change channel…', 'Delete…']) {
    const button = page.getByRole('button', { name });
    await expect(button).toBeDisabled();
  }
  await page.getByRole('button', { name: 'Delete…' }).hover();
  await expect(page.getByRole('tooltip')).toContainText('SANDBOX_ADMIN');
});

test.describe('with many runners', () => {
  test.use({ fleet: '3000' });

  test('only the rows in sight are in the page, and their numbers are true', async ({ page, gateway }) => {
    await signIn(page, gateway, gateway.adminToken);
    await expect(page.getByText(/^3000 of 3000 shown$/)).toBeVisible();
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3001');
    expect(await rows(page).count()).toBeLessThan(80);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await expect(page.getByRole('row').last()).toHaveAttribute('aria-rowindex', '3001');
    expect(await rows(page).count()).toBeLessThan(80);
    await page.getByRole('rowheader').getByRole('link').last().focus();
    await page.keyboard.press('Home');
    await expect(page.getByRole('rowheader').getByRole('link').first()).toBeFocused();
    await expect(page.getByRole('rowheader').getByRole('link').first()).toBeInViewport();
  });

  test('scrolling makes no row anew, and at rest they are in order', async ({ page, gateway }) => {
    await signIn(page, gateway, gateway.adminToken);
    await page.goto(`${gateway.url}/?sort=runner`);
    await expect(page.getByText(/^3000 of 3000 shown$/)).toBeVisible();
    const scroll = (top: number) => page.evaluate((top) => scrollTo(0, top), top);
    const places = () => rows(page).evaluateAll((all) => all.map((row) => Number(row.ariaRowIndex)));
    await scroll(4_000);
    await expect.poll(async () => Math.min(...(await places()))).toBeGreaterThan(50);
    // At rest there are rows above and below those in sight, too.
    const inSight = Math.ceil((page.viewportSize()?.height ?? 0) / 40);
    await expect.poll(() => rows(page).count()).toBeGreaterThanOrEqual(inSight + 10);
    await page.getByRole('row').evaluateAll((all) => all.forEach((row) => row.setAttribute('data-known', '')));
    for (const top of [4_100, 60_000, 59_900]) await scroll(top);
    await expect.poll(async () => Math.min(...(await places()))).toBeGreaterThan(1_400);
    expect(await page.locator('[role=row]:not([data-known])').count()).toBe(0);
    await expect.poll(places).toEqual((await places()).sort((a, b) => a - b));
    const [place, name] = await rows(page)
      .nth(20)
      .evaluate((row) => [row.ariaRowIndex, row.querySelector('a')?.textContent]);
    const all = await page.evaluate(async () => (await (await fetch('/console/runners')).json()).runners);
    expect(name).toBe(all[Number(place) - 2].runnerId);
  });

  test('a row out of sight keeps the focus, and arrows go on from it', async ({ page, gateway }) => {
    await signIn(page, gateway, gateway.adminToken);
    await expect(page.getByText(/^3000 of 3000 shown$/)).toBeVisible();
    const links = page.getByRole('rowheader').getByRole('link');
    await links.nth(3).focus();
    const [focused, next] = (await links.allTextContents()).slice(3);
    await page.evaluate(() => scrollTo(0, 50_000));
    await expect(page.locator('[aria-rowindex="1255"]')).toBeVisible();
    await expect(page.getByRole('link', { name: focused, exact: true })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('link', { name: next, exact: true })).toBeFocused();
    await expect(page.getByRole('link', { name: next, exact: true })).toBeInViewport();
  });
});

test('a cell is explained while the pointer is over it', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const failed = page.getByRole('row').filter({ hasText: 'ord-train-a' });
  await failed.getByText('Failed', { exact: true }).hover();
  await expect(page.getByRole('tooltip')).toBeVisible();
  await failed.getByRole('time').last().hover();
  await expect(page.getByRole('tooltip')).toContainText('UTC');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
});

test('who is signed in and their runners are asked for while the console is compiled', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(gateway.url, { waitUntil: 'commit' });
  await expect.poll(() => asked).toContain('/console/events');
  release();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  for (const once of ['/console/session', '/console/events']) {
    expect(asked.filter((path) => path === once), once).toHaveLength(1);
  }
});

test('a tab in the background tells what is wrong', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const icon = page.locator('link[rel=icon]');
  await expect(page).toHaveTitle(/^\d+ need attention · Runners/);
  await expect(icon).toHaveAttribute('href', '/icon-bad.svg');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveTitle(/^Settings/);
  await expect(icon).toHaveAttribute('href', /icon-[0-9a-f]+\.svg$/);
  await page.goto(`${gateway.url}/runners/ord-train-a`);
  await expect(page).toHaveTitle(/^ord-train-a · Failed/);
  await expect(icon).toHaveAttribute('href', '/icon-bad.svg');
});

test('the words of a status are whole at every width, and zones are', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await names(page);
  for (const width of [1600, 1380, 1100, 800, 390]) {
    await page.setViewportSize({ width, height: 1400 });
    const cut = async () =>
      page.getByRole('gridcell').evaluateAll((cells) =>
        cells
          .filter(
            (cell) => cell.querySelector('.badge, .pill') || /^[a-z]+-[a-z]+-\d\d[a-z]$/.test(cell.textContent ?? ''),
          )
          .filter((cell) => [cell, ...cell.querySelectorAll('.grid-text')].some((e) => e.scrollWidth > e.clientWidth))
          .map((cell) => cell.textContent),
      );
    await expect.poll(cut, `at ${width} px`).toEqual([]);
  }
});

test('the last 24 hours stand in a column where there is room', async ({ page, gateway }) => {
  test.skip(isRemote(), 'nobody has watched it yet, and no past is simulated');
  await page.setViewportSize({ width: 1700, height: 900 });
  await signIn(page, gateway, gateway.adminToken);
  const day = page.getByRole('row').filter({ hasText: 'helsinki-evals' }).getByRole('img', { name: /% connected/ });
  await expect(day).toHaveAccessibleName(/^\d+\.\d % connected/);
  await expect(day).toHaveCSS('background-image', /^linear-gradient\(90deg, rgb/);
  // Not all of them are read, so nothing is ordered by it.
  const heading = page.getByRole('columnheader', { name: 'Last 24 h' });
  await expect(heading).toBeVisible();
  await expect(heading.getByRole('button')).toHaveCount(0);
  await day.hover();
  await expect(page.getByRole('tooltip')).toContainText('% connected');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Last 24 h' }).uncheck();
  await expect(heading).toHaveCount(0);
});
