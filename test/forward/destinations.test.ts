import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { influx } from '../../src/forward/influx.ts';
import { pushUrl } from '../../src/forward/push-url.ts';
import { remoteWrite } from '../../src/forward/remote-write.ts';
import type { ExportLogin } from '../../src/model/export.ts';
import type { Place } from './destination-contract.ts';
import { aBatch, destinationContract, ROUND } from './destination-contract.ts';
import { listening } from './receiver.ts';
import { isThere, startInflux, startPrometheus, startVictoria } from './servers.ts';

const none: ExportLogin = { kind: 'none' };
const signal = AbortSignal.timeout(600_000);

interface Row {
  readonly target: string;
  readonly metric: string;
  readonly labels: Record<string, string>;
  readonly value: number;
  readonly at: string;
  readonly unit: string;
}

/** A receiver as somebody would write it by docs/forwarding.md. */
async function receiver() {
  const seen = new Set<string>();
  const rows: Row[] = [];
  const requests: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[] =
    [];
  const server = await listening(async (request, response) => {
    const body = await text(request);
    requests.push({ headers: request.headers, body });
    const key = String(request.headers['idempotency-key']);
    if (!seen.has(key)) rows.push(...(JSON.parse(body) as { samples: Row[] }).samples);
    seen.add(key);
    response.writeHead(204).end();
  });
  return { ...server, rows, requests };
}

async function openUrl(): Promise<Place> {
  const { url, rows, ...server } = await receiver();
  return {
    ...server,
    destination: pushUrl({ kind: 'url', url, login: none }, fetch),
    read: async (metric) =>
      rows
        .filter((row) => row.metric === metric)
        .map(({ target, labels, value, at }) => ({ target, labels, value, at: Date.parse(at) })),
  };
}

interface Exported {
  readonly metric: Record<string, string>;
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

/** https://docs.victoriametrics.com/#how-to-export-data-in-json-line-format */
async function readVictoria(url: string, name: string) {
  await fetch(`${url}/internal/force_flush`);
  const match = new URLSearchParams({ 'match[]': `{__name__="${name}"}`, reduce_mem_usage: '1' });
  const lines = await (await fetch(`${url}/api/v1/export?${match}`)).text();
  const series = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Exported);
  const points = series.flatMap(({ metric, values, timestamps }) => {
    const { __name__: _, db: __, target = '', ...labels } = metric;
    return values.map((value, index) => ({ target, labels, value, at: timestamps[index] ?? 0 }));
  });
  // Of what was sent twice it keeps both until it merges its files.
  return [...new Map(points.map((one) => [JSON.stringify(one), one])).values()];
}

async function openVictoriaInflux(): Promise<Place> {
  const server = await startVictoria();
  const { url } = server;
  const into = { org: 'home', bucket: 'samples' };
  const login = { kind: 'token', token: 'any' } as const;
  return {
    ...server,
    destination: influx({ kind: 'influx', url, login, into }, fetch),
    read: (metric) => readVictoria(url, `${metric}_value`),
  };
}

async function openVictoriaRemoteWrite(): Promise<Place> {
  const server = await startVictoria();
  const { url } = server;
  const place = { kind: 'remote_write', url: `${url}/api/v1/write`, login: none } as const;
  return {
    ...server,
    destination: remoteWrite(place, fetch),
    read: (metric) => readVictoria(url, metric.replaceAll('.', '_')),
  };
}

async function openPrometheus(): Promise<Place> {
  const server = await startPrometheus();
  const { url } = server;
  const place = { kind: 'remote_write', url: `${url}/api/v1/write`, login: none } as const;
  return {
    ...server,
    destination: remoteWrite(place, fetch),
    async read(metric) {
      const query = new URLSearchParams({ query: `${metric.replaceAll('.', '_')}[1h]` });
      const answer = await (await fetch(`${url}/api/v1/query?${query}`)).json();
      const { result } = (
        answer as { data: { result: { metric: Exported['metric']; values: [number, string][] }[] } }
      ).data;
      return result.flatMap(({ metric: { __name__: _, target = '', ...labels }, values }) =>
        values.map(([at, value]) => ({
          ...{ target, labels, value: Number(value), at: Math.round(at * 1_000) },
        })),
      );
    },
  };
}

const writer = { kind: 'password', user: 'tocsin', password: 'correct horse' } as const;

async function openInflux(): Promise<Place> {
  const server = await startInflux();
  const { url } = server;
  const place = { kind: 'influx', url, login: writer, into: { db: 'samples' } } as const;
  return {
    ...server,
    destination: influx(place, fetch),
    async read(metric) {
      const q = `SELECT value FROM "${metric}" GROUP BY *`;
      const query = new URLSearchParams({ q, db: 'samples', epoch: 'ms' });
      const authorization = `Basic ${Buffer.from('tocsin:correct horse').toString('base64')}`;
      const answer = await fetch(`${url}/query?${query}`, { headers: { authorization } });
      const { results } = (await answer.json()) as {
        results: { series?: { tags: Record<string, string>; values: [number, number][] }[] }[];
      };
      return (results[0]?.series ?? []).flatMap(({ tags: { target = '', ...tags }, values }) => {
        const labels = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
        return values.map(([at, value]) => ({ target, labels, at, value }));
      });
    },
  };
}

describe('JSON to a URL', () => destinationContract(openUrl));

describe.skipIf(!isThere('victoria-metrics', '-version'))(
  'VictoriaMetrics (needs the program victoria-metrics)',
  () => {
    describe("InfluxDB 2's way in", () => destinationContract(openVictoriaInflux, ROUND));
    describe('remote write', () => destinationContract(openVictoriaRemoteWrite, ROUND));
  },
);

describe.skipIf(!isThere('prometheus', '--version'))(
  'remote write to Prometheus (needs the program prometheus)',
  () => destinationContract(openPrometheus),
);

describe.skipIf(!isThere('influxd', 'version'))(
  'InfluxDB 1 (needs the program influxd, Debian package influxdb)',
  () => {
    destinationContract(openInflux);

    test('a wrong password is worth another try, and is never repeated', async () => {
      await using server = await startInflux();
      const login = { ...writer, password: 'wrong-secret-1' };
      const place = { kind: 'influx', url: server.url, login, into: { db: 'samples' } } as const;
      const sent = await influx(place, fetch).send(aBatch([{}]), signal);
      expect(sent).toMatchObject({ kind: 'retry', reason: expect.stringContaining('HTTP 401') });
      expect(JSON.stringify(sent)).not.toContain('wrong-secret-1');
    }, 120_000);
  },
);

test('the body of a push is what docs/forwarding.md says', async () => {
  await using server = await receiver();
  const { url, requests } = server;
  const login = { kind: 'token', token: 'push-token-1' } as const;
  const at = Date.parse('2030-01-15T12:00:00.250Z');
  const batch = {
    ...aBatch([{ labels: { queue: 'mail' }, at, value: 12.5 }]),
    ...{ key: 'k-1', sentAt: at + 750 },
  };
  await pushUrl({ kind: 'url', url, login }, fetch).send(batch, signal);
  const [request] = requests;
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': 'k-1',
    authorization: 'Bearer push-token-1',
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    sent_at: '2030-01-15T12:00:01.000Z',
    samples: [
      {
        ...{ target: 'web-1', metric: 'queue.length', labels: { queue: 'mail' }, value: 12.5 },
        ...{ at: '2030-01-15T12:00:00.250Z', unit: 'count' },
      },
    ],
  });
});
