import { z } from 'zod';
import { MINUTE } from '../model/time.ts';
import {
  destinations,
  duration,
  durationOrNever,
  labels,
  line,
  name,
  names,
  severity,
} from './fields.ts';

const WHEN_HINT = 'write a condition such as system.disk > 90';
const CLEAR_HINT = 'write a condition such as system.disk < 85, or a duration such as 5m';
const TYPE_HINT = 'write a kind of trouble in small letters, - and _, such as performance';

/** What kind of trouble a rule is about. */
export const ruleType = z.string(TYPE_HINT).regex(/^[a-z_-]{1,63}$/, TYPE_HINT);

/** `condition` and `level` are what other rule files call `when` and `severity`. */
export const RuleEntry = z
  .strictObject({
    name,
    when: line(WHEN_HINT).optional(),
    condition: line(WHEN_HINT).optional(),
    for: duration(0).default(0),
    clear: line(CLEAR_HINT).refine(isNoBrokenDuration, CLEAR_HINT).optional(),
    severity: severity.optional(),
    level: severity.optional(),
    type: ruleType.default('custom'),
    cooldown: duration(0).default(300_000),
    escalate: duration(MINUTE).optional(),
    escalation: name.optional(),
    remind: durationOrNever(MINUTE).optional(),
    message: line('write what people should read').optional(),
    labels: labels.default({}),
    runbook: line('write a link or a sentence').optional(),
    targets: names.optional(),
    channels: destinations.optional(),
  })
  .refine((rule) => rule.when !== undefined || rule.condition !== undefined, {
    path: ['when'],
    error: WHEN_HINT,
    when: isRead,
  })
  .refine((rule) => rule.when === undefined || rule.condition === undefined, {
    path: ['condition'],
    error: '`when` says it already: keep one of the two',
    when: isRead,
  })
  .refine((rule) => rule.escalate === undefined || rule.escalation === undefined, {
    path: ['escalate'],
    error: '`escalation` says it already: keep one of the two',
    when: isRead,
  })
  .refine((rule) => rule.severity === undefined || rule.level === undefined, {
    path: ['level'],
    error: '`severity` says it already: keep one of the two',
    when: isRead,
  });

/** Whether a check of two keys together makes sense: also when another key is wrong, so that all is said at once. */
function isRead({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null;
}

/** `5 min` is no condition, whatever an expression makes of it. */
function isNoBrokenDuration(text: string): boolean {
  return !/^\d+\s*[a-z]*$/i.test(text) || duration(0).safeParse(text).success;
}
