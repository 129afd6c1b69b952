import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { CheckKind } from '../../src/check/kind.ts';
import { checkKinds } from '../../src/check/kinds.ts';
import { names } from '../../src/expression/names.ts';
import { parseCondition } from '../../src/expression/parse.ts';
import { freePort } from '../support/whole-app.ts';
import { ask } from './asking.ts';

/** How a kind that connects somewhere is pointed at a port of the loopback. */
export interface ContractOptions {
  readonly kind: CheckKind;
  /** Keys of an entry that looks at 127.0.0.1:`port`. */
  entry(port: number): Readonly<Record<string, unknown>>;
  /** A server that says nothing is no fault, since connecting is all that is asked. */
  readonly silenceIsGood?: true;
}

/** What every kind that connects somewhere holds to. */
export function kindContract({ kind, entry, silenceIsGood }: ContractOptions): void {
  test('is registered', () => {
    expect(checkKinds).toContain(kind);
  });

  test('its own expectations read what it sees', () => {
    const known = [...Object.keys(kind.facts), 'latency_ms'];
    const read = kind.expect(entry(1) as never).flatMap((text) => {
      const parsed = parseCondition(text);
      return parsed.kind === 'problem' ? [parsed.message] : names(parsed);
    });
    expect(read.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('a port at which nothing listens is said so', async () => {
    const port = await freePort();
    const { status, reasons } = await ask(kind, entry(port));
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining('refuses connections')],
    });
  });

  test('a server that says nothing is given up in time', async () => {
    const { port } = await listening(() => {});
    const { status, reasons } = await ask(kind, entry(port), { timeout: 300 });
    const wanted = silenceIsGood ? 'healthy' : 'unhealthy';
    expect({ status, count: reasons.length }).toEqual({
      status: wanted,
      count: silenceIsGood ? 0 : 1,
    });
  });

  test('a server that hangs up at once has a reason', async () => {
    const { port } = await listening((socket) => socket.destroy());
    const { status, reasons } = await ask(kind, entry(port), { timeout: 2_000 });
    if (silenceIsGood) return;
    expect(status).toBe('unhealthy');
    expect(reasons.join()).not.toMatch(/see the log|no answer within/);
  });

  test('a server that answers with noise has a reason', async () => {
    const { port } = await listening((socket) => socket.end('\u0000\u0001 what? \r\n\r\n'));
    const { status, reasons } = await ask(kind, entry(port), { timeout: 2_000 });
    if (silenceIsGood) return;
    expect(status).toBe('unhealthy');
    expect(reasons.join()).not.toMatch(/see the log/);
  });
}

/** A server on the loopback that does `talk` with whoever connects; it is gone when the test is. */
export async function listening(
  talk: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    talk(socket);
  });
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server };
}
