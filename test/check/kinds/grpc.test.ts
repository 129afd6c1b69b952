import { readFileSync, rmSync } from 'node:fs';
import * as library from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { grpc } from '../../../src/check/kinds/grpc.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { selfSigned, serverFolder } from '../servers/daemon.ts';

const HOST = { host: '127.0.0.1' };

kindContract({ kind: grpc, entry: (port) => ({ ...HOST, port }) });

/** What is answered to the name of a service: bytes, a code of gRPC, or nothing at all. */
const ANSWERS: Readonly<Record<string, string | number | null>> = {
  '': '0801',
  'shop.v1.Orders': '0802',
  'shop.v1.New': '',
  'shop.v1.Odd': 'ffff',
  'shop.v1.Long': '08'.repeat(9_000),
  'shop.v1.Secret': 16,
  'shop.v1.Hidden': 7,
  'shop.v1.Silent': null,
};

const bytes = (value: Buffer) => value;
const CHECK = {
  ...{ path: '/grpc.health.v1.Health/Check', requestStream: false, responseStream: false },
  ...{ requestSerialize: bytes, requestDeserialize: bytes },
  ...{ responseSerialize: bytes, responseDeserialize: bytes },
};

async function serving(
  credentials = library.ServerCredentials.createInsecure(),
  { hasHealth = true } = {},
): Promise<number> {
  const server = new library.Server();
  const check: library.handleUnaryCall<Buffer, Buffer> = ({ request }, answer) => {
    const said = ANSWERS[request.subarray(2).toString()];
    if (said === null) return;
    if (typeof said === 'string') answer(null, Buffer.from(said, 'hex'));
    else answer({ code: said ?? library.status.NOT_FOUND, details: 'no' });
  };
  if (hasHealth) server.addService({ Check: CHECK }, { Check: check });
  const port = await freePort();
  await new Promise<void>((done, fail) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error) =>
      error === null ? done() : fail(error),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return port;
}

describe('what a server says of itself', () => {
  test.each([
    { service: '', status: 'healthy', state: 'SERVING', reasons: [] },
    {
      service: 'shop.v1.Orders',
      ...{ status: 'unhealthy', state: 'NOT_SERVING' },
      reasons: ['serving is false, expected serving == true'],
    },
    {
      service: 'shop.v1.New',
      ...{ status: 'unhealthy', state: 'UNKNOWN' },
      reasons: ['serving is false, expected serving == true'],
    },
  ])('of $service', async ({ service, status, state, reasons }) => {
    const result = await ask(grpc, { ...HOST, port: await serving(), service });
    expect(result).toMatchObject({ status, reasons });
    expect(result.details).toEqual({ serving: state === 'SERVING', state });
  });
});

describe('each failure has its own reason', () => {
  test.each([
    { service: 'shop.v1.Gone', says: /knows no service shop\.v1\.Gone: mend `service`/ },
    { service: 'shop.v1.Secret', says: /asks for a log-in/ },
    { service: 'shop.v1.Hidden', says: /does not let us ask/ },
    { service: 'shop.v1.Odd', says: /does not answer as gRPC does/ },
    { service: 'shop.v1.Long', says: /does not answer as gRPC does: “Received message larger/ },
    { service: 'shop.v1.Silent', says: /still waiting for the answer of 127/ },
  ])('$service', async ({ service, says }) => {
    const port = await serving();
    const { status, reasons } = await ask(grpc, { ...HOST, port, service }, { timeout: 500 });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringMatching(says)],
    });
  });

  test('a server without the service of health', async () => {
    const port = await serving(undefined, { hasHealth: false });
    const { reasons } = await ask(grpc, { ...HOST, port });
    expect(reasons).toEqual([expect.stringContaining('let it serve grpc.health.v1.Health')]);
  });

  test('another language', async () => {
    const { port } = await listening((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const { reasons } = await ask(grpc, { ...HOST, port });
    expect(reasons).toEqual([expect.stringMatching(/does not answer as gRPC does: “[^(:]*”$/)]);
  });
});

describe('TLS', () => {
  const folder = serverFolder();
  let tls: ReturnType<typeof selfSigned>;
  beforeAll(() => {
    tls = selfSigned(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is believed when its authority is named', async () => {
    const [cert_chain, private_key] = [readFileSync(tls.cert), readFileSync(tls.key)];
    const port = await serving(
      library.ServerCredentials.createSsl(null, [{ cert_chain, private_key }]),
    );
    const good = await ask(grpc, { ...HOST, port, ca: tls.cert });
    expect(good).toMatchObject({ status: 'healthy', reasons: [] });
    const { reasons } = await ask(grpc, { ...HOST, port, tls: true });
    expect(reasons).toEqual([expect.stringContaining('name it with `ca`')]);
  });
});
