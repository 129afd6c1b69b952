import { compileRule, expressionsOf } from '../../src/alert/compile.ts';
import { timesFollowClock } from '../../src/alert/follow-clock.ts';
import { recentPoints } from '../../src/alert/recent.ts';
import type { RoundDeps } from '../../src/alert/round.ts';
import { roundHandler } from '../../src/alert/round.ts';
import { sweep } from '../../src/alert/sweep.ts';
import type { Facts } from '../../src/expression/evaluate.ts';
import { wantedOf } from '../../src/expression/names.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Reading, Round } from '../../src/model/sample.ts';
import type { TargetKind } from '../../src/model/target.ts';
import { base } from '../../src/presets/base.ts';
import { compilePolicy } from '../../src/score/policy.ts';
import { scoreFacts } from '../../src/score/score.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { aTimeline } from './by-time.ts';
import type { Circumstances } from './world.ts';

interface Given extends Circumstances {
  /** Milliseconds after the start in which nothing is called missing. */
  readonly grace?: number;
  readonly rules?: readonly Rule[];
  readonly kind?: TargetKind;
  readonly network?: RoundDeps['network'];
}

/** The base preset on one target, with a clock moved by hand. */
export async function aHost({
  grace = 0,
  rules = base.rules,
  kind = 'local',
  ...given
}: Given = {}) {
  const world = await aTimeline(rules, given);
  const policy = compilePolicy(base.policy);
  if (policy.kind === 'problem') throw new Error(policy.message);
  const clock = fakeClock();
  const followClock = timesFollowClock({ book: world.book, clock });
  const appended: Reading[] = [];
  const wrote: string[] = [];
  let full = false;
  const handle = roundHandler({
    ...world.deps,
    rounds: world.store.rounds,
    samples: {
      async append(_target, _at, readings) {
        if (full) throw new Error('the disk is full');
        appended.push(...readings);
      },
    },
    clock,
    network: given.network ?? { blamesUs: async () => false },
    graceUntil: clock.monotonic() + grace,
    wrote: (what, error) => wrote.push(`${what}: ${error === null ? 'fine' : 'failed'}`),
  });
  const compiled = rules.map((rule) => compileRule(rule));
  const wanted = wantedOf(expressionsOf(compiled));
  const watched = {
    target: { ...world.target, kind },
    rules: compiled,
    recent: wanted.size === 0 ? null : recentPoints(wanted, clock.now()),
    wanted,
    score: (facts: Facts) => scoreFacts(policy, facts),
  };
  const said = { target: world.target.id, took: 1 };
  const send = async (round: Round) => {
    await handle(watched, round);
    return (await world.open()).map(({ rule, state }) => `${rule} ${state.kind}`);
  };
  return {
    ...world,
    clock,
    appended,
    wrote,
    /** What time alone brings now. */
    async tick(): Promise<void> {
      await followClock();
      await sweep(world.sweepDeps, clock.now());
    },
    fillDisk: () => {
      full = true;
    },
    /** `null`: it was looked for and is not there. */
    measured: (values: Readonly<Record<string, number | null>>) => {
      const all = Object.entries(values).map(([metric, value]) => {
        return { metric, labels: metric === 'system.disk' ? { mount: '/' } : {}, value };
      });
      const readings = all.flatMap(({ value, ...one }) =>
        value === null ? [] : [{ ...one, value }],
      );
      const missing = all.flatMap(({ value, ...one }) => (value === null ? [one] : []));
      return send({ kind: 'measured', ...said, at: clock.now(), readings, missing });
    },
    /** Only disks, by mount. */
    disks: (values: Readonly<Record<string, number>>) =>
      send({
        kind: 'measured',
        ...said,
        at: clock.now(),
        readings: Object.entries(values).map(([mount, value]) => {
          return { metric: 'system.disk', labels: { mount }, value };
        }),
      }),
    missed: (reason: 'failed' | 'timeout' | 'late' | 'unknown') =>
      send({ kind: 'missed', ...said, at: clock.now(), reason, detail: reason }),
  };
}
