import { z } from 'zod';
import { durationText } from '../config/duration.ts';
import { SECOND } from '../model/time.ts';
import type { Found, FoundCheck, LeftOut } from './found.ts';
import { Secret } from './found.ts';

/** A check of Healthchecks, as far as it is read: https://healthchecks.io/docs/api/ */
const Check = z.looseObject({
  name: z.string().default(''),
  slug: z.string().default(''),
  timeout: z.number().optional(),
  schedule: z.string().optional(),
  tz: z.string().optional(),
  grace: z.number().optional(),
  status: z.string().optional(),
  uuid: z.string().optional(),
  ping_url: z.string().optional(),
  unique_key: z.string().optional(),
});

/** What `GET /api/v3/checks/` answers. */
export const HealthchecksAnswer = z.looseObject({ checks: z.array(z.unknown()) });

/** Keys of a check that are not taken over, with what they are. */
const LOST: Readonly<Record<string, string>> = {
  tags: 'its tags',
  methods: 'that only some methods count',
  channels: 'whom it tells: write `routes:`',
  success_kw: 'its keywords of success',
  failure_kw: 'its keywords of failure',
  start_kw: 'its keywords of a start',
};

/** Checks of Healthchecks as checks that wait for pings, with what is not taken over. */
export function fromHealthchecks({ checks: all }: z.infer<typeof HealthchecksAnswer>): Found {
  const checks: FoundCheck[] = [];
  const left: LeftOut[] = [];
  for (const [place, one] of all.entries()) {
    const read = Check.safeParse(one);
    if (!read.success) {
      const [issue] = read.error.issues;
      const why = `it cannot be read: ${issue?.path.join('.')}: ${issue?.message}`;
      left.push({ what: `check ${place + 1}`, why });
      continue;
    }
    checks.push(checkOf(read.data));
  }
  return { checks, left };
}

function checkOf(check: z.infer<typeof Check>): FoundCheck {
  const { name, slug, schedule, timeout, grace, status, tz } = check;
  const key = keyOf(check);
  return {
    name: name || slug,
    entry: {
      kind: 'push',
      ...(schedule === undefined
        ? { period: durationText((timeout ?? 86_400) * SECOND) }
        : { cron: schedule, zone: tz === 'UTC' ? undefined : tz }),
      grace: grace === undefined ? undefined : durationText(grace * SECOND),
      key: key === null ? undefined : new Secret(key),
      off: status === 'paused' ? true : undefined,
    },
    lost: [
      ...(key === null
        ? ['its key, which a read-only API key does not see: its address is new']
        : []),
      ...Object.entries(LOST).flatMap(([one, what]) => (hasValue(check[one]) ? [what] : [])),
    ],
  };
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** The last part of its address, so that jobs need only another host. */
function keyOf({ uuid, ping_url: address }: z.infer<typeof Check>): string | null {
  const [key = null] = /[\w-]{16,64}$/.exec(uuid ?? address ?? '') ?? [];
  return key;
}
