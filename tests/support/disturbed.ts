// A browser that is not as it should be, for the whole suite at once, by the environment:
//
//   BROWSER_CLOCK_AHEAD=1h (or -1h, 40s, -5min): its clock is wrong by so much
//   BROWSER_TRANSLATES=1: every text is replaced as a translation does, though the pages ask not to
//
// Tests that read states and not wording pass all the same.

import type { Browser, BrowserContext } from '@playwright/test';

const UNITS: Record<string, number> = { s: 1, min: 60, h: 3600 };

/** The milliseconds of a length such as `-5min`. */
function millis(text: string): number {
  const [, sign, number, unit] = /^(-?)(\d+)(s|min|h)$/.exec(text) ?? [];
  if (unit === undefined) throw new Error(`a clock ahead by "${text}": write 40s, -5min or 1h`);
  return Number(`${sign}${number}`) * (UNITS[unit] ?? 0) * 1000;
}

/** Has every page of a context find the browser's clock wrong by so many milliseconds. */
export async function setClock(context: BrowserContext, ahead: number) {
  await context.addInitScript((ahead) => {
    // One that is set later takes the place of the first.
    const Real: DateConstructor = ((globalThis as any).RealDate ??= Date);
    const now = () => Real.now() + ahead;
    globalThis.Date = new Proxy(Real, {
      construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
      apply: () => new Real(now()).toString(),
      get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    });
  }, ahead);
}

/** Replaces every text of a context's pages, new ones too, as a browser's translation does. */
export async function translate(context: BrowserContext) {
  await context.addInitScript(() => {
    const replace = (text: Text) => {
      const within = text.parentElement?.closest('font, script, style, title, textarea, select, noscript');
      if (text.parentElement === null || within !== null || text.data.trim() === '') return;
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.append(text.data);
      outer.append(inner);
      text.replaceWith(outer);
    };
    const texts = (node: Node) => {
      const found: Text[] = node instanceof Text ? [node] : [];
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) found.push(walker.currentNode as Text);
      return found;
    };
    new MutationObserver((records) => {
      const touched = records.flatMap((record) =>
        record.type === 'characterData' ? [record.target] : [...record.addedNodes],
      );
      for (const text of touched.filter((node) => node.isConnected).flatMap(texts)) replace(text);
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
}

/** Makes the contexts of a browser as the environment says. */
export function disturb(browser: Browser) {
  const { BROWSER_CLOCK_AHEAD: clock, BROWSER_TRANSLATES: translates } = process.env;
  if (!clock && !translates) return;
  const ahead = millis(clock || '0s');
  const open = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await open(options);
    if (clock) await setClock(context, ahead);
    if (translates) await translate(context);
    return context;
  };
}
