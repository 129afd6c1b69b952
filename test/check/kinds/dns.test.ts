import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import dns2 from 'dns2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dns } from '../../../src/check/kinds/dns.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import { kindContract } from '../kind-contract.ts';

const { Packet } = dns2;

kindContract({
  kind: dns,
  entry: (port) => ({ query: 'example.com', server: `127.0.0.1:${port}` }),
});

/** Of https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1 */
const RCODES: Readonly<Record<string, number>> = {
  formerr: 1,
  servfail: 2,
  gone: 3,
  notimp: 4,
  refused: 5,
};

const ZONE: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  'shop.example.com': [
    { type: Packet.TYPE.A, ttl: 300, address: '192.0.2.11' },
    { type: Packet.TYPE.A, ttl: 60, address: '192.0.2.10' },
  ],
  'mail.example.com': [{ type: Packet.TYPE.MX, ttl: 60, priority: 10, exchange: 'mx.example.com' }],
  'text.example.com': [{ type: Packet.TYPE.TXT, ttl: 60, data: ['v=spf1 ', '-all'] }],
  'six.example.com': [{ type: Packet.TYPE.AAAA, ttl: 60, address: '2001:db8::1' }],
  'other.example.com': [{ type: Packet.TYPE.CNAME, ttl: 60, domain: 'shop.example.com' }],
  'empty.example.com': [],
};

/** A name server of `ZONE`; names that begin with a word of `RCODES` get that, `silent` gets nothing. */
async function nameServer(): Promise<string> {
  const server = dns2.createServer({
    udp: true,
    handle(request, send) {
      const response = Packet.createResponseFromRequest(request);
      const [question] = request.questions;
      const [first = ''] = question?.name.split('.') ?? [];
      if (first === 'silent') return;
      response.header.rcode = RCODES[first] ?? 0;
      for (const record of ZONE[question?.name ?? ''] ?? []) {
        response.answers.push({ name: question?.name, class: Packet.CLASS.IN, ...record } as never);
      }
      send(response);
    },
  });
  const port = await freePort();
  await server.listen({ udp: { port, address: '127.0.0.1' } });
  onTestFinished(() => server.close());
  return `127.0.0.1:${port}`;
}

describe('what a name server says', () => {
  test.each<{ query: string; type?: string; facts: Record<string, unknown> }>([
    { query: 'shop', facts: { answers: '192.0.2.10, 192.0.2.11', count: 2, ttl: 60 } },
    { query: 'six', type: 'AAAA', facts: { answers: '2001:db8::1', ttl: 60 } },
    { query: 'mail', type: 'MX', facts: { answers: '10 mx.example.com', count: 1 } },
    { query: 'text', type: 'TXT', facts: { answers: 'v=spf1 -all' } },
    { query: 'other', type: 'CNAME', facts: { answers: 'shop.example.com' } },
  ])('$query', async ({ query, facts, ...more }) => {
    const entry = { query: `${query}.example.com`, server: await nameServer(), ...more };
    const { status, reasons, details } = await ask(dns, entry);
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toMatchObject({ ...facts, rcode: 'NOERROR' });
  });

  test('expected answers may stand in any order', async () => {
    const server = await nameServer();
    const entry = { query: 'shop.example.com', server, answers: ['192.0.2.11', '192.0.2.10'] };
    expect(await ask(dns, entry)).toMatchObject({ status: 'healthy' });
  });

  test('a name that must not be there may be expected', async () => {
    const entry = { query: 'gone.example.com', server: await nameServer() };
    const { status } = await ask(dns, entry, { expect: ['rcode == "NXDOMAIN"'] });
    expect(status).toBe('healthy');
  });
});

describe('each failure has its own reason', () => {
  test.each([
    { query: 'gone', reason: / knows no name gone\.example\.com \(NXDOMAIN\)/ },
    { query: 'servfail', reason: /SERVFAIL/ },
    { query: 'refused', reason: /REFUSED/ },
    { query: 'formerr', reason: /FORMERR/ },
    { query: 'notimp', reason: /NOTIMP/ },
    { query: 'empty', reason: /knows empty\.example\.com, but no A of it/ },
    { query: 'silent', reason: /^no answer within 0\.3 s: still waiting for the answer of 127/ },
    { query: 'shop', answers: ['192.0.2.99'], reason: /says 192\.0\.2\.10, 192\.0\.2\.11 to A/ },
  ])('$query', async ({ query, reason, ...more }) => {
    const entry = { query: `${query}.example.com`, server: await nameServer(), ...more };
    const { status, reasons } = await ask(dns, entry, { timeout: 300 });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringMatching(reason)],
    });
  });

  test('an answer of noise', async () => {
    const noise = createSocket('udp4');
    onTestFinished(() => {
      noise.close();
    });
    noise.on('message', (message, { port, address }) => {
      // The id of the question, and nothing that could be read.
      noise.send(Buffer.concat([message.subarray(0, 2), Buffer.alloc(60, 0xff)]), port, address);
    });
    noise.bind(await freePort(), '127.0.0.1');
    await once(noise, 'listening');
    const server = `127.0.0.1:${noise.address().port}`;
    const { reasons } = await ask(dns, { query: 'example.com', server }, { timeout: 300 });
    expect(reasons).toEqual([expect.stringMatching(/cannot be read|still waiting/)]);
  });
});

test.each(['ns.example.com', '192.0.2.53:70000', '192.0.2', '[192.0.2'])(
  'no server: %s',
  async (server) => {
    await expect(ask(dns, { query: 'example.com', server })).rejects.toThrow('write an IP address');
  },
);
