// A proxy before a gateway that disturbs what is between it and the page's stream.

import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the stream fares; everything else passes. */
export type Weather = 'clear' | 'cut' | 'held back' | 'HTML' | 'slow';

export type Disturber = {
  url: string;
  /** From now on the stream fares so, one that is open too. */
  set(weather: Weather): void;
  stop(): Promise<void>;
};

/** A slow line brings what was sent so much later, in milliseconds. */
const SLOW = 4_000;

/** Starts it before the gateway at `target`. */
export async function startDisturber(target: string): Promise<Disturber> {
  let weather: Weather = 'clear';
  const streams = new Set<ServerResponse>();
  const server = createServer((incoming, outgoing) => {
    const isStream = incoming.url?.startsWith('/console/events') ?? false;
    if (isStream && weather === 'cut') return outgoing.destroy();
    if (isStream && weather === 'HTML') {
      return outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in to the network</title>');
    }
    const { method, headers } = incoming;
    const onward = request(target + incoming.url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      if (!isStream) return answer.pipe(outgoing);
      outgoing.flushHeaders();
      answer.on('data', (part) => {
        if (weather === 'clear') outgoing.write(part);
        if (weather === 'slow') setTimeout(() => outgoing.write(part), SLOW);
        // What is held back never comes: the stream cannot go on as if nothing had been.
        if (weather === 'held back') streams.add(outgoing);
      });
      answer.on('end', () => outgoing.end());
    });
    if (isStream) {
      streams.add(outgoing);
      outgoing.on('close', () => {
        streams.delete(outgoing);
        onward.destroy();
      });
    }
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next) {
      // What was held back, or comes late, would leave a gap; what is to be cut or another answer begins anew.
      if (next !== 'held back') streams.forEach((stream) => stream.destroy());
      weather = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
