import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { loadSettings } from '../../../src/app/settings.ts';
import { domain } from '../../../src/check/kinds/domain.ts';
import { folderWith } from '../../config/folder.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import { kindContract } from '../kind-contract.ts';

const NAME = 'example.com';

kindContract({
  kind: domain,
  entry: (port) => ({ domain: NAME, rdap: `http://127.0.0.1:${port}/rdap` }),
});

/** Noon of a day, and a clock that stands there. */
const NOW = Date.parse('2026-03-01T12:00:00Z');
const clock = { now: () => NOW, monotonic: () => performance.now() };

const registered = (events: readonly object[], more: object = {}) => ({
  objectClassName: 'domain',
  ldhName: 'EXAMPLE.COM',
  status: ['client transfer prohibited', 'active'],
  events: [{ eventAction: 'registration', eventDate: '1995-08-14T04:00:00Z' }, ...events],
  ...more,
});
const ending = (eventDate: string, eventAction = 'expiration') => ({ eventAction, eventDate });

/** A registry that knows one domain; it answers with whatever `answer` does. */
async function registry(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer(({ url }, response) => {
    if (url === '/rdap/domain/example.com') return answer(response);
    if (url === '/rdap/domain/moved.example') {
      return response.writeHead(302, { location: '/rdap/domain/example.com' }).end();
    }
    response.writeHead(404).end('{"errorCode": 404}');
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}/rdap/`;
}

const telling = (said: object) =>
  registry((response) => {
    response.setHeader('content-type', 'application/rdap+json').end(JSON.stringify(said));
  });

test.each([
  {
    name: 'long',
    said: registered([ending('2026-08-13T04:00:00Z')]),
    days: 164,
    status: 'healthy',
  },
  {
    name: 'a week',
    said: registered([ending('2026-03-09T04:00:00Z')]),
    days: 7,
    status: 'unhealthy',
  },
  {
    name: 'gone',
    said: registered([ending('2026-02-20T12:00:00Z')]),
    days: -9,
    status: 'unhealthy',
  },
  {
    name: 'by registrar',
    said: registered([ending('2026-04-01T00:00:00+02:00', 'registrar expiration')]),
    ...{ days: 30, status: 'healthy' },
  },
])('tells how long a domain is registered: $name', async ({ said, days, status }) => {
  const rdap = await telling(said);
  const result = await ask(domain, { domain: NAME, rdap }, { clock });
  expect(result).toMatchObject({
    status,
    details: { days_left: days, status: 'active, client transfer prohibited' },
  });
});

test('follows a registry that moved', async () => {
  const rdap = await telling(registered([ending('2026-08-13T04:00:00Z')]));
  const result = await ask(domain, { domain: 'moved.example', rdap }, { clock });
  expect(result).toMatchObject({ status: 'healthy' });
});

test.each<{
  name: string;
  answer: (response: ServerResponse) => void;
  status: string;
  says: RegExp;
}>([
  {
    name: 'no date',
    answer: (one) => one.end(JSON.stringify(registered([]))),
    ...{ status: 'unknown', says: /does not tell when example\.com ends/ },
  },
  {
    name: 'a date that is none',
    answer: (one) => one.end(JSON.stringify(registered([ending('soon')]))),
    ...{ status: 'unknown', says: /does not tell when/ },
  },
  {
    name: 'a name server',
    answer: (one) => one.end('{"objectClassName": "nameserver"}'),
    ...{ status: 'error', says: /answers 200, but not as RDAP does/ },
  },
  {
    name: 'no JSON',
    answer: (one) => one.end('<html>'),
    ...{ status: 'error', says: /answers 200, but not as RDAP does/ },
  },
  {
    name: 'a fault',
    answer: (one) => one.writeHead(503).end(),
    ...{ status: 'error', says: /answers 503, but not as RDAP does/ },
  },
  {
    name: 'that it is asked too often',
    answer: (one) => one.writeHead(429).end(),
    ...{ status: 'unknown', says: /asked too often: write a longer `interval`/ },
  },
  {
    name: 'that it does not know it',
    answer: (one) => one.writeHead(404).end(),
    ...{ status: 'unhealthy', says: /knows no domain example\.com/ },
  },
  {
    name: 'with half an answer',
    answer: (one) => one.write('{"objectClassName"'),
    ...{ status: 'unhealthy', says: /still waiting for/ },
  },
])('a registry that answers $name', async ({ answer, status, says }) => {
  const rdap = await registry(answer);
  const result = await ask(domain, { domain: NAME, rdap }, { clock, timeout: 500 });
  expect(result).toMatchObject({ status, reasons: [expect.stringMatching(says)] });
});

test('what the registry says of a domain without a date can be expected', async () => {
  const rdap = await telling(registered([]));
  const expectations = ['status.contains("active")'];
  const result = await ask(domain, { domain: NAME, rdap }, { clock, expect: expectations });
  expect(result).toMatchObject({ status: 'healthy' });
});

test('is looked at every 6 hours unless told otherwise', async () => {
  const yaml = 'checks:\n  - {name: ours, kind: domain, domain: example.com}\n';
  const loaded = await loadSettings(folderWith({ env: 'TELEGRAM_BOT_TOKEN=1:a\n', yaml }));
  expect(loaded).toMatchObject({ config: { checks: [{ interval: 21_600_000, timeout: 10_000 }] } });
});

test.each([
  { domain: 'example' },
  { domain: '-x example.com' },
  { domain: 'example.com/../..' },
  { domain: NAME, rdap: 'http://rdap.example.com/' },
  { domain: NAME, rdap: 'https://rdap.example.com/?a=b' },
  { domain: NAME, rdap: 'file:///etc/passwd' },
])('no entry: %j', async (entry) => {
  await expect(ask(domain, entry)).rejects.toThrow('write the');
});
