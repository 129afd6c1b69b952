import { z } from 'zod';
import { type Request, startHttpService, type Understood } from './http-service.ts';

export const ROUTING_KEY = 'R'.repeat(32);

const key = { routing_key: z.literal(ROUTING_KEY), dedup_key: z.string().min(1).max(255) };

/** https://developer.pagerduty.com/docs/send-alert-event: required fields, lengths and values. */
const Event = z.discriminatedUnion('event_action', [
  z.strictObject({
    event_action: z.literal('trigger'),
    ...key,
    client: z.string().optional(),
    payload: z.strictObject({
      summary: z.string().min(1).max(1_024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime(),
      component: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()),
    }),
  }),
  z.strictObject({ event_action: z.enum(['acknowledge', 'resolve']), ...key }),
]);

/** A stand-in of PagerDuty's Events API v2. */
export function startPagerDuty() {
  return startHttpService(understand);
}

function understand({ path, body }: Request): Understood {
  const parsed = Event.safeParse(JSON.parse(body));
  const size = Buffer.byteLength(body);
  if (path !== '/v2/enqueue' || size > 512_000 || !parsed.success) {
    const violation = `${path} ${size} ${parsed.error?.message ?? ''}`;
    return { answer: { status: 400 }, taken: null, violation };
  }
  const { dedup_key, event_action: action } = parsed.data;
  const answer = { status: 'success', message: 'Event processed', dedup_key };
  const text = 'payload' in parsed.data ? parsed.data.payload.summary : action;
  return {
    answer: { status: 202, body: JSON.stringify(answer) },
    taken: { key: `${dedup_key} ${action}`, text },
  };
}
