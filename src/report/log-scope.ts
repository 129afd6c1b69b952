import { z } from 'zod';
import { type Reply, refuse } from '../chat/reply.ts';
import type { LogFilter, LogLevel } from '../model/log.ts';
import type { Target } from '../model/target.ts';
import { DAY, HOUR, MINUTE } from '../model/time.ts';
import { type LogReading, namesOf } from './log-line.ts';
import { pickTarget } from './targets.ts';

const UNITS = { m: MINUTE, h: HOUR, d: DAY } as const;
const LONGEST = 366 * DAY;

/** What is meant as a window, well written or not. */
export const LIKE_WINDOW = /^\d+[a-z]*$/i;

export const windowArgument = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, 'write a window such as 30m, 24h or 7d')
  .refine((text) => spanOf(text) <= LONGEST, 'write a window of at most 366d')
  .optional()
  .describe('how far back: 30m, 24h, 7d');

function spanOf(window: string): number {
  return Number.parseInt(window, 10) * UNITS[window.slice(-1) as keyof typeof UNITS];
}

interface Asked {
  readonly window: string;
  readonly target?: string | undefined;
  readonly log?: string | undefined;
  readonly level: LogLevel | null;
}

interface World {
  readonly now: number;
  readonly zone: string;
  readonly targets: { list(): Promise<readonly Target[]> };
  /** Logs of a target that are followed, or of which something came. */
  logNames(target: number): Promise<readonly string[]>;
}

/** Names in a refusal. */
const NAMES = 20;

export type Scoped =
  | { readonly kind: 'refused'; readonly reply: Reply }
  | ({
      readonly kind: 'scope';
      readonly filter: LogFilter;
      readonly what: string;
    } & LogReading);

/** What a person asked for of logs. */
export async function logScope(
  { now, zone, targets, logNames }: World,
  { window, target: name, log = undefined, level }: Asked,
): Promise<Scoped> {
  const all = await targets.list();
  const picked = name === undefined ? null : pickTarget(all, name);
  if (picked?.kind === 'refused') return { kind: 'refused', reply: picked.reply };
  const target = picked?.target ?? null;
  const refusal = log === undefined ? null : await unknownLog(log, { target, all, logNames });
  if (refusal !== null) return { kind: 'refused', reply: refusal };
  // A host's clock may be ahead.
  const span = { from: now - spanOf(window), to: now + 5 * MINUTE };
  const words = [
    ...(level === null ? [] : [`from ${level} up`]),
    ...(log === undefined ? [] : [`in ${log}`]),
    ...(target === null ? [] : [`on ${target.name}`]),
    `in ${window}`,
  ];
  return {
    kind: 'scope',
    filter: { ...span, target: target?.id ?? null, log: log ?? null, level },
    what: words.join(' '),
    ...{ zone, now, names: namesOf(all, target?.id ?? null) },
  };
}

/** A refusal that says which logs there are; null: it is one of them. */
async function unknownLog(
  log: string,
  {
    target,
    all,
    logNames,
  }: Pick<World, 'logNames'> & {
    readonly target: Target | null;
    readonly all: readonly Target[];
  },
): Promise<Reply | null> {
  const asked = target === null ? all : [target];
  const names = new Set((await Promise.all(asked.map(({ id }) => logNames(id)))).flat());
  if (names.has(log)) return null;
  const place = target === null ? '' : ` on ${target.name}`;
  const known = [...names].toSorted().slice(0, NAMES).join(', ');
  const there = known === '' ? `None is followed${place}.` : `Logs: ${known}.`;
  return refuse(`There is no log “${log}”${place}. ${there}`);
}
