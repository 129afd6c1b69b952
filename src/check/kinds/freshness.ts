import { z } from 'zod';
import { duration } from '../../config/fields.ts';
import { formatDuration } from '../../model/format.ts';
import { delayText, freshnessOf } from '../../model/source.ts';
import { MINUTE, SECOND } from '../../model/time.ts';
import { CheckFailure, checkKind } from '../kind.ts';

/** Sources that a reason names. */
const NAMED = 5;

/** Data of every source are fresh: what is stored of the target is asked, and nothing else. */
export const freshness = checkKind({
  kind: 'freshness',
  summary: 'data of every source are fresh',
  keys: {
    metric: z.string().min(1).max(200),
    label: z.string().min(1).max(200),
    as: z.enum(['point', 'age']).default('point'),
    live: duration(SECOND).default(10 * MINUTE),
    stale: duration(SECOND).default(60 * MINUTE),
  },
  facts: {
    sources: 'how many there are',
    live: 'of them LIVE',
    delayed: 'of them DELAYED',
    stale: 'of them STALE',
    worst: 'name of the one with the oldest data',
    delay_s: 'seconds since its newest data',
  },
  failAfter: 1,
  expect: () => [],
  problem({ live, stale }) {
    if (live < stale) return null;
    return {
      key: 'stale',
      message: 'it must be longer than `live`, such as `live: 10m, stale: 60m`',
    };
  },
  subject({ metric, label, live, stale }) {
    return `${metric} by ${label}, LIVE below ${formatDuration(live)}, STALE from ${formatDuration(stale)}`;
  },
  async run(options, { clock, sources }) {
    const now = clock.now();
    const found = (await sources(options))
      .map(({ name, at }) => ({ name, age: Math.max(0, now - at) }))
      .sort((a, b) => b.age - a.age);
    const [worst] = found;
    if (worst === undefined) {
      const why = `nothing was measured of ${options.metric} with the label ${options.label}`;
      throw new CheckFailure(`${why} within 7 days — see /metrics ${options.metric}`, {
        status: 'unknown',
      });
    }
    const poor = found.filter(({ age }) => freshnessOf(age, options) !== 'LIVE');
    const stale = poor.filter(({ age }) => freshnessOf(age, options) === 'STALE').length;
    const facts = {
      sources: found.length,
      live: found.length - poor.length,
      delayed: poor.length - stale,
      stale,
      worst: worst.name,
      delay_s: worst.age / SECOND,
    };
    const named = poor
      .slice(0, NAMED)
      .map(({ name, age }) => `${name} is ${freshnessOf(age, options)} (${delayText(age)})`);
    const rest = poor.length > NAMED ? [`and ${poor.length - NAMED} more`] : [];
    const status = stale > 0 ? ('unhealthy' as const) : ('degraded' as const);
    return {
      facts,
      latency: null,
      ...(poor.length > 0 && { verdict: { status, reason: [...named, ...rest].join(', ') } }),
    };
  },
});
