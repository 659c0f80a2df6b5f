// The fleet's table against its floor, a page of plain JavaScript with the same cells (bench/floor), in turns,
// so that what else the machine does falls on both.

import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { startGateway } from '../support/gateway';
import type { Gateway } from '../support/gateway';
import { median, quantile } from './figures';

const FLOOR = join(import.meta.dirname, 'floor');
const RUNS = Number(process.env.BENCH_RUNS ?? 5);

type Figures = Record<string, number>;
declare global {
  interface Window {
    seen: { first?: number; all?: number };
    keys: number[];
  }
}

/** Notes when the first rows and when all rows were painted, and how long keys took to be on screen. */
function watch(runners: number) {
  window.seen = {};
  window.keys = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'keydown') window.keys.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  const painted = (tell: () => void) => requestAnimationFrame(() => requestAnimationFrame(tell));
  const look = setInterval(() => {
    if (window.seen.first === undefined && document.querySelector('[aria-rowindex="12"]')) {
      window.seen.first = NaN;
      painted(() => (window.seen.first = performance.now()));
    }
    const rows = document.querySelector('[role=grid]')?.getAttribute('aria-rowcount');
    if (Number(rows) > runners) {
      clearInterval(look);
      painted(() => (window.seen.all = performance.now()));
    }
  }, 4);
}

/** Milliseconds from an act until what is watched is another and was painted. */
async function until(page: Page, watched: 'shown' | 'first row', act: () => Promise<void>): Promise<number> {
  await page.evaluate((watched) => {
    const read = () =>
      watched === 'shown'
        ? [...document.querySelectorAll('main span')].find((span) => /of \d+ shown/.test(span.textContent ?? ''))
            ?.textContent
        : document.querySelector('[aria-rowindex="2"] a')?.textContent;
    const before = read();
    const changed = new Promise<number>((done) => {
      let begun = NaN;
      const begin = (event: Event) => (begun = event.timeStamp);
      for (const kind of ['keydown', 'click']) addEventListener(kind, begin, { capture: true, once: true });
      const look = () => {
        if (read() !== before) requestAnimationFrame(() => done(performance.now() - begun));
        else if (performance.now() - begun > 500) done(NaN);
        else requestAnimationFrame(look);
      };
      look();
    });
    Object.assign(window, { changed });
  }, watched);
  await act();
  return page.evaluate(() => (window as unknown as { changed: Promise<number> }).changed);
}

/** Frame times: of leaps through the whole table, then of an even way upwards. */
function scrolling(page: Page): Promise<{ leaps: number[]; even: number[] }> {
  return page.evaluate(async () => {
    const page = document.documentElement;
    const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
    const end = page.scrollHeight - page.clientHeight;
    const times = { leaps: [] as number[], even: [] as number[] };
    let before = await frame();
    for (let step = 1; step <= 240; step++) {
      page.scrollTop = step <= 120 ? (end * step) / 120 : page.scrollTop - 90;
      const now = await frame();
      (step <= 120 ? times.leaps : times.even).push(now - before);
      before = now;
    }
    return times;
  });
}

async function measure(browser: Browser, gateway: Gateway, runners: number, slowed: number): Promise<Figures> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const token = gateway.adminToken;
  expect((await context.request.post(`${gateway.url}/console/session`, { data: { token } })).ok()).toBe(true);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  if (slowed > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
  await page.addInitScript(watch, runners);
  await page.goto(gateway.url);
  await page.waitForFunction(() => window.seen.all, undefined, { timeout: 180_000 });
  const { first = NaN, all = NaN } = await page.evaluate(() => window.seen);
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? NaN);
  };
  const before = await busy();

  const search = page.getByRole('searchbox').first();
  const rows: number[] = [];
  for (const text of ['runner-1', '0034']) {
    await search.focus();
    for (const letter of text) rows.push(await until(page, 'shown', () => page.keyboard.press(letter)));
    await search.fill('');
  }
  const keys = await page.evaluate(() => window.keys);
  const sorts: number[] = [];
  for (const name of ['Zone', 'Revision', 'Runner']) {
    const heading = page.getByRole('columnheader', { name }).getByRole('button');
    sorts.push(await until(page, 'first row', () => heading.click()));
  }
  const { leaps, even } = await scrolling(page);
  const figures = {
    'cold navigation to first rows, ms': first,
    'cold navigation to all rows, ms': all,
    // What took less than the observer tells of counts as 8.
    'key to the letter, 75th percentile, ms': quantile([...keys, ...rows.slice(keys.length).map(() => 8)], 0.75),
    'key to the rows, 75th percentile, ms': quantile(rows.filter(Number.isFinite), 0.75),
    'sort to the rows, median, ms': median(sorts.filter(Number.isFinite)),
    'leaps, 95th percentile of frames, ms': quantile(leaps, 0.95),
    'even scrolling, 95th percentile of frames, ms': quantile(even, 0.95),
    'even scrolling, longest frame, ms': Math.max(...even),
    'main thread for the whole tour, ms': (await busy()) - before,
  };
  await context.close();
  return figures;
}

for (const [runners, slowed] of [
  [10_000, 1],
  [10_000, 4],
  [100_000, 1],
] as const) {
  test(`table of ${runners}, processor slowed ${slowed} times`, async ({ browser }) => {
    const ours = await startGateway(String(runners), ['--time-scale', '1']);
    const floor = await startGateway(String(runners), ['--time-scale', '1', '--site', FLOOR]);
    try {
      const runs: { ours: Figures[]; floor: Figures[] } = { ours: [], floor: [] };
      for (let run = 0; run < RUNS; run++) {
        runs.ours.push(await measure(browser, ours, runners, slowed));
        runs.floor.push(await measure(browser, floor, runners, slowed));
      }
      console.log(`\n${runners} runners, processor slowed ${slowed} times, median of ${RUNS}`);
      console.log(`  ${''.padEnd(50)} ${'ours'.padStart(8)} ${'floor'.padStart(8)} ${'ratio'.padStart(6)}`);
      for (const what of Object.keys(runs.ours[0] ?? {})) {
        const [a, b] = [runs.ours, runs.floor].map((all) => median(all.map((figures) => figures[what] ?? NaN)));
        const ratio = (a ?? NaN) / (b ?? NaN);
        console.log(
          `  ${what.padEnd(50)} ${a?.toFixed(0).padStart(8)} ${b?.toFixed(0).padStart(8)} ${ratio.toFixed(2).padStart(6)}`,
        );
      }
    } finally {
      await ours.stop();
      await floor.stop();
    }
  });
}
