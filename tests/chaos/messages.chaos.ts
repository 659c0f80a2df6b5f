// Two thousand changes of a fleet, a gateway that is killed again and again, receivers that fail: everything that lasts
// is told once, nothing else is, and soon.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateway, startGatewayBefore, type Gateway } from '../support/gateway';
import { expect, test } from '../support/test';
import { again, pause } from './again';
import { startPlayed, type Played } from './played';
import { OF_AN_OUTAGE, written, type Script, type Stretch } from './script';

const SEED = Number(process.env.CHAOS_SEED ?? 1);
const RUNNERS = 1_600;
const KILLS = 20;
/** Three messages in ten fail, one of them after it was taken. */
const REFUSED = 0.2;
const TAKEN_BUT_CUT = 0.1;
/** How long something must last to be told, in milliseconds. */
const HOLD = 60_000;

const API = '/v1beta2/sandbox/managed-runners';

/** What a receiver took. */
type Taken = {
  channel: string;
  id: string;
  at: number;
  kind: 'alarm' | 'recovered' | 'flapping';
  rule: string;
  runners: { runnerId: string; since: number }[];
  more: number;
};

/** A receiver that fails three times in ten. */
async function startReceiver(channel: string, taken: Taken[]) {
  const server = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const dice = Math.random();
    if (dice < REFUSED) return outgoing.writeHead(503).end();
    const { data } = JSON.parse(Buffer.concat(parts).toString());
    taken.push({ channel, id: String(incoming.headers['webhook-id']), at: Date.now(), ...data });
    if (dice < REFUSED + TAKEN_BUT_CUT) return outgoing.destroy();
    return outgoing.writeHead(204).end();
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => new Promise((done) => server.close(done)),
  };
}

/** Lets the script happen. */
async function play(script: Script, played: Played, begin: number) {
  const stretches = [...script.outages.flat(), ...script.lasting, ...script.flaps];
  const turns = stretches.flatMap(({ runner, what, from, to }) => [
    { at: from, runner, what },
    { at: to, runner, what: undefined },
  ]);
  turns.sort((one, other) => one.at - other.at);
  for (const { at, runner, what } of turns) {
    const wait = begin + at * 1_000 - Date.now();
    if (wait > 0) await pause(wait);
    played.set(runner, what);
  }
  return turns.length;
}

/** Each message once, as its first delivery. */
function firsts(taken: Taken[]): Taken[] {
  const known = new Map<string, Taken>();
  for (const one of taken) {
    const key = `${one.channel} ${one.id}`;
    if (!known.has(key)) known.set(key, one);
  }
  return [...known.values()];
}

function share(sorted: number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

test('what lasts is told once, and nothing else', async ({ playwright }) => {
  const behind = await startGateway(String(RUNNERS), ['--time-scale', '1']);
  const played = await startPlayed(behind.url);
  let gateway = await startGatewayBefore(played.url, ['--notify-private', 'true', '--notify-plain', 'true']);
  const taken: Taken[] = [];
  const receivers = [await startReceiver('first', taken), await startReceiver('second', taken)];
  const person = await playwright.request.newContext({ baseURL: gateway.url });
  expect((await person.post('/console/session', { data: { token: behind.adminToken } })).status()).toBe(200);

  const zones = new Map<string, string[]>();
  let pageToken = '';
  do {
    const page = await (await person.get(`${API}?pageSize=500&pageToken=${pageToken}`)).json();
    for (const { identity, ...runner } of page.runners) {
      const isWell =
        runner.managementMode === 'MANAGEMENT_MODE_MANAGED' &&
        runner.installStatus === 'RUNNER_INSTALL_STATUS_READY' &&
        runner.connectionStatus === 'RUNNER_CONNECTION_STATUS_CONNECTED' &&
        !runner.rolloutInProgress;
      if (isWell) zones.set(identity.zone, [...(zones.get(identity.zone) ?? []), identity.runnerId]);
    }
    pageToken = page.nextPageToken ?? '';
  } while (pageToken !== '');
  const script = written([...zones.values()], SEED);

  const channels: string[] = [];
  for (const [index, { url }] of receivers.entries()) {
    const made = await person.post('/console/notifications/channels', {
      data: { name: `Hook ${index}`, kind: 'webhook', target: { url } },
    });
    channels.push((await made.json()).channel.id);
  }
  const rule = async (name: string, fields: object) => {
    const made = await person.post('/console/notifications/rules', { data: { name, channels, ...fields } });
    expect(made.status(), await made.text()).toBeLessThan(300);
  };
  const about = new Set([...script.outages.flat(), ...script.lasting, ...script.flaps].map(({ runner }) => runner));
  for (const [zone, runners] of zones) {
    const selection = { only: runners.filter((id) => about.has(id)) };
    await rule(`silent in ${zone}`, { when: { kind: 'silent', after: HOLD / 1_000 }, selection });
    await rule(`failed in ${zone}`, { when: { kind: 'installFailed' }, selection });
  }
  await rule('blind', { when: { kind: 'blind' } });

  const begin = Date.now();
  const killing = async () => {
    let killed = 0;
    for (; killed < KILLS; killed++) {
      await pause((script.end / KILLS) * 1_000 * (0.5 + Math.random() / 2));
      await gateway.kill();
      gateway = await again(gateway);
    }
    return killed;
  };
  const [transitions, killed] = await Promise.all([play(script, played, begin), killing()]);
  // Ends are told after they have held, lists somewhat later.
  await pause(HOLD + 90_000);

  const messages = firsts(taken).filter(({ rule }) => rule !== 'blind');
  const of = (channel: string, stretch: Stretch, isAlarm: boolean) =>
    messages.filter(
      (message) =>
        message.channel === channel &&
        (message.kind !== 'recovered') === isAlarm &&
        message.rule.startsWith(stretch.what) &&
        message.runners.some(({ runnerId }) => runnerId === stretch.runner),
    ).length;
  const each = ['first', 'second'].flatMap((channel) =>
    [...script.lasting, ...script.outages.flat()].flatMap((stretch) =>
      [true, false].map((isAlarm) => ({ stretch, isAlarm, count: of(channel, stretch, isAlarm) })),
    ),
  );
  const missed = each.filter(({ count }) => count === 0);
  const doubled = each.filter(({ count }) => count > 1);
  const flapping = new Set(script.flaps.map(({ runner }) => runner));
  const ofFlaps = messages.filter(({ runners }) => runners.some(({ runnerId }) => flapping.has(runnerId)));
  const perOutage = ['first', 'second'].flatMap((channel) =>
    script.outages.map((outage) => {
      const own = new Set(outage.map(({ runner }) => runner));
      const alarms = messages.filter((message) => message.channel === channel && message.kind !== 'recovered');
      return alarms.filter(({ runners }) => runners.some(({ runnerId }) => own.has(runnerId))).length;
    }),
  );
  // What is told of one that lasts is late by what has passed since it has lasted long enough.
  const late = messages.map(({ at, runners }) => at - Math.max(...runners.map(({ since }) => since)) - HOLD);
  late.sort((one, other) => one - other);

  const broken = Date.now();
  played.isUp = false;
  const isBlind = ({ rule, kind }: Taken) => rule === 'blind' && kind === 'alarm';
  while (!taken.some((message) => isBlind(message) && message.at > broken) && Date.now() - broken < 120_000) await pause(100);
  const blind = Math.min(...taken.filter((message) => isBlind(message) && message.at > broken).map(({ at }) => at)) - broken;

  const told: [string, number | string][] = [
    ['seed', SEED],
    ['changes of runners', transitions],
    ['of them flaps under a minute', script.flaps.length],
    ['outages of 50 runners', script.outages.length],
    ['gateways killed', killed],
    ['deliveries, of messages', `${taken.length}, ${firsts(taken).length}`],
    ['missed', missed.length],
    ['doubled by ID', doubled.length],
    ['messages for flaps', ofFlaps.length],
    ['messages per outage and channel, most', Math.max(...perOutage)],
    ['late beside the hold, median, ms', share(late, 0.5)],
    ['late beside the hold, p95, ms', share(late, 0.95)],
    ['late beside the hold, longest, ms', share(late, 1)],
    ['from blind to its alarm, ms', blind],
  ];
  console.log('\n' + told.map(([what, value]) => `  ${what.padEnd(50)} ${value}`).join('\n'));
  const shown = (all: typeof each) => all.map(({ stretch, isAlarm }) => ({ ...stretch, isAlarm })).slice(0, 10);
  expect(shown(missed)).toEqual([]);
  expect(shown(doubled)).toEqual([]);
  expect(ofFlaps).toEqual([]);
  expect(perOutage).toEqual(perOutage.map(() => 1));
  expect(script.outages.every((outage) => outage.length === OF_AN_OUTAGE)).toBe(true);
  expect(transitions).toBeGreaterThanOrEqual(2_000);

  await person.dispose();
  for (const receiver of receivers) await receiver.stop();
  await gateway.stop();
  await played.stop();
  await behind.stop();
});
