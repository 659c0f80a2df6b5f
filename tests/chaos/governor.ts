// Two people who write the policy of one runner without pause, each over what they have just read: of two who began
// from the same state one is told that theirs is stale (contract-v1 4.3).

import type { APIRequestContext } from '@playwright/test';
import { SLOWEST, type Tally } from './writer';

const RUNNER = '/v1/sandbox/managedRunners';

type Read = { etag: string; name: string };

/** What both know of the policy, by its etags. */
export class Governed {
  /** The policy's name at each etag that was seen. */
  private names = new Map<string, string>();
  /** Etags over which a write was acknowledged. */
  private replaced = new Set<string>();
  /** What cannot be, if every stale write is refused and nothing acknowledged is lost. */
  wrong: string[] = [];
  stale = 0;

  constructor(private id: string, private tally: Tally, private sent: Set<string>) {}

  /** Writes until it is over, as one of them. */
  async write(people: APIRequestContext, who: string, until: () => boolean) {
    let known = await this.read(people);
    for (let n = 0; !until(); n++) {
      const name = `${who}-${n}`;
      this.sent.add(name);
      const { etag } = known;
      const answer = await people
        .patch(`${RUNNER}/${this.id}?updateMask=policy`, { data: { etag, policy: { displayName: name } }, timeout: 20_000 })
        .catch(() => undefined);
      const status = answer?.status() ?? 0;
      const body = await answer?.json().catch(() => undefined);
      if (status === 200 && body !== undefined) {
        this.tally.acknowledged += 1;
        if (this.replaced.has(etag)) this.wrong.push(`${name} was taken over ${etag}, which was stale`);
        this.replaced.add(etag);
        this.see({ etag: body.etag, name: body.policy.displayName });
      } else if (status === 400 && body?.code === 9) {
        this.stale += 1;
      } else if (status >= 400 && status < 500) {
        this.tally.refused += 1;
      } else {
        this.tally.unsure += 1;
        // A request that was slowed down on its way may still arrive.
        await new Promise((done) => setTimeout(done, SLOWEST));
      }
      known = await this.read(people);
    }
  }

  /** The policy as soon as somebody says. What was known to be replaced before it was asked for is not there. */
  private async read(people: APIRequestContext): Promise<Read> {
    for (;;) {
      const replaced = new Set(this.replaced);
      const answer = await people.get(`${RUNNER}/${this.id}`, { timeout: 20_000 }).catch(() => undefined);
      const runner = answer?.status() === 200 ? await answer.json().catch(() => undefined) : undefined;
      if (runner !== undefined) {
        const read = { etag: runner.etag, name: runner.policy.displayName };
        if (replaced.has(read.etag)) this.wrong.push(`${read.etag} is there, although it was replaced`);
        this.see(read);
        return read;
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  private see({ etag, name }: Read) {
    const before = this.names.get(etag) ?? name;
    if (before !== name) this.wrong.push(`${etag} was of ${before} and is of ${name}`);
    this.names.set(etag, name);
  }
}
