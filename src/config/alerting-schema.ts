import { z } from 'zod';
import { SEVERITIES } from '../model/alert.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts';
import {
  cron,
  duration,
  durationOrNever,
  LABEL,
  labels,
  line,
  listOf,
  name,
  whole,
  zone,
} from './fields.ts';

/** How severities are compared where alerts are matched, in the words of whoever writes it. */
const COMPARED = {
  '>=': `write ">=warning" (that or stronger), with one of the severities`,
  '<=': `write "<=warning" (that or weaker), with one of the severities`,
} as const;

export function severityAt(sign: keyof typeof COMPARED) {
  return z
    .string(COMPARED[sign])
    .transform((text) => text.replace(new RegExp(`^${sign}\\s*`), ''))
    .pipe(z.enum(SEVERITIES, COMPARED[sign]));
}

/** What an alert must be like; everything that is given must match. */
export function match(sign: keyof typeof COMPARED, hint: string) {
  const keys = {
    severity: severityAt(sign).optional(),
    target: name.optional(),
    rule: name.optional(),
    labels: labels.default({}),
  };
  return z.strictObject(keys, hint);
}

export type AlertMatch = z.infer<ReturnType<typeof match>>;

const ENDPOINT_HINT = 'write host:port, e.g. "192.0.2.1:443"';
const endpoint = z.string(ENDPOINT_HINT).refine((text) => {
  const [, digits] = /^(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(text) ?? [];
  return Number(digits) >= 1 && Number(digits) <= 65_535;
}, ENDPOINT_HINT);

const GROUPS = ['target', 'rule', 'none'] as const;

export const SettingsEntry = z.strictObject({
  group_wait: duration(0, 10 * MINUTE).default(30 * SECOND),
  group_by: z.enum(GROUPS, `write one of ${GROUPS.join(', ')}`).default('target'),
  storm: whole(3, 100, 'a number of messages').default(8),
  remind: durationOrNever(MINUTE).default(4 * HOUR),
  escalation: name.optional(),
  ack_expires: durationOrNever(MINUTE).default(null),
  fail_over: duration(SECOND, DAY).default(2 * MINUTE),
  startup_grace: duration(0, HOUR).default(MINUTE),
  quorum: listOf(endpoint, 'write a list such as ["192.0.2.1:443"]').default([]),
  plugins: line('write a folder such as ./checks').optional(),
});

const SAME_HINT = 'write a list of `target` and label names, such as [target]';

export const InhibitEntry = z
  .strictObject({
    when: match('>=', 'write what is watched for, e.g. {rule: target_unreachable}'),
    mute: match('<=', 'write what is held back meanwhile, e.g. {severity: warning}'),
    same: listOf(z.string(SAME_HINT).regex(LABEL, SAME_HINT), SAME_HINT).default(['target']),
  })
  .refine(({ when }) => !isEmpty(when), {
    path: ['when'],
    error:
      'write what is watched for, e.g. {rule: target_unreachable}: any alert would mute others',
  })
  .refine(({ when, mute }) => isEmpty(when) || canonical(when) !== canonical(mute), {
    path: ['mute'],
    error:
      'this is what it watches for too, which would mute itself: write another match, e.g. {severity: warning}',
  });

export const MaintenanceEntry = z.strictObject({
  name,
  at: cron,
  duration: duration(MINUTE, 7 * DAY),
  zone: zone.optional(),
  match: match('<=', 'write what is held back, e.g. {target: db}').prefault({}),
});

function isEmpty(one: AlertMatch): boolean {
  return canonical(one) === canonical({ labels: {} });
}

/** The same text for what matches the same, in whatever order it was written. */
function canonical({ target, rule, severity, labels: wanted }: AlertMatch): string {
  return JSON.stringify([target, rule, severity, Object.entries(wanted).sort()]);
}
