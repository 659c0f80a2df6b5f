// The demo for a while, with what lies between the page and its stream broken in turn: the page never says that it is
// live when it is not, is never empty for long, and complains of nothing.

import type { Page } from '@playwright/test';
import { enter, expect, test } from '../support/test';
import { startGateway } from '../support/gateway';
import { pause } from './again';
import { startDisturber, type Weather } from './disturber';

const SECONDS = Number(process.env.CHAOS_SECONDS ?? 120);
const TURNS: Weather[] = ['cut', 'held back', 'HTML', 'slow'];
/** Milliseconds of bad weather, and of fair weather after it. */
const BAD = 50_000;
const FAIR = 25_000;
/** What is called live is no older than two idle rounds of the gateway, in milliseconds. */
const OLD = 45_000;
const EMPTY = 3_000;

/** What the page shows at a moment. */
type Seen = { path: string; isFull: boolean; live: string };

/** Has the page tell what it shows, five times a second. */
async function watch(page: Page, see: (seen: Seen) => void) {
  await page.exposeFunction('see', see);
  await page.addInitScript(() => {
    const look = () => {
      const text = (selector: string) => document.querySelector<HTMLElement>(selector)?.innerText ?? '';
      const isFleet = location.pathname === '/';
      const rows = document.querySelectorAll('.grid-row').length;
      const isFull = text('main h1') !== '' && (isFleet ? rows > 0 : text('main').length > 200);
      (globalThis as any).see({ path: location.pathname, isFull, live: text('.live') });
    };
    setInterval(look, 200);
  });
}

/** The age of what a page calls live, in milliseconds; none if it says that it is not. */
function ageOfLive(live: string): number | undefined {
  const [, hours, minutes, seconds] = /^Live\b[^]*?(\d\d):(\d\d):(\d\d)/.exec(live) ?? [];
  if (seconds === undefined) return undefined;
  const now = new Date();
  const at = new Date(now).setHours(Number(hours), Number(minutes), Number(seconds), 0);
  const age = now.getTime() - at;
  return age < -43_200_000 ? age + 86_400_000 : age;
}

test('the stream is disturbed', async ({ page }) => {
  const gateway = await startGateway('demo', ['--time-scale', '1']);
  const disturber = await startDisturber(gateway.url);
  const complaints: string[] = [];
  // What the browser itself says of a connection or an answer is not the page's.
  const isOwn = (text: string) => !text.startsWith('Failed to load resource');
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && isOwn(message.text())) complaints.push(message.text());
  });
  let weather: Weather = 'clear';
  let full = Date.now();
  let [looks, emptiest, oldest] = [0, 0, 0];
  const states = new Map<string, number>();
  const wrong: string[] = [];
  await enter(page, { ...gateway, signInLink: gateway.signInLink.replace(gateway.url, disturber.url) });
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await watch(page, ({ path, isFull, live }) => {
    looks += 1;
    const now = Date.now();
    if (isFull) {
      emptiest = Math.max(emptiest, now - full);
      if (now - full > EMPTY) wrong.push(`${weather}: ${path} was empty for ${now - full} ms`);
      full = now;
    }
    const age = ageOfLive(live);
    const word = `${weather}: ${live.split(/ ·|\n/)[0]}`;
    states.set(word, (states.get(word) ?? 0) + 1);
    if (age !== undefined) oldest = Math.max(oldest, age);
    if (age !== undefined && age > OLD) wrong.push(`${weather}: ${path} says ${JSON.stringify(live)}, ${age} ms old`);
  });
  full = Date.now();
  await page.reload();

  const end = Date.now() + SECONDS * 1_000;
  for (let turn = 0; Date.now() < end; turn++) {
    weather = TURNS[turn % TURNS.length];
    disturber.set(weather);
    await pause(BAD / 2);
    // Within the bad weather people go on: to a runner, back, and by a reload.
    await page.goto(`${disturber.url}/runners/helsinki-evals`);
    await pause(BAD / 8);
    await page.goBack();
    await pause(BAD / 8);
    await page.reload();
    await pause(BAD / 4);
    weather = 'clear';
    disturber.set(weather);
    await pause(FAIR);
  }
  await expect(page.getByText('Live', { exact: true }), 'it recovers by itself').toBeVisible();

  const told: [string, number | string][] = [
    ['seconds', SECONDS],
    ['looks at the page', looks],
    ['longest time without content, ms', emptiest],
    ['oldest of what was called live, ms', oldest],
    ['wrong', wrong.length],
    ['complaints in the console', complaints.length],
    ...[...states].sort().map(([state, count]): [string, number] => [`  ${state}`, count]),
  ];
  console.log('\n' + told.map(([what, value]) => `  ${what.padEnd(50)} ${value}`).join('\n'));
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(complaints).toEqual([]);
  expect(looks).toBeGreaterThan(SECONDS * 2);
  await disturber.stop();
  await gateway.stop();
});
