import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { influxdb } from '../../../src/check/kinds/influxdb.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { HAS_INFLUX, startInflux } from '../servers/influx.ts';

kindContract({ kind: influxdb, entry: (port) => ({ url: `http://127.0.0.1:${port}` }) });

describe.skipIf(!HAS_INFLUX)('a real server (Debian package influxdb)', () => {
  let server: Awaited<ReturnType<typeof startInflux>>;
  beforeAll(async () => {
    server = await startInflux();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([
    { name: 'its authority', more: () => ({ ca: server.ca }), gives: [] },
    { name: 'none', more: () => ({}), gives: [expect.stringContaining('name it with `ca`')] },
    {
      name: 'a file that is not there',
      more: () => ({ ca: '/nowhere.pem' }),
      gives: [expect.stringContaining('cannot be read')],
    },
  ])('is asked over TLS with $name', async ({ more, gives }) => {
    const url = `https://127.0.0.1:${server.port}/`;
    const { reasons, details } = await ask(influxdb, { url, ...more() });
    expect(reasons).toEqual(gives);
    if (gives.length > 0) return;
    expect(details).toEqual({ version: expect.stringMatching(/^1\./), health: null });
  });
});

/** Answers of version 2: https://docs.influxdata.com/influxdb/v2/api/v2/ */
const VERSION_2 = { ping: '204 No Content\r\nX-Influxdb-Version: v2.7.1', body: '' };

test.each([
  {
    name: 'well',
    ping: VERSION_2,
    health: { head: '200 OK', body: '{"name":"influxdb","status":"pass","version":"v2.7.1"}' },
    gives: { status: 'healthy', reasons: [], details: { version: 'v2.7.1', health: 'pass' } },
  },
  {
    name: 'unwell',
    ping: VERSION_2,
    health: { head: '503 Down', body: '{"status":"fail","message":"no disk"}' },
    gives: { status: 'unhealthy', reasons: [/calls itself unwell: “no disk”$/] },
  },
  {
    name: 'broken',
    ping: VERSION_2,
    health: { head: '500 Oops', body: '' },
    gives: { status: 'unhealthy', reasons: [/answers \/health with status 500$/] },
  },
  {
    name: 'version 3',
    ping: { ping: '200 OK', body: '{"version":"3.1.0"}' },
    health: { head: '200 OK', body: 'OK' },
    gives: { status: 'healthy', reasons: [], details: { version: '3.1.0', health: 'pass' } },
  },
  {
    name: 'shut',
    ping: { ping: '401 Who', body: '' },
    health: { head: '401 Who', body: '' },
    gives: { status: 'unhealthy', reasons: [/mend `token`$/] },
  },
  {
    name: 'something else',
    ping: { ping: '200 OK', body: '<html>' },
    health: { head: '200 OK', body: '' },
    gives: { status: 'unhealthy', reasons: [/not as InfluxDB does: mend `url`$/] },
  },
])('a server that is $name', async ({ ping, health, gives }) => {
  const heard: string[] = [];
  const { port } = await listening((socket) => {
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk.toString());
      const { head, body } = heard.length === 1 ? { head: ping.ping, body: ping.body } : health;
      socket.write(`HTTP/1.1 ${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
  });
  const { status, reasons, details } = await ask(influxdb, {
    ...{ url: `http://127.0.0.1:${port}/db`, token: 'sesame' },
  });
  expect({ status, reasons, details }).toMatchObject({
    ...gives,
    reasons: gives.reasons.map((one) => expect.stringMatching(one)),
  });
  expect(heard[0]).toMatch(/^GET \/db\/ping HTTP\/1.1\r\n[\s\S]*authorization: Bearer sesame/);
});
