// Everything breaks for a while: the API, the network to it, the gateways, the database. Nothing that was
// acknowledged may be lost, nothing may be sent twice, nobody may be taken for somebody else, and pages
// recover by themselves.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { startGateway, startGatewayBefore, type Gateway } from '../support/gateway';
import { expect, test } from '../support/test';
import { startUpstream, type Fault } from '../support/upstream';
import { again, pause } from './again';
import { startBalancer } from './balancer';
import { Governed } from './governor';
import { postgres } from './postgres';
import { write, type Tally } from './writer';

const SECONDS = Number(process.env.CHAOS_SECONDS ?? 120);
const WRITERS = ['helsinki-evals', 'prod-us-east-1', 'policy-sim', 'prod-eu-1'];
/** Whose policy two people write. */
const GOVERNED = 'red-team';

/** Three requests in ten fail, some of them after they were done; one in twenty is slow. */
function disturbance(): Fault | undefined {
  const dice = Math.random();
  if (dice < 0.1) return { kind: 'status', http: 503 };
  if (dice < 0.2) return { kind: 'cut' };
  if (dice < 0.3) return { kind: 'done but cut' };
  if (dice < 0.35) return { kind: 'late', millis: 500 + Math.random() * 3_000 };
  return undefined;
}

test('everything breaks', async ({ browser, playwright }) => {
  const database = postgres();
  const folder = await mkdtemp(join(tmpdir(), 'runner-console-chaos-'));
  const key = join(folder, 'session.key');
  await writeFile(key, randomBytes(32).toString('hex'), { mode: 0o600 });
  let behind = await startGateway('demo');
  const upstream = await startUpstream(behind.url);
  const shared = database === undefined ? [] : ['--database', database.address, '--session-key-file', key];
  const gateways: Gateway[] = [];
  for (const _ of database === undefined ? [1] : [1, 2]) {
    gateways.push(await startGatewayBefore(upstream.url, shared));
  }
  const front = await startBalancer(gateways.map((gateway) => gateway.url));

  const signIn = async (token: string): Promise<APIRequestContext> => {
    const person = await playwright.request.newContext({ baseURL: front.url });
    expect((await person.post('/console/session', { data: { token } })).status()).toBe(200);
    return person;
  };
  const people = await Promise.all(WRITERS.map(() => signIn(behind.adminToken)));
  const governors = await Promise.all(['ada', 'bob'].map(() => signIn(behind.adminToken)));
  const reader = await signIn(behind.userToken);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${front.url}/sign-in`);
  await page.getByLabel('API token').fill(behind.adminToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Runners' })).toBeVisible();

  await page.goto(`${front.url}/runners/${WRITERS[0]}`);
  await expect(page.getByRole('heading', { level: 1, name: WRITERS[0] })).toBeVisible();

  const tally: Tally = { acknowledged: 0, refused: 0, unsure: 0, lost: [] };
  const killed = { gateway: 0, upstream: 0, database: 0 };
  const mixedUp: string[] = [];
  let looked = 0;
  const end = Date.now() + SECONDS * 1_000;
  const until = () => Date.now() > end;
  const sent = new Set<string>();
  const governed = new Governed(GOVERNED, tally, sent);
  upstream.disturb(disturbance);

  const look = async (person: APIRequestContext, wanted: string) => {
    while (!until()) {
      const answer = await person.get('/console/session', { timeout: 20_000 }).catch(() => undefined);
      if (answer?.status() === 200) {
        const rights = (await answer.json().catch(() => ({}))).rights;
        looked += 1;
        if (rights !== wanted) mixedUp.push(`${wanted} was answered ${rights}`);
      } else if (answer?.status() === 401) {
        mixedUp.push(`${wanted} was signed out`);
        return;
      }
      await pause(50);
    }
  };
  const breakThings = async () => {
    for (let turn = 0; !until(); turn++) {
      await pause(1_500 + Math.random() * 2_500);
      const at = turn % gateways.length;
      await gateways[at].kill();
      killed.gateway += 1;
      if (turn % 4 === 1) {
        await behind.kill();
        killed.upstream += 1;
        await pause(500);
        behind = await again(behind);
      }
      if (turn % 4 === 3 && database !== undefined) {
        database.kill();
        killed.database += 1;
      }
      gateways[at] = await again(gateways[at]);
    }
  };
  const breaking = breakThings();
  const last = await Promise.all([
    ...WRITERS.map((id, n) => write(people[n], id, until, tally, sent)),
    governed.write(governors[0], 'ada', until).then(() => ''),
    governed.write(governors[1], 'bob', until).then(() => ''),
    look(people[0], 'admin').then(() => ''),
    look(reader, 'user').then(() => ''),
  ]);
  await breaking;
  upstream.heal();

  // The page, which nobody reloaded, shows how it is now.
  const healed = Date.now();
  const isRight = await page
    .getByRole('main')
    .getByText(last[0], { exact: true })
    .waitFor({ timeout: 120_000 })
    .then(() => true, () => false);
  const recovered = Date.now() - healed;
  const counts = [...sent].map((value) => upstream.bodies.filter((body) => body.includes(`"${value}"`)).length);
  const twice = counts.filter((count) => count > 1).length;

  const told: [string, number | string][] = [
    ['state kept in', database === undefined ? 'SQLite, one gateway' : 'PostgreSQL, two gateways'],
    ['seconds', SECONDS],
    ['gateways killed', killed.gateway],
    ['API killed', killed.upstream],
    ['databases killed', killed.database],
    ['writes acknowledged', tally.acknowledged],
    ['writes refused', tally.refused],
    ['stale writes refused', governed.stale],
    ['stale writes that got through, or lost policies', governed.wrong.length],
    ['writes of unsure outcome', tally.unsure],
    ['acknowledged writes lost', tally.lost.length],
    ['writes sent more than once', twice],
    ['looks at who one is', looked],
    ['sessions mixed up or lost', mixedUp.length],
    ['milliseconds until the page was right by itself', recovered],
  ];
  console.log('\n' + told.map(([what, value]) => `  ${what.padEnd(50)} ${value}`).join('\n'));
  expect(isRight, 'the page recovered').toBe(true);
  expect(tally.lost).toEqual([]);
  expect(governed.wrong).toEqual([]);
  expect(governed.stale).toBeGreaterThan(0);
  expect(twice).toBe(0);
  expect(mixedUp).toEqual([]);
  expect(tally.acknowledged).toBeGreaterThan(0);

  await context.close();
  for (const person of [...people, ...governors, reader]) await person.dispose();
  await front.stop();
  for (const gateway of gateways) await gateway.stop();
  await upstream.stop();
  await behind.stop();
  await rm(folder, { recursive: true, force: true });
});
