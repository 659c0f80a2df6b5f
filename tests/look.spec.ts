// Every page, light and dark, wide and narrow: nothing sticks out, nothing is unreachable, text is text.

import { write } from './support/code';
import { expectSoundInBoth, overflow, unfold } from './support/sound';
import { complaints, expect, signIn, test } from './support/test';

/** Pages with their headings, a test for each group in each width. */
const PAGES: Record<string, readonly (readonly [string, string])[]> = {
  runners: [
    ['/', 'Runners'],
    ['/runners/ord-train-a', 'ord-train-a'],
    ['/runners/helsinki-evals/configuration', 'helsinki-evals'],
    ['/runners/helsinki-evals/maintenance', 'helsinki-evals'],
    ['/runners/helsinki-evals/history', 'helsinki-evals'],
    ['/runners/helsinki-evals/yaml', 'helsinki-evals'],
  ],
  editing: [
    ['/runners/helsinki-evals/policy', 'helsinki-evals'],
    ['/runners/helsinki-evals/policy/edit', 'helsinki-evals'],
    ['/runners/helsinki-evals/edit', 'helsinki-evals'],
    ['/runners/helsinki-evals/edit?as=fields', 'helsinki-evals'],
    ['/edit', 'Edit several runners'],
  ],
  creating: [
    ['/runners/new', 'Create runner'],
    ['/runners/new/profiles', 'Create runner'],
    ['/runners/new/maintenance', 'Create runner'],
    ['/runners/new/placement', 'Create runner'],
    ['/runners/new/review', 'Create runner'],
    ['/runners/new/file', 'Create runner'],
  ],
  others: [
    ['/clusters', 'Clusters'],
    ['/profiles', 'Profiles'],
    ['/profiles/new', 'Create profile'],
    ['/policies', 'Policies'],
    ['/notifications', 'Notifications'],
    ['/notifications/new', 'New rule'],
    ['/notifications/feeds/new', 'New calendar or feed'],
    ['/settings', 'Settings'],
  ],
};

for (const width of [1380, 390]) {
  for (const [group, pages] of Object.entries(PAGES)) {
    test(`pages of ${group} are sound in light and dark at ${width} pixels`, async ({ page, gateway }) => {
      const complained = complaints(page);
      await page.setViewportSize({ width, height: 860 });
      await signIn(page, gateway, gateway.adminToken);
      for (const [path, heading] of pages) {
        await page.goto(gateway.url + path);
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        await unfold(page);
        await expectSoundInBoth(page, path);
      }
      expect(complained).toEqual([]);
    });
  }
}

/** A spec with something in every part of every step, and some of it wrong. */
const FULL = `display_name: Full
identity:
  zone: us-east-04a
  cluster_name: free-01
  runner_group_id: lab
managed_spec:
  release_channel: RELEASE_CHANNEL_RAPID
  enforce_resource_limits: true
  maintenance_policy:
    windows:
      - cron: "0 9 * * SAT"
        duration_seconds: 14400
      - cron: "0 23 * * 0-4"
        duration_seconds: 7200
      - cron: "0 3 1 */2 *"
        duration_seconds: 3600
      - cron: "0 0 30 2 *"
        duration_seconds: 3600
    exclusions:
      - start_time: "2030-12-20T00:00:00Z"
        end_time: "2031-01-03T00:00:00Z"
        reason: year-end freeze
  overrides:
    env:
      TOKEN: secret
    args:
      - --verbose
    scaling:
      autoscaling_enabled: true
      min_replicas: 3
      max_replicas: 2
    resources:
      cpu_request: lots
    node_selector:
      pool: infra
    tolerations:
      - key: spot
        operator: Exists
        value: x
profile_bindings:
  - profile_template_id: "7d0f1c0e-0000-4000-8000-000000000000"
    profile_name: gone
  - profile_template_id: "7d0f1c0e-0000-4000-8000-000000000001"
`;

for (const width of [1380, 390]) {
  test(`steps with everything filled in are sound at ${width} pixels`, async ({ page, gateway }) => {
    await page.setViewportSize({ width, height: 860 });
    await signIn(page, gateway, gateway.adminToken);
    await page.goto(`${gateway.url}/runners/new/review`);
    await write(page.getByRole('textbox', { name: /The runner as YAML/ }), FULL);
    const steps = page.getByRole('navigation', { name: 'Steps' }).getByRole('link');
    await expect(steps.nth(3)).toHaveAccessibleName(/has errors/);
    for (let at = 0; at < 5; at += 1) {
      await steps.nth(at).click();
      await expect(page.getByRole('heading', { name: new RegExp(`Step ${at + 1} of 5`) })).toBeAttached();
      await unfold(page);
      await expectSoundInBoth(page, `step ${at + 1}`);
    }
  });
}

test('markup in a name is shown as it is spelled', async ({ page, gateway, api }) => {
  const hostile = '<img src=x onerror=alert(1)>';
  const profiles = await (await api.get('profile-templates')).json();
  const created = await api.post('managed-runners', {
    data: {
      runnerId: 'hostile',
      runner: {
        displayName: hostile,
        identity: { zone: 'us-east-08b', clusterName: 'free-01' },
        profileBindings: [{ profileTemplateId: profiles.profileTemplates[0].id, isDefault: true }],
      },
    },
  });
  expect(created.status()).toBe(200);
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByText(hostile).first()).toBeVisible();
});

test('names as long as they may be stay in the window', async ({ page, gateway, api }) => {
  // Words that cannot be broken at a space, and words that can.
  const long = (length: number) => 'Everything-that-nobody-may-touch and all the others, '.repeat(9).slice(0, length).trim();
  const wide = 'W'.repeat(60);
  const made = async (path: string, data: object) => {
    const answer = await api.post(path, { data });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json();
  };
  const ids = [];
  for (const displayName of [`${wide}1`, `${wide}2`, long(63)]) {
    const { id } = await made('profile-templates', { profileTemplate: { displayName, spec: {} } });
    ids.push(id);
  }
  const runnerId = 'long-'.repeat(12) + 'id';
  const profileBindings = ids.map((profileTemplateId, at) => ({ profileTemplateId, isDefault: at === 0 }));
  const identity = { zone: 'us-east-08b', clusterName: 'free-01' };
  await made('managed-runners', { runnerId, runner: { displayName: long(63), identity, profileBindings } });
  const inV1 = `${gateway.url}/v1/sandbox/managedRunners/${runnerId}`;
  const { etag } = await (await api.get(inV1)).json();
  const put = await api.patch(`${inV1}?updateMask=policy`, { data: { policy: { displayName: wide }, etag } });
  expect(put.ok(), await put.text()).toBe(true);

  const console = `${gateway.url}/console`;
  const matching = { matching: {} };
  const target = { url: `https://${'hooks'.repeat(12)}.example/${'path'.repeat(60)}` };
  const { channel } = await made(`${console}/notifications/channels`, { name: wide, kind: 'webhook', target });
  const when = { kind: 'installFailed' };
  const rule = { name: long(80), when, channels: [channel.id], hold: 0 };
  await made(`${console}/notifications/rules`, rule);
  await made(`${console}/feeds`, { name: wide, kind: 'calendar', selection: matching });
  await made(`${console}/shares`, { terms: { title: wide, selection: matching }, lifetime: 3600 });

  await signIn(page, gateway, gateway.adminToken);
  const pages: [string, string][] = [
    ['/?q=long-long', runnerId],
    [`/runners/${runnerId}`, runnerId],
    [`/runners/${runnerId}/configuration`, runnerId],
    [`/runners/${runnerId}/policy`, wide],
    [`/runners/${runnerId}/history`, runnerId],
    [`/runners/${runnerId}/edit?as=fields`, wide],
    ['/runners/new/profiles', wide],
    ['/profiles', wide],
    ['/policies', runnerId],
    ['/clusters', runnerId],
    ['/shares', wide],
    ['/notifications', wide],
    ['/notifications/new', wide],
  ];
  for (const width of [1380, 1000, 390]) {
    await page.setViewportSize({ width, height: 860 });
    for (const [path, text] of pages) {
      await page.goto(gateway.url + path);
      await expect(page.getByRole('main').getByText(text).first(), path).toBeAttached();
      await unfold(page);
      expect(await overflow(page), `${path} at ${width} pixels is wider than the window`).toBeLessThanOrEqual(0);
    }
  }
});
