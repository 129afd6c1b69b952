import { z } from 'zod';
import { listOf, name, whole } from '../../config/fields.ts';
import type { CheckStatus } from '../../model/check.ts';
import { isUp } from '../../model/check.ts';
import { CheckFailure, checkKind } from '../kind.ts';

const NEED_HINT = 'write all, any, or how many of them must be well';

/** Other checks together. */
export const group = checkKind({
  kind: 'group',
  summary: 'other checks are well, all or enough of them',
  keys: {
    of: listOf(name, 'write a list of names of checks, such as [shop-1, shop-2]').refine(
      (list) => list.length > 0 && new Set(list).size === list.length,
      'write at least one name, and none twice',
    ),
    need: z.union([z.enum(['all', 'any']), whole(1, 1_000, NEED_HINT)], NEED_HINT).default('all'),
  },
  facts: {
    up: 'how many of them are well',
    down: 'how many are not',
    unknown: 'of how many nothing is known',
  },
  failAfter: 1,
  expect: () => [],
  problem({ of, need }) {
    if (typeof need !== 'number' || need <= of.length) return null;
    return { key: 'need', message: `there are only ${of.length} — ${NEED_HINT}` };
  },
  members: ({ of }) => of,
  subject({ of, need }) {
    return `${need} of ${of.join(', ')}`;
  },
  async run({ of, need }, { other }) {
    const members = of.flatMap((one): Member[] => {
      const status = other(one);
      return status === null ? [] : [{ name: one, status }];
    });
    if (members.length === 0) {
      throw new CheckFailure('all of them are switched off', { status: 'unknown' });
    }
    const named = (isMeant: (status: CheckStatus) => boolean) =>
      members.filter(({ status }) => isMeant(status)).map((one) => one.name);
    const up = named(isUp);
    const unknown = named((status) => status === 'unknown');
    const down = named((status) => !isUp(status) && status !== 'unknown');
    const least = need === 'all' ? members.length : Math.min(leastOf(need), members.length);
    const poor = need === 'all' ? named((status) => status === 'degraded') : [];
    return {
      facts: { up: up.length, down: down.length, unknown: unknown.length },
      details: { up: up.length, ...(down.length > 0 && { down: down.join(', ') }) },
      latency: null,
      ...verdict({ up, unknown, down, poor, least, total: members.length }),
    };
  },
});

interface Member {
  readonly name: string;
  readonly status: CheckStatus;
}

function leastOf(need: number | string): number {
  return typeof need === 'number' ? need : 1;
}

function verdict({
  up,
  unknown,
  down,
  poor,
  least,
  total,
}: Readonly<Record<'up' | 'unknown' | 'down' | 'poor', readonly string[]>> & {
  readonly least: number;
  readonly total: number;
}): { readonly verdict?: { readonly status: CheckStatus; readonly reason: string } } {
  if (up.length >= least) {
    if (poor.length === 0) return {};
    return { verdict: { status: 'degraded', reason: `${listed(poor)} degraded` } };
  }
  if (up.length + unknown.length >= least) {
    const reason = `nothing is known of ${unknown.join(', ')}`;
    return { verdict: { status: 'unknown', reason } };
  }
  const wanted = least === total ? '' : `; ${least} of ${total} must be well`;
  return { verdict: { status: 'unhealthy', reason: `${listed(down)} down${wanted}` } };
}

function listed(all: readonly string[]): string {
  return `${all.join(', ')} ${all.length === 1 ? 'is' : 'are'}`;
}
