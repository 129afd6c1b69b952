import { z } from 'zod';
import { listOf } from '../../config/fields.ts';
import { SECOND } from '../../model/time.ts';
import { askHost } from '../host.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { quoted } from '../refusal.ts';
import type { Judgement, Unit } from '../unit.ts';
import { judgeUnit, PROPERTIES, parseUnits } from '../unit.ts';

const UNITS_HINT = 'write names of units such as [nginx, backup.timer]';

/** Units of one check. */
const MOST_UNITS = 50;

/** Where systemd does not run, `systemctl` says so by this: it is no PID 1. */
const NO_SYSTEMD = 121;

const SHOW = `command -v systemctl >/dev/null || exit ${NO_SYSTEMD}
systemctl show --no-pager -p ${PROPERTIES.join(',')} -- "$@" 2>&1`;

/** Units of systemd on a host. */
export const systemd = checkKind({
  kind: 'systemd',
  summary: 'units of systemd run on the host of its target',
  needsHost: true,
  keys: {
    units: listOf(
      // https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html: what is no pattern of several
      z.string(UNITS_HINT).regex(/^[A-Za-z0-9:_.\\@-]{1,255}$/, UNITS_HINT),
      UNITS_HINT,
    )
      .refine((list) => list.length > 0, UNITS_HINT)
      .refine((list) => list.length <= MOST_UNITS, `write at most ${MOST_UNITS} units`),
  },
  facts: {
    state: 'state of the unit, of several the worst: `active`, `inactive`, `failed` and others',
    substate: 'the same in more detail, such as `running` or `auto-restart`',
    result: '`success`, or how its last run ended',
    exit_code: 'exit code of its last run',
    restarts: 'restarts by systemd since a person started it, of all units together',
    active: 'units that are active',
    failed: 'units that have failed',
    latency_ms: 'milliseconds until systemd had answered',
  },
  expect: () => [],
  subject: ({ units }) => units.join(', '),
  async run({ units }, context) {
    const answer = await askHost({ script: SHOW, args: units }, context);
    const { end, text, code } = answer;
    if (end === 'late') {
      const message = `systemd gave no answer within ${context.timeout / SECOND} s`;
      throw new CheckFailure(message, { status: 'unknown' });
    }
    if (code === NO_SYSTEMD || /not been booted with systemd/.test(text)) throw withoutSystemd();
    const seen = parseUnits(text);
    if (seen.length !== units.length) {
      const message = `systemctl says ${quoted(text) || 'nothing'}`;
      throw new CheckFailure(message, { status: 'error' });
    }
    const judged = seen.map((unit, place) => judgeUnit(unit, units[place] ?? unit.id));
    return observed(seen, judged, context.wanted.includes('state'));
  },
});

function withoutSystemd(): CheckFailure {
  const message = 'the host does not run systemd: use kind process or script there';
  return new CheckFailure(message, { status: 'error' });
}

const RANK = { healthy: 0, degraded: 1, unhealthy: 2 } as const;

/** Whoever expects a state of his own judges by that alone. */
function observed(
  units: readonly Unit[],
  judged: readonly (Judgement | null)[],
  isJudgedElsewhere: boolean,
) {
  const rank = (place: number) => RANK[judged[place]?.status ?? 'healthy'];
  const [worst = 0] = units.map((_, place) => place).sort((a, b) => rank(b) - rank(a));
  const wrong = judged.filter((one) => one !== null);
  const status = judged[worst]?.status;
  const shown = units[worst];
  const metrics = units.flatMap(({ id, active, restarts }) => [
    metric('active', id, Number(active === 'active')),
    metric('restarts', id, restarts),
  ]);
  return {
    facts: {
      state: shown?.active ?? null,
      substate: shown?.sub ?? null,
      result: shown?.result ?? null,
      exit_code: shown?.exitCode ?? null,
      restarts: units.reduce((sum, { restarts }) => sum + restarts, 0),
      active: units.filter(({ active }) => active === 'active').length,
      failed: units.filter(({ active }) => active === 'failed').length,
    },
    metrics,
    ...(status !== undefined &&
      !isJudgedElsewhere && {
        verdict: { status, reason: wrong.map(({ reason }) => reason).join('; ') },
      }),
  };
}

function metric(label: string, unit: string, value: number) {
  return { metric: 'check.value', value, labels: { label, unit } };
}
