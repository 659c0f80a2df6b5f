// An API that fails as it is told: a server before a real gateway that plays the API, which counts what it
// is asked and answers some of it with faults. Nothing is faked in the page.

import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { isRemote } from './gateway';
import { tls } from './tls';

export type Fault =
  | { kind: 'status'; http: number; message?: string; field?: string; headers?: Record<string, string> }
  | { kind: 'late'; millis: number }
  | { kind: 'cut' }
  | { kind: 'done but cut' }
  | { kind: 'cut in the middle' }
  | { kind: 'html' }
  | { kind: 'bad json' }
  | { kind: 'repeated token' };

type Rule = { matches: (method: string, path: string) => boolean; fault: Fault };

export type Upstream = {
  url: string;
  /** Every request that came, as `GET /path`. */
  asked: string[];
  /** From now on, requests like this fail so; or only so many of them. */
  fail(method: string, path: RegExp, fault: Fault, times?: number): void;
  /** The bodies of the writes that came. */
  bodies: string[];
  /** From now on, each request fails as this says, or not. */
  disturb(choose: () => Fault | undefined): void;
  /** Everything works again. */
  heal(): void;
  stop(): Promise<void>;
};

/** Starts an API before the gateway at `target`. */
export async function startUpstream(target: string): Promise<Upstream> {
  let rules: Rule[] = [];
  let chosen = (): Fault | undefined => undefined;
  const asked: string[] = [];
  const bodies: string[] = [];
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const method = incoming.method ?? 'GET';
    const path = incoming.url ?? '/';
    asked.push(`${method} ${path}`);
    if (method !== 'GET') keep(incoming, bodies);
    const fault = rules.find((rule) => rule.matches(method, path))?.fault ?? chosen();
    if (fault === undefined) return pass(target, incoming, outgoing);
    if (fault.kind === 'done but cut') return pass(target, incoming, outgoing, true);
    if (fault.kind === 'late') return setTimeout(() => pass(target, incoming, outgoing), fault.millis);
    incoming.resume();
    incoming.on('end', () => answer(fault, target, incoming, outgoing));
  };
  const server = isRemote() ? https.createServer(certificate(), serve) : createServer(serve);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `${isRemote() ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    bodies,
    disturb(choose) {
      chosen = choose;
    },
    fail(method, path, fault, times = Infinity) {
      let left = times;
      const matches = (m: string, p: string) => m === method && path.test(p) && left-- > 0;
      rules = [{ matches, fault }, ...rules];
    },
    heal() {
      rules = [];
      chosen = () => undefined;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Notes the body of a request without taking it away from whoever reads it, now or later. */
function keep(incoming: IncomingMessage, bodies: string[]) {
  const parts: Buffer[] = [];
  const push = incoming.push.bind(incoming);
  incoming.push = (part: Buffer | null) => {
    if (part === null) bodies.push(Buffer.concat(parts).toString());
    else parts.push(part);
    return push(part);
  };
}

/** What the server shows. Whom this process believes, `cargo xtask test browser` says. */
function certificate() {
  const { certificate, key } = tls();
  return { cert: readFileSync(certificate), key: readFileSync(key) };
}

/** How to ask the gateway behind. */
function ask(target: string): typeof request {
  return target.startsWith('https:') ? (https.request as typeof request) : request;
}

/** Passes a request on, and the answer back, unless that is to be lost on the way. */
function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse, isLost = false) {
  const headers = { ...incoming.headers, host: new URL(target).host };
  const options = { method: incoming.method, headers };
  const onward = ask(target)(target + incoming.url, options, (answer) => {
    if (isLost) {
      answer.resume();
      answer.on('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}

function answer(fault: Fault, target: string, incoming: IncomingMessage, outgoing: ServerResponse) {
  const json = { 'content-type': 'application/json' };
  switch (fault.kind) {
    case 'status': {
      const message = fault.message ?? `this API answers ${fault.http}`;
      const violation = { field: fault.field, description: message };
      const details = fault.field === undefined ? [] : [{ '@type': BAD_REQUEST, fieldViolations: [violation] }];
      outgoing.writeHead(fault.http, { ...json, ...fault.headers });
      return outgoing.end(JSON.stringify({ code: CODES[fault.http] ?? 13, message, details }));
    }
    case 'cut':
      return outgoing.destroy();
    case 'cut in the middle':
      outgoing.writeHead(200, { ...json, 'content-length': '4000' });
      outgoing.write('{"runners": [{"identity": {"runnerId": "half');
      return setTimeout(() => outgoing.destroy(), 20);
    case 'html':
      outgoing.writeHead(200, { 'content-type': 'text/html' });
      return outgoing.end('<!doctype html><title>Welcome to nginx</title><script>alert(1)</script>');
    case 'bad json':
      outgoing.writeHead(200, json);
      return outgoing.end('{"runners": [');
    case 'repeated token':
      return repeat(target, incoming, outgoing);
    case 'late':
    case 'done but cut':
      return undefined;
  }
}

/** Answers with the first page of the list again and again. */
function repeat(target: string, incoming: IncomingMessage, outgoing: ServerResponse) {
  const headers = { authorization: incoming.headers.authorization };
  const list = '/v1beta2/sandbox/managed-runners?pageSize=2';
  const onward = ask(target)(target + list, { headers }, async (page) => {
    const parts: Buffer[] = [];
    for await (const part of page) parts.push(part);
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ ...JSON.parse(Buffer.concat(parts).toString()), nextPageToken: 'again' }));
  });
  onward.on('error', () => outgoing.destroy());
  onward.end();
}

const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';

/** gRPC codes by HTTP status (contract 4.2). */
const CODES: Record<number, number> = { 400: 3, 401: 16, 403: 7, 404: 5, 409: 6, 429: 8, 500: 13, 501: 12, 503: 14 };
