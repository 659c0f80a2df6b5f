// Time that passes, and a gateway that is started again.

import type { Gateway } from '../support/gateway';

export const pause = (millis: number) => new Promise((done) => setTimeout(done, millis));

/** Starts a gateway again until it is up, as whoever looks after services does. */
export async function again(gateway: Gateway): Promise<Gateway> {
  for (;;) {
    const up = await gateway.restart().catch(() => undefined);
    if (up !== undefined) return up;
    await pause(200);
  }
}
