import type { Escalation } from '../model/escalation.ts';
import type { Facts } from './facts.ts';
import { span } from './facts.ts';

export function escalationFacts({ steps, repeat, ackExpires }: Escalation): Facts {
  const each = steps.map(({ after, to }, index) => [
    `step ${index + 1}`,
    `${to.join(', ')} after ${span(after)}`,
  ]);
  return {
    ...Object.fromEntries(each),
    repeat: String(repeat),
    ack_expires: ackExpires === null ? null : span(ackExpires),
  };
}
