import type { KeptEntry, LogReader } from '../model/log.ts';
import type { Live } from './live.ts';
import { maskerOf } from './masking.ts';

/** Logs as chats may show them: nothing passes here with a secret, a telephone number or an address in it. */
export function maskedLogs({
  logs,
  live,
}: {
  readonly logs: LogReader;
  readonly live: Live;
}): LogReader {
  const masked = <T extends KeptEntry>(entry: T): T => {
    const mask = maskerOf(live.config());
    const { text, logger, print } = entry;
    return {
      ...entry,
      text: mask(text),
      logger: logger === null ? null : mask(logger),
      print: print === null ? null : mask(print),
    };
  };
  return {
    find: async (filter, options) => (await logs.find(filter, options)).map(masked),
    async errors(filter, limit) {
      const { total, groups } = await logs.errors(filter, limit);
      const mask = maskerOf(live.config());
      return {
        total,
        groups: groups.map((one) => ({
          ...one,
          print: mask(one.print),
          example: masked(one.example),
        })),
      };
    },
    async shares(filter, by) {
      const mask = maskerOf(live.config());
      const all = await logs.shares(filter, by);
      return all.map(({ name, ...one }) => ({ ...one, name: name === null ? null : mask(name) }));
    },
    counts: logs.counts,
  };
}
