// People who change their runner without pause, and know what they were told.

import type { APIRequestContext } from '@playwright/test';
import { pause } from './again';

export type Tally = {
  /** Answered with success. */
  acknowledged: number;
  /** Refused, so that nothing was changed. */
  refused: number;
  /** Not answered, or by a fault of the server: done or not. */
  unsure: number;
  /** Acknowledged and then not there. */
  lost: string[];
};

/** Longer than any request is slowed down, in milliseconds. */
export const SLOWEST = 4_000;

const RUNNER = '/v1beta2/sandbox/managed-runners';

/** Changes the group of a runner again and again; every value is used once. */
export async function write(people: APIRequestContext, id: string, until: () => boolean, tally: Tally, sent: Set<string>) {
  let known = await read(people, id);
  for (let n = 0; !until(); n++) {
    const value = `${id}-${n}`;
    sent.add(value);
    const answer = await people
      .patch(`${RUNNER}/${id}`, {
        data: { runner: { identity: { runnerGroupId: value } }, updateMask: 'identity.runnerGroupId' },
        timeout: 20_000,
      })
      .catch(() => undefined);
    const status = answer?.status() ?? 0;
    if (status === 200) {
      tally.acknowledged += 1;
      known = value;
    } else if (status >= 400 && status < 500) {
      tally.refused += 1;
    } else {
      tally.unsure += 1;
      // A request that was slowed down on its way may still arrive.
      await pause(SLOWEST);
    }
    // What was acknowledged is there; what was not answered may be.
    const now = await read(people, id);
    if (now !== known && !(status !== 200 && now === value)) tally.lost.push(`${known} was acknowledged, ${now} is there`);
    known = now;
  }
  return known;
}

/** The group that the runner has, as soon as somebody says. */
async function read(people: APIRequestContext, id: string): Promise<string> {
  for (;;) {
    const answer = await people.get(`${RUNNER}/${id}`, { timeout: 20_000 }).catch(() => undefined);
    if (answer?.status() === 200) {
      const runner = await answer.json().catch(() => undefined);
      if (runner !== undefined) return runner.identity.runnerGroupId;
    }
    await pause(100);
  }
}
