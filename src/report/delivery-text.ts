import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, say } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { DeliveryReport } from '../model/outbox.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { iso } from './data.ts';
import { counted, grouped, shortened } from './state-text.ts';
import { alertTone } from './tone.ts';

/** Messages in the table. */
const DELIVERIES = 20;

/** What was queued so short a while ago is on its way. */
const MOMENT = 10 * SECOND;

/** How each of its messages fared. */
export function deliveryReply(alert: Alert, sent: readonly DeliveryReport[], now: Instant): Reply {
  const data = { id: alert.id, deliveries: sent.map(deliveryData) };
  if (sent.length === 0) {
    return say(`No message of #${alert.id} was queued. /why ${alert.id} says why.`, 'info', data);
  }
  const rest = sent.length - DELIVERIES;
  const shown = sent.slice(-DELIVERIES);
  const blocks: Block[] = [
    heading(`#${alert.id}: ${counted(sent.length, 'message')}`, alertTone(alert)),
    ...(rest > 0 ? [line(`${grouped(rest)} earlier ones left out.`, 'muted')] : []),
    {
      kind: 'table',
      columns: ['Channel', 'Kind', 'State', 'Queued', 'Delay', 'Tries', 'Note'].map((title) => ({
        title,
        align: title === 'Delay' || title === 'Tries' ? 'right' : 'left',
      })),
      rows: shown.map((one) => deliveryCells(one, now)),
    },
  ];
  return reply(blocks, { asOf: now, data });
}

function deliveryCells(one: DeliveryReport, now: Instant): string[] {
  const notes = [
    shortened(one.reason ?? '', 120),
    one.state === 'queued' ? nextText(one, now) : '',
  ];
  return [
    shortened(one.channel, 40),
    one.kind,
    one.state === 'dead' ? 'given up' : one.state,
    `${formatDuration(now - one.createdAt)} ago`,
    one.settledAt === null ? '-' : delayText(one.settledAt - one.createdAt),
    String(one.attempts),
    notes.filter((part) => part !== '').join(', '),
  ];
}

/** When it is tried, while it waits. What was never tried and is due has others of its channel before it. */
function nextText({ attempts, dueAt }: DeliveryReport, now: Instant): string {
  if (dueAt === null) return '';
  if (dueAt > now)
    return `${attempts === 0 ? 'sent' : 'next try'} in ${formatDuration(dueAt - now)}`;
  return attempts === 0 ? 'waits for what is before it' : 'next try now';
}

/** Messages that wait, of which channels; what comes in a moment does not count. */
export function waitingLine(sent: readonly DeliveryReport[], now: Instant): string | null {
  const waiting = sent.filter(
    ({ state, attempts, createdAt }) =>
      state === 'queued' && (attempts > 0 || now - createdAt > MOMENT),
  );
  const [first, ...others] = new Set(waiting.map(({ channel }) => channel));
  if (first === undefined) return null;
  const names = shortened([first, ...others].join(', '), 300);
  const verb = waiting.length === 1 ? 'waits' : 'wait';
  const where = others.length === 0 ? ` ${shortened(first, 40)}` : '';
  return `${counted(waiting.length, 'message')} ${verb} for ${names}; /channels${where} shows why`;
}

/** A delay is short when all is well: `0.4 s`. */
function delayText(milliseconds: number): string {
  if (milliseconds >= 10 * SECOND) return formatDuration(milliseconds);
  return `${(Math.max(0, milliseconds) / SECOND).toFixed(1)} s`;
}

function deliveryData(one: DeliveryReport) {
  return {
    channel: one.channel,
    kind: one.kind,
    state: one.state,
    queued_at: iso(one.createdAt),
    settled_at: iso(one.settledAt),
    delay_seconds: one.settledAt === null ? null : (one.settledAt - one.createdAt) / SECOND,
    attempts: one.attempts,
    next_try: iso(one.dueAt),
    reason: one.reason,
  };
}
