import { connect } from 'node:net';
import { hostName, port } from '../../config/fields.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { reached } from '../reach.ts';

/** A port that takes connections. */
export const tcp = checkKind({
  kind: 'tcp',
  summary: 'a port takes connections',
  keys: {
    host: hostName,
    port,
  },
  facts: { latency_ms: 'milliseconds until the connection stood' },
  expect: () => [],
  subject: ({ host, port: number }) => `${host}:${number}`,
  async run({ host, port: number }, { signal }) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect({ host, port: number, signal });
    socket.once('connect', resolve);
    socket.once('error', (error) => reject(reached(error, `${host}:${number}`)));
    socket.once('close', () => reject(new CheckFailure('the connection was closed at once')));
    try {
      await promise;
      return { facts: {} };
    } finally {
      socket.destroy();
    }
  },
});
