import { z } from 'zod';
import { checkKinds } from '../check/kinds.ts';
import { CRITICALITIES } from '../model/check.ts';
import { DAY, SECOND } from '../model/time.ts';
import { duration, line, listOf, name, whole } from './fields.ts';

const EXPECT_HINT = 'write conditions such as ["status == 200", "latency_ms < 800"]';
const conditions = listOf(line(EXPECT_HINT), EXPECT_HINT)
  .refine((list) => list.length <= MOST_CONDITIONS, 'write at most 20 conditions')
  .optional();
const NAMES_HINT = 'write a list of names of checks or targets, such as [router, database]';

const TARGET_HINT = 'write percent from 50 to 99.999, such as 99.9';

/** Conditions that one check may have. */
const MOST_CONDITIONS = 20;

/** Keys of every check. */
const anyCheck = {
  name,
  target: name.optional(),
  criticality: z.enum(CRITICALITIES, `write one of ${CRITICALITIES.join(', ')}`).default('normal'),
  interval: duration(SECOND).optional(),
  timeout: duration(100, 60 * SECOND).optional(),
  retries: whole(0, 5, 'a number of tries').default(0),
  fail_after: whole(1, 20, 'a number of runs').optional(),
  ok_after: whole(1, 20, 'a number of runs').default(1),
  expect: conditions,
  warn: conditions,
  depends: listOf(name, NAMES_HINT).default([]),
  slo: z
    .strictObject(
      {
        target: z.number(TARGET_HINT).min(50, TARGET_HINT).max(99.999, TARGET_HINT),
        window: duration(DAY).default(30 * DAY),
      },
      'write {target: 99.9, window: 30d}',
    )
    .optional(),
  off: z.boolean('write true or false').default(false),
};

/** An entry of `checks`, whatever its kind; `kind` says which further keys it has. */
export type CheckEntry = z.infer<z.ZodObject<typeof anyCheck>> & {
  readonly kind: string;
} & Readonly<Record<string, unknown>>;

const options = checkKinds.map(({ kind, keys }) =>
  z.strictObject({ kind: z.literal(kind), ...anyCheck, ...keys }),
);

/** One shape for each kind. */
export const CheckEntry = z.discriminatedUnion(
  'kind',
  options as [(typeof options)[number], ...(typeof options)[number][]],
  `write one of ${checkKinds.map(({ kind }) => kind).join(', ')}`,
);

/** Keys of every check, of an object that may have others. */
export const AnyCheck = z.object(anyCheck);

/** Names of the keys that every check has; what else stands in an entry is its kind's. */
export const COMMON_CHECK_KEYS: readonly string[] = ['kind', ...Object.keys(anyCheck)];

/** Keys of an entry of a kind, each with its shape; null when there is no such kind. */
export function checkKeys(kind: string): Readonly<Record<string, z.ZodType>> | null {
  const found = checkKinds.find((one) => one.kind === kind);
  return found === undefined ? null : { ...anyCheck, ...found.keys };
}
