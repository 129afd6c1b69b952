import { expect, test } from 'vitest';
import { findCheckKind } from '../../src/check/kinds.ts';
import { ask } from './asking.ts';
import { listening } from './kind-contract.ts';

const HOST = { host: '127.0.0.1' };
const ENTRIES = [
  { kind: 'influxdb', entry: (port: number) => ({ url: `http://127.0.0.1:${port}` }) },
  { kind: 'mongodb', entry: (port: number) => ({ url: `mongodb://127.0.0.1:${port}/` }) },
  { kind: 'mqtt', entry: (port: number) => ({ ...HOST, port }) },
  { kind: 'mysql', entry: (port: number) => ({ ...HOST, port, user: 'ben' }) },
  { kind: 'nats', entry: (port: number) => ({ ...HOST, port }) },
  { kind: 'postgres', entry: (port: number) => ({ ...HOST, port, user: 'ben' }) },
  { kind: 'rabbitmq', entry: (port: number) => ({ ...HOST, port }) },
  { kind: 'redis', entry: (port: number) => ({ ...HOST, port }) },
];
const FLOODS = [
  { flood: 'zeros', piece: Buffer.alloc(65_536) },
  { flood: 'ones', piece: Buffer.alloc(65_536, 255) },
  { flood: 'a line', piece: Buffer.from('INFO '.padEnd(65_536, 'a')) },
  { flood: 'text', piece: Buffer.from('HTTP/1.1 200 OK\r\n\r\n'.padEnd(65_536, 'a')) },
];

test.each(ENTRIES.flatMap((one) => FLOODS.map((flood) => ({ ...one, ...flood }))))(
  '$kind lets nobody fill the memory with $flood',
  async ({ kind, entry, piece }) => {
    const { port } = await listening((socket) => {
      const pour = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on('drain', pour);
      pour();
    });
    const found = findCheckKind(kind);
    if (found === undefined) throw new Error(`no kind ${kind}`);
    const { status, reasons } = await ask(found, entry(port));
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringMatching(/answers|does not answer as/)],
    });
  },
);
