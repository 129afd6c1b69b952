import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { AlertmanagerPlace } from '../../src/model/alertmanager.ts';
import { HOUR } from '../../src/model/time.ts';
import { alertmanagerSilences } from '../../src/notify/alertmanager.ts';
import { hasPrometheus, startAlertmanager } from '../support/prometheus.ts';
import { freePort } from '../support/whole-app.ts';

const never = new AbortController().signal;
const place = (url: string, more: Partial<AlertmanagerPlace> = {}): AlertmanagerPlace => ({
  ...{ name: 'main', url, login: { kind: 'none' }, writesSilences: true, ...more },
});

function aSilence(comment = 'deploy (silence #1 of Tocsin)') {
  const now = Date.now();
  return {
    matchers: [
      { name: 'alertname', value: 'Say "no"\\', isRegex: false },
      { name: 'path', value: '(?s)/a\\.b.*', isRegex: true },
    ],
    ...{ startsAt: now, endsAt: now + HOUR, createdBy: 'Ana (Tocsin)', comment },
  };
}

/** A server that answers every request so. */
async function answering(status: number, body: string): Promise<string> {
  const server = createServer((_request, answer) => {
    answer.writeHead(status).end(body);
  });
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

test.skipIf(!hasPrometheus)(
  'a real Alertmanager takes a silence, has it found again, and ends it (Debian package prometheus-alertmanager)',
  async () => {
    const url = await startAlertmanager('http://127.0.0.1:9', 'key');
    const { write, find, end } = alertmanagerSilences(place(url));
    const silence = aSilence();
    expect(await find(silence, never)).toEqual({ kind: 'delivered', remoteId: '' });
    const written = await write(silence, never);
    expect(written).toMatchObject({
      kind: 'delivered',
      remoteId: expect.stringMatching(/^[\w-]{8,}$/),
    });
    expect(await find(silence, never)).toEqual(written);
    expect(await find(aSilence('another'), never)).toMatchObject({ remoteId: '' });
    const id = written.kind === 'delivered' ? written.remoteId : '';
    for (const time of ['at once', 'and again']) {
      expect(await end(id, never), time).toEqual({ kind: 'delivered', remoteId: '' });
    }
    expect(await end('00000000-0000-4000-8000-000000000000', never)).toMatchObject({
      kind: 'delivered',
    });
    expect(await find(silence, never)).toEqual({ kind: 'delivered', remoteId: '' });
    const bad = { ...aSilence(), matchers: [] };
    expect(await write(bad, never)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/^HTTP 4\d\d/),
    });
  },
);

test.each([
  { status: 503, body: 'busy', kind: 'retry', reason: 'HTTP 503: busy' },
  { status: 400, body: 'bad matchers', kind: 'rejected', reason: 'HTTP 400: bad matchers' },
  { status: 200, body: '{"status":"ok"}', kind: 'rejected', reason: /not as an Alertmanager does/ },
  { status: 401, body: 'no token-secret-1', kind: 'retry', reason: /HTTP 401: no \*\*\*; look at/ },
  { status: 302, body: '', kind: 'retry', reason: /HTTP 302: it sends elsewhere/ },
])('$status $body is $kind, without the token', async ({ status, body, kind, reason }) => {
  const url = await answering(status, body);
  const login = { kind: 'token', token: 'token-secret-1' } as const;
  const { write } = alertmanagerSilences(place(url, { login }));
  expect(await write(aSilence(), never)).toMatchObject({
    kind,
    reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
  });
});

test('nothing is sent to a metadata service', async () => {
  const { write } = alertmanagerSilences(place('http://169.254.169.254'));
  expect(await write(aSilence(), never)).toMatchObject({ kind: 'rejected' });
});
