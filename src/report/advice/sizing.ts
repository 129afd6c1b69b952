import { formatValue } from '../../model/format.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, HOUR } from '../../model/time.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';
import type { AdviceReaders } from './readers.ts';

/** Days without which nothing is said, and days that are looked at. */
const NEEDED = 7;
const DAYS = 14;
/** Points from which a day counts as measured. */
const OF_A_DAY = 20;
/** p95 in percent at or below which a host has far too much, and from which it has too little. */
const LIMITS = {
  'system.cpu': { spare: 15, short: 85, word: 'CPU' },
  'system.memory': { spare: 30, short: 90, word: 'memory' },
} as const;
type Sized = keyof typeof LIMITS;

/** How a host used one thing over time. */
interface Use {
  readonly p95: number;
  readonly days: number;
}

/** Hosts that have far more, or less, CPU or memory than they use. */
export const sizing: Adviser = async ({ samples }, { targets, now }) => {
  const [cpu, memory] = [
    await usesOf(samples, 'system.cpu', now),
    await usesOf(samples, 'system.memory', now),
  ];
  return targets.flatMap((target) => {
    const known = { 'system.cpu': cpu.get(target.id), 'system.memory': memory.get(target.id) };
    return [
      ...shortOf(target, 'system.cpu', known['system.cpu']),
      ...shortOf(target, 'system.memory', known['system.memory']),
      ...spareOf(target, known['system.cpu'], known['system.memory']),
    ];
  });
};

/** By target; those that were measured on too few days are left out. */
async function usesOf(
  samples: AdviceReaders['samples'],
  metric: Sized,
  now: Instant,
): Promise<ReadonlyMap<number, Use>> {
  // From whole hour to whole hour, which is cheap to answer.
  const to = Math.floor(now / HOUR) * HOUR;
  const asked = { metric, target: null } as const;
  const days = await samples.query({
    ...{ ...asked, fn: 'count', window: DAY },
    when: { from: to - (DAYS - 1) * DAY, to, step: DAY },
  });
  const high = await samples.query({
    ...{ ...asked, fn: 'p95', window: DAYS * DAY },
    when: { at: to },
  });
  const uses = new Map<number, Use>();
  for (const { target, points } of high.series) {
    const [p95] = points;
    const counted = days.series.find((one) => one.target === target)?.points ?? [];
    const measured = counted.filter(({ value }) => value >= OF_A_DAY).length;
    if (target === null || !p95 || measured < NEEDED) continue;
    uses.set(target, { p95: p95.value, days: measured });
  }
  return uses;
}

function shortOf(target: Target, metric: Sized, use: Use | undefined): Advice[] {
  const { short, word } = LIMITS[metric];
  if (use === undefined || use.p95 < short) return [];
  const p95 = formatValue(use.p95, 'percent');
  return [
    {
      ...{ kind: 'too small', severity: 'warning', target: target.name },
      text: `${target.name} is short of ${word}: p95 ${p95}, from ${short} % on it has too little`,
      ...restsOn(use),
      shownBy: { command: 'trend', input: `${metric} ${DAYS}d ${target.name}` },
    },
  ];
}

/** Only both together say that a smaller host would do. */
function spareOf(target: Target, cpu: Use | undefined, memory: Use | undefined): Advice[] {
  if (cpu === undefined || memory === undefined) return [];
  if (cpu.p95 > LIMITS['system.cpu'].spare || memory.p95 > LIMITS['system.memory'].spare) return [];
  const [ofCpu, ofMemory] = [cpu.p95, memory.p95].map((one) => formatValue(one, 'percent'));
  return [
    {
      ...{ kind: 'too large', severity: 'info', target: target.name },
      text: `${target.name} has more than it uses: p95 of CPU ${ofCpu}, of memory ${ofMemory}; half of it would do`,
      ...restsOn(cpu.days < memory.days ? cpu : memory),
      shownBy: { command: 'trend', input: `system.cpu ${DAYS}d ${target.name}` },
    },
  ];
}

function restsOn({ days }: Use) {
  return { confidence: confidenceOf(days, 10, 14), basis: `${days} days` };
}
