// The fleet page with many runners: first rows, typing, scrolling, memory.

import { test, expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startGateway } from '../support/gateway';
import { signIn } from '../support/test';
import { median, print, quantile } from './figures';

type Probe = { firstRow?: number; memory?: WebAssembly.Memory };
declare global {
  interface Window {
    probe: Probe;
  }
}

/** Notes when the first row is there, and keeps the module's memory at hand. */
function watch() {
  window.probe = {};
  const instantiate: (module: WebAssembly.Module, imports?: WebAssembly.Imports) => Promise<WebAssembly.Instance> =
    WebAssembly.instantiate;
  const noted: typeof instantiate = async (module, imports) => {
    const instance = await instantiate(module, imports);
    window.probe.memory ??= instance.exports.memory as WebAssembly.Memory;
    return instance;
  };
  Object.assign(WebAssembly, { instantiate: noted });
  new MutationObserver((_, observer) => {
    if (document.querySelector('[role=row][aria-rowindex="2"]')) {
      // A row is on screen with the frame that follows.
      requestAnimationFrame(() => setTimeout(() => (window.probe.firstRow = performance.now())));
      observer.disconnect();
    }
  }).observe(document, { childList: true, subtree: true });
}

async function loads(page: Page): Promise<number[]> {
  const times = [];
  for (let round = 0; round < 6; round++) {
    await page.reload();
    await page.waitForFunction(() => window.probe.firstRow);
    times.push((await page.evaluate(() => window.probe.firstRow)) ?? NaN);
    await whole(page);
  }
  // The first reload fills the cache.
  return times.slice(1);
}

/** Waits until every runner is there. */
async function whole(page: Page) {
  await expect(page.getByText(/^Live$/)).toBeVisible({ timeout: 120_000 });
}

async function typing(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { times });
    addEventListener(
      'keydown',
      (event) => {
        const start = event.timeStamp;
        requestAnimationFrame(() => {
          const painted = new MessageChannel();
          painted.port1.onmessage = () => times.push(performance.now() - start);
          painted.port2.postMessage(0);
        });
      },
      { capture: true },
    );
  });
  const search = page.getByRole('searchbox', { name: /Filter by ID/ });
  await search.focus();
  for (const word of ['bench-runner-1', 'use1 prod', '00042', 'zzz nothing']) {
    await page.keyboard.type(word, { delay: 120 });
    for (let left = word.length; left > 0; left--) await page.keyboard.press('Backspace', { delay: 60 });
  }
  return page.evaluate(() => (window as unknown as { times: number[] }).times);
}

async function scrolling(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const frames: number[] = [];
    const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
    let before = await frame();
    for (let step = 0; step < 300; step++) {
      // Three rows a frame, then great leaps, as with the scroll bar.
      scrollBy(0, step < 240 ? 120 : 9_000);
      const now = await frame();
      frames.push(now - before);
      before = now;
    }
    return frames;
  });
}

async function memory(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const wasm = await page.evaluate(() => window.probe.memory?.buffer.byteLength ?? 0);
  return { script: usedSize / 1e6, wasm: wasm / 1e6 };
}

for (const runners of [10_000, 100_000]) {
  const bound = (value: number) => (runners === 10_000 ? value : undefined);
  test(`fleet of ${runners}`, async ({ page }) => {
    const gateway = await startGateway(String(runners), ['--time-scale', '1']);
    try {
      await page.addInitScript(watch);
      await signIn(page, gateway, gateway.adminToken);
      await whole(page);
      console.log(`\n${runners} runners`);
      print('navigation to first rows, warm cache, median of 5', median(await loads(page)), 'ms', bound(1500));
      const strokes = await typing(page);
      print('keystroke to paint, median', median(strokes), 'ms', bound(50));
      print('keystroke to paint, 95th percentile', quantile(strokes, 0.95), 'ms', bound(100));
      const frames = await scrolling(page);
      print('scrolling, longest frame', Math.max(...frames), 'ms', bound(50));
      print('scrolling, frames over 50 ms', frames.filter((frame) => frame > 50).length, 'of 300');
      const used = await memory(page);
      print('memory of the wasm module', used.wasm, 'MB');
      print('memory of the script heap', used.script, 'MB');
    } finally {
      await gateway.stop();
    }
  });
}
