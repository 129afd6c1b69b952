import { shortened } from '../../model/about.ts';
import type { Severity } from '../../model/alert.ts';
import type { Instant } from '../../model/time.ts';
import type { Outgoing } from '../channel.ts';
import type { Format, Sent } from './format.ts';
import { episodeKey } from './format.ts';

/** https://developer.pagerduty.com/docs/send-alert-event */
const MOST_SUMMARY = 1_024;
const MOST_DETAILS = 20_000;
const ACTION = {
  pending: 'trigger',
  firing: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
} as const;
const SEVERITY: Readonly<Record<Severity, string>> = {
  info: 'info',
  warning: 'warning',
  error: 'error',
  critical: 'critical',
  emergency: 'critical',
};

/** PagerDuty's Events API v2: one incident for each message, triggered, acknowledged and resolved by its key. */
export const pagerduty: Format = {
  address: 'https://events.pagerduty.com/v2/enqueue',
  isVerbose: false,

  requests(message, options, { text, clock }) {
    const { key, reply, about, replyTo } = message;
    const id = about ? episodeKey(about) : `tocsin-${key}`;
    const event = (what: string, more: object = {}): Sent => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        routing_key: options.key,
        event_action: what,
        dedup_key: id,
        ...more,
      }),
    });
    const payload = payloadOf(message, text(reply), clock.now());
    const trigger = event('trigger', { payload, client: 'Tocsin' });
    // What is about no alert, such as a test, is over as soon as it was heard.
    const action = about ? ACTION[about.whole.state] : 'resolve';
    if (action === 'trigger') return [trigger];
    // What nobody there has heard of begins before it goes on.
    return replyTo === null ? [trigger, event(action)] : [event(action)];
  },

  judge({ json }) {
    const { status, message, errors } = (json ?? {}) as Record<string, unknown>;
    if (status === undefined || status === 'success') return null;
    const why = [message, ...[errors ?? []].flat()].filter((one) => typeof one === 'string');
    return { kind: 'rejected', reason: `PagerDuty answers ${String(status)}: ${why.join(', ')}` };
  },
};

function payloadOf({ about }: Outgoing, shown: string, now: Instant): object {
  const [summary = ''] = shown.split('\n');
  return {
    summary: shortened(summary || 'Tocsin', MOST_SUMMARY),
    source: about?.target || 'Tocsin',
    severity: SEVERITY[about?.whole.severity ?? 'info'],
    timestamp: new Date(about?.startedAt ?? now).toISOString(),
    ...(about && { component: about.rule, class: about.type }),
    custom_details: {
      text: shortened(shown, MOST_DETAILS),
      ...(about && {
        ...{ alert: about.id, labels: about.labels, metric: about.metric },
        ...{ value: about.value, limit: about.limit, open: about.whole.open },
      }),
    },
  };
}
