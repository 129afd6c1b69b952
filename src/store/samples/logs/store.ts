import type { Logs } from '../../ports.ts';
import type { Remote } from '../remote.ts';

/** Entries of logs in a file of their own, read and written by the thread of the samples. */
export function logsOf(remote: Remote, size: () => number): Logs {
  return {
    states: (target) => remote.ask('logStates', target),
    take: (batch) => remote.ask('takeLog', batch),
    find: (filter, options) => remote.ask('findLogs', { ...filter, ...options }),
    errors: (filter, limit) => remote.ask('logErrors', { ...filter, limit }),
    shares: (filter, by) => remote.ask('errorShares', { ...filter, by }),
    counts: (filter, spans) => remote.ask('logCounts', { ...filter, spans }),
    prune: (limit) => remote.ask('pruneLogs', limit),
    size: async () => size(),
  };
}
