import { hostName, port } from '../../config/fields.ts';
import { dial, placeOf } from '../dial.ts';
import { checkKind } from '../kind.ts';

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
  subject: (entry) => placeOf(entry),
  async run(entry, { signal }) {
    const socket = await dial(entry, signal);
    socket.destroy();
    return { facts: {} };
  },
});
