import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { snmp } from '../../../src/check/kinds/snmp.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import { kindContract } from '../kind-contract.ts';
import { HAS_SNMPD, startSnmpd } from '../servers/snmpd.ts';

const ENTRY = {
  ...{ host: '127.0.0.1', community: 'correct-horse' },
  oids: { uptime: '1.3.6.1.2.1.1.3.0', name: '.1.3.6.1.2.1.1.5.0' },
};

kindContract({ kind: snmp, entry: (port) => ({ ...ENTRY, port }) });

describe.skipIf(!HAS_SNMPD)('a real agent (Debian package snmpd)', () => {
  let server: Awaited<ReturnType<typeof startSnmpd>>;
  beforeAll(async () => {
    server = await startSnmpd();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const asked = (more: object, expectations: string[] = [], timeout = 5_000) =>
    ask(snmp, { ...ENTRY, port: server.port, ...more }, { expect: expectations, timeout });

  test('tells values', async () => {
    const more = { host: 'localhost', oids: { ...ENTRY.oids, octets: '1.3.6.1.2.1.31.1.1.1.6.1' } };
    const { status, reasons, details } = await asked(more, ['oid.uptime >= 0']);
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toEqual({
      ...{ 'oid.uptime': expect.any(Number), 'oid.octets': expect.any(Number) },
      'oid.name': 'shop.example.com',
    });
  });

  test('is told when an object is not there', async () => {
    const oids = { uptime: '1.3.6.1.2.1.1.3.0', pump: '1.3.6.1.4.1.99999.1.0' };
    const { status, reasons } = await asked({ oids });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining('has no pump (1.3.6.1.4.1.99999.1.0)')],
    });
    expect(await asked({ oids }, ['oid.pump == null'])).toMatchObject({ status: 'healthy' });
  });

  test('does not answer a wrong community', async () => {
    const { status, reasons } = await asked({ community: 'wrong-horse' }, [], 300);
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringMatching(/community is wrong|wrong community/)],
    });
    expect(reasons.join()).not.toContain('wrong-horse');
  });
});

/** Hears packets and answers with what `answer` makes of each. */
async function hearing(answer: (packet: Buffer) => Buffer | null): Promise<number> {
  const socket = createSocket('udp4');
  onTestFinished(() => {
    socket.close();
  });
  socket.on('message', (packet, { port, address }) => {
    const said = answer(packet);
    if (said !== null) socket.send(said, port, address);
  });
  socket.bind(await freePort(), '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

/** The community of a packet stands at the same place in every answer. */
const otherCommunity = (packet: Buffer) =>
  Buffer.from(
    packet.toString('latin1').replace('correct-horse', 'another-horse').replace('\xa0', '\xa2'),
    'latin1',
  );

test.each<{ name: string; answer: (packet: Buffer) => Buffer | null; says: RegExp }>([
  { name: 'nothing', answer: () => null, says: /^no answer|does not answer/ },
  { name: 'noise', answer: () => Buffer.alloc(40, 0xff), says: /but not as SNMP does/ },
  { name: 'half a packet', answer: (one) => one.subarray(0, 20), says: /but not as SNMP does/ },
  { name: 'as another', answer: otherCommunity, says: /but not as SNMP does/ },
])('an agent that answers $name has a reason', async ({ answer, says }) => {
  const port = await hearing(answer);
  const { status, reasons } = await ask(snmp, { ...ENTRY, port }, { timeout: 400 });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringMatching(says)],
  });
});

test.each([
  { oids: {} },
  { oids: { uptime: '1.3' } },
  { oids: { uptime: 'sysUpTime.0' } },
  { oids: { 'up-time': '1.3.6.1.2.1.1.3.0' } },
  { host: '-v' },
])('no entry: %j', async (more) => {
  await expect(ask(snmp, { ...ENTRY, ...more })).rejects.toThrow('write');
});
