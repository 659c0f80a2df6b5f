// Attacks that only a browser can show: scripts that were smuggled in, frames around us, other sites.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, signIn, test } from './support/test';

/** A page of somebody else, on another port and another name of this machine. */
async function elsewhere(html: string): Promise<{ url: string; stop(): void }> {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' });
    answer.end(`<!doctype html><title>elsewhere</title>${html}`);
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}

test('a script that was smuggled into the page does not run', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const refused: string[] = [];
  page.on('console', (message) => refused.push(message.text()));
  const ran = await page.evaluate(async () => {
    const add = (html: string) => document.body.append(document.createRange().createContextualFragment(html));
    add('<script>window.ran = "inline"</script>');
    add('<img src="data:," onerror="window.ran = \'handler\'">');
    add('<a id="link" href="javascript:window.ran = \'link\'">link</a>');
    add('<style>body { outline: 7px solid red }</style>');
    document.getElementById('link')?.click();
    const data = document.createElement('script');
    data.src = 'data:text/javascript,window.ran = "data"';
    document.body.append(data);
    try {
      window.setTimeout('window.ran = "string"');
    } catch {
      // Refused at once.
    }
    await new Promise((done) => setTimeout(done, 500));
    const { ran } = window as unknown as { ran?: string };
    return { ran, outline: getComputedStyle(document.body).outlineWidth };
  });
  expect(ran.ran).toBeUndefined();
  expect(ran.outline).not.toBe('7px');
  expect(refused.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThan(2);
});

test('a script does not see the cookie and does not reach another host', async ({ page, context, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const other = await elsewhere('');
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  expect(cookie.name.startsWith('__Host-')).toBe(gateway.url.startsWith('https:'));
  expect(cookie.secure).toBe(gateway.url.startsWith('https:'));
  const seen = await page.evaluate(async (url) => {
    const sent = await fetch(url, { mode: 'no-cors' }).then(() => 'sent', () => 'refused');
    const kept = JSON.stringify({ ...localStorage, ...sessionStorage });
    return { cookie: document.cookie, sent, kept };
  }, other.url);
  expect(seen.cookie).toBe('');
  expect(seen.sent).toBe('refused');
  expect(seen.kept).not.toContain(gateway.adminToken);
  other.stop();
});

test('no other site puts the console into a frame, writes or reads', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const path = `${gateway.url}/v1beta2/sandbox/managed-runners/helsinki-evals`;
  const other = await elsewhere(`
    <iframe src="${gateway.url}/"></iframe>
    <img src="${path}">
    <form method="post" action="${path}/apply-update" enctype="text/plain" target="out"><input name="{" value="}"></form>
    <iframe name="out"></iframe>`);
  await page.goto(other.url);
  const outcome = await page.evaluate(async (path) => {
    document.querySelector('form')?.submit();
    const method = 'DELETE';
    const attempts = [
      fetch(path, { method, credentials: 'include' }),
      fetch(path, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }),
      fetch(path, { credentials: 'include' }).then((answer) => answer.text()),
    ];
    const settled = await Promise.allSettled(attempts);
    await new Promise((done) => setTimeout(done, 500));
    return settled.map((one) => (one.status === 'fulfilled' && typeof one.value === 'string' ? one.value : ''));
  }, path);
  expect(outcome).toEqual(['', '', '']);
  // Instead of ours the frame shows the browser's own error page.
  const framed = await Promise.all(page.frames().slice(1).map((frame) => frame.content()));
  expect(framed.filter((html) => html.includes('runner-console'))).toEqual([]);
  const { runner = {}, ...rest } = await (await api.get('managed-runners/helsinki-evals')).json();
  expect(rest.identity?.runnerId ?? runner.identity?.runnerId).toBe('helsinki-evals');
  other.stop();
});

test('after signing in nobody is led elsewhere', async ({ page, gateway }) => {
  const other = await elsewhere('');
  for (const path of [
    `/sign-in?next=${encodeURIComponent(other.url)}`,
    `/sign-in?next=//${new URL(other.url).host}`,
    `/sign-in?next=/\\${new URL(other.url).host}`,
    `/sign-in?redirect=javascript:alert(1)`,
  ]) {
    await page.context().clearCookies();
    await page.goto(gateway.url + path);
    await page.getByLabel('API token').fill(gateway.adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('link', { name: /helsinki-evals/ }).first()).toBeVisible();
    expect(new URL(page.url()).origin).toBe(gateway.url);
  }
  other.stop();
});

test('what is no script is not run as one', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const outcome = await page.evaluate(async () => {
    const load = (src: string) =>
      new Promise((done) => {
        const script = Object.assign(document.createElement('script'), { src });
        script.onload = () => done('run');
        script.onerror = () => done('refused');
        document.body.append(script);
      });
    return Promise.all([load('/console/session'), load('/v1beta2/sandbox/managed-runners'), load('/icon.svg')]);
  });
  expect(outcome).toEqual(['refused', 'refused', 'refused']);
});

test('an error names its request, for whoever runs the console', async ({ page, remote }) => {
  await signIn(page, remote.gateway, remote.adminToken);
  await page.goto(`${remote.gateway.url}/runners/helsinki-evals`);
  remote.upstream.fail('PATCH', /./, { kind: 'status', http: 500, message: 'broken inside' });
  remote.upstream.fail('GET', /profile-templates/, { kind: 'status', http: 501, message: 'not made yet' });
  await page.goto(`${remote.gateway.url}/profiles`);
  const failure = page.getByRole('alert').filter({ hasText: 'not made yet' });
  await expect(failure.getByText(/^Request ID/)).toBeVisible();
  await expect(failure.locator('code').filter({ hasText: /^[0-9a-f]{16}$/ })).toBeVisible();
  await expect(failure.getByRole('button', { name: 'Copy request ID' })).toBeVisible();
});
