import { z } from 'zod';
import type { Cause } from '../../model/cause.ts';

const number = z.number();
const maybe = number.nullable();
const name = z.string();

const Process = z.object({ name, cpu: maybe, memory: number, share: maybe });

const Body = z.object({
  at: number,
  summary: z.string().nullable(),
  cpu: z.array(Process).nullable(),
  memory: z.array(Process).nullable(),
  containers: z
    .array(
      z.object({
        ...{ name, cpu: maybe, memory: maybe, restarts: number },
        trouble: z.string().nullable(),
      }),
    )
    .nullable(),
  growth: z.array(z.object({ mount: name, bytes: number })).nullable(),
  exits: z.array(z.object({ name, code: number, isOomKilled: z.boolean(), at: number })).nullable(),
  change: z.string().nullable(),
  logs: z
    .array(
      z.object({
        ...{ at: number, log: name, text: z.string() },
        level: z.enum(['warning', 'error', 'critical']),
      }),
    )
    .nullable(),
});

/** A cause as it was stored; null where it cannot be read. */
export function parseCause(body: unknown): Cause | null {
  return Body.safeParse(body).data ?? null;
}
