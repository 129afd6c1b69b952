import { z } from 'zod';
import { DAY, MINUTE, SECOND } from '../model/time.ts';
import { destinations, duration, whole } from './fields.ts';

const STEPS_HINT = 'write a list of steps, such as [{after: 10m, to: [ops]}]';
/** Steps of one escalation: more are told in no time that helps. */
const MOST_STEPS = 20;

/** A step: how long after the one before it whom is told. */
export const EscalationStepEntry = z.strictObject(
  { after: duration(SECOND, 7 * DAY), to: destinations },
  'write {after: 10m, to: [ops]}',
);

/** What is done, step by step, while nobody takes an alert. */
export const EscalationEntry = z.strictObject({
  steps: z
    .array(EscalationStepEntry, STEPS_HINT)
    .min(1, STEPS_HINT)
    .max(MOST_STEPS, `write at most ${MOST_STEPS} steps`),
  repeat: whole(0, 10, 'how often all of it is done again,').default(0),
  ack_expires: duration(MINUTE, 7 * DAY).optional(),
});
