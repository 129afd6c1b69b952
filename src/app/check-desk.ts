import type { CheckDesk } from '../chat/check-desk.ts';
import { findCheckKind } from '../check/kinds.ts';
import type { CheckBook } from './check-book.ts';
import type { Live } from './live.ts';
import { maskerOf } from './masking.ts';
import type { PingBook } from './ping-book.ts';

/** What people see of checks; `run` is not given where nothing runs them. */
export function checkDesk(deps: {
  readonly book: CheckBook;
  readonly pings: Pick<PingBook, 'of'>;
  readonly live: Pick<Live, 'config'>;
  readonly run?: CheckDesk['run'];
}): CheckDesk {
  const { book, pings, live, run = notRunning } = deps;
  return {
    list: book.views,
    subject: ({ kind, options }) => findCheckKind(kind)?.subject(options) ?? kind,
    pings(name) {
      const found = pings.of(name);
      if (found === null) return null;
      const { log } = found.pings;
      const text = log === null ? '' : maskerOf(live.config())(log.text);
      return { key: found.key, log: log === null ? null : { at: log.at, text } };
    },
    history: book.history,
    run,
  };
}

const notRunning: CheckDesk['run'] = async () => ({
  problem: 'Only a running Tocsin runs checks: start it first.',
});
