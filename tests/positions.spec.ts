// The table of positions is whole: no test is left out of it, and none is kept in it that is gone.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { FILES, NEEDS, notIn, POSITIONS, runsIn, TITLES, WITH_V1BETA2 } from './support/positions';

const folder = import.meta.dirname;
const specs = readdirSync(folder).filter((name) => name.endsWith('.spec.ts'));
const told = (all: RegExp[], test: string) => all.some((one) => one.test(test));
const runs = (file: string, title: string) =>
  POSITIONS.filter((position) => {
    const test = `${position} ${file} ${title}`;
    return told(runsIn(position), test) && !told(notIn(position), test);
  });

test('every file of tests has a position, and every position has tests', () => {
  expect(Object.keys(FILES).sort(), 'support/positions.ts names each').toEqual(specs.sort());
  for (const position of POSITIONS) expect(Object.values(FILES)).toContain(position);
  for (const file of Object.keys(NEEDS)) expect(specs).toContain(file);
});

test('a test runs in its position, or in more where the table says why', () => {
  for (const [file, place] of Object.entries(FILES)) {
    expect(runs(file, 'any'), file).toEqual(typeof place === 'string' ? [place] : WITH_V1BETA2);
  }
  const texts = new Map(specs.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  for (const title of Object.keys(TITLES)) {
    const [file] = [...texts].find(([, text]) => text.includes(`'${title}'`)) ?? [''];
    expect(file, `there is a test "${title}"`).not.toBe('');
    expect(runs(file, title).length, title).toBeGreaterThan(1);
  }
  expect(runs('of-tomorrow.spec.ts', 'any'), 'without a place').toEqual(WITH_V1BETA2);
});
