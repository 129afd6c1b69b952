import { expect, test } from 'vitest';
import type { Told } from '../../src/collect/told.ts';
import { tryPush } from '../../src/collect/try-push.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { within } from '../support/ssh-rounds.ts';

const HTTP = { enabled: true, host: '0.0.0.0', port: 8000, key: 'k' };
const HEARD: Told = { silence: 20 * SECOND, newest: [] };

test.each([
  { name: 'all is well', says: 'HTTP ok 0.0.0.0:8000, key ok taken, arrival ok 20 s ago' },
  { name: 'nothing has arrived', told: null, says: 'arrival failed docs/client.md' },
  {
    name: 'nothing arrives any more',
    told: { ...HEARD, silence: 6 * MINUTE },
    says: 'arrival failed 6 min ago: look whether the application runs',
  },
  {
    name: 'it is silent, as it may be',
    told: { ...HEARD, silence: 6 * MINUTE },
    silentAfter: 10 * MINUTE,
    says: 'arrival ok 6 min ago',
  },
  {
    name: 'HTTP is off',
    http: { ...HTTP, enabled: false },
    says: 'HTTP failed ANALYTICS_ENABLED, key skipped, arrival ok',
  },
  {
    name: 'nobody listens',
    status: null,
    says: 'HTTP failed start Tocsin, key skipped, arrival ok',
  },
  {
    name: 'there is no key',
    http: { enabled: true, host: '::', port: 8000 },
    says: 'HTTP ok, key failed ANALYTICS_API_KEY',
  },
  { name: 'the key is another', status: 401, says: 'HTTP ok, key failed start Tocsin again' },
  { name: 'another program answers', status: 404, says: 'HTTP failed another program' },
])('$name', async ({ http = HTTP, told = HEARD, status = 200, silentAfter, says }) => {
  const asked: string[] = [];
  const fetch = async (url: string | URL | Request, options?: RequestInit) => {
    asked.push(`${String(url)} ${JSON.stringify(options?.headers)}`);
    if (status === null) throw new TypeError('fetch failed');
    return new Response('{}', { status });
  };
  const { steps } = await tryPush(
    { id: 1, ...(silentAfter !== undefined && { silentAfter }) },
    { http, latest: async () => told, fetch },
    { tell: () => {}, signal: within() },
  );
  for (const wanted of says.split(', ')) {
    const [name, state, ...words] = wanted.split(' ');
    const step = steps.find((one) => one.name === name);
    expect(step).toMatchObject({ state, detail: expect.stringContaining(words.join(' ')) });
  }
  for (const one of asked)
    expect(one).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):8000\/api\/status /);
});
