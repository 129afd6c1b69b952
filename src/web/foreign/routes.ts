import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ForeignAlert } from '../../model/foreign-alert.ts';
import type { Instant } from '../../model/time.ts';
import { jsonIn, rowsOf } from '../body.ts';
import type { Rejected } from '../intake.ts';
import { Refused, refuse } from '../refuse.ts';
import { leftOut, postedAlert, webhookAlerts } from './alertmanager.ts';
import type { Read } from './reading.ts';
import { kumaAlerts } from './uptime-kuma.ts';

/** Of one request: some 4,000 alerts as clusters send them. */
const MAX_BODY = 8_388_608;
const MAX_ALERTS = 10_000;
/** Deepest nesting of a webhook. */
const MAX_DEPTH = 20;
/** Reasons in one answer. */
const MOST_SAID = 100;

/** Where alerts of other products go. */
export interface ForeignPort {
  now(): Instant;
  /** Takes each by itself; `full`: so many of them found no room, and should be sent again. */
  take(alerts: readonly ForeignAlert[]): Promise<{ readonly full: number }>;
}

/** What a body holds. */
interface Body {
  readonly alerts: readonly Read[];
  /** Alerts that the sender says it left out. */
  readonly leftOut?: number;
}

/** `POST /api/v2/alerts` as Alertmanager takes it, and the webhooks of Alertmanager, Grafana and Uptime Kuma. */
export function foreignRoutes(scope: FastifyInstance, port: ForeignPort): void {
  const route = (path: string, read: (text: string) => Body) =>
    scope.post(path, { bodyLimit: MAX_BODY }, async (request, answer) =>
      answered(answer, port, read(textIn(request))),
    );
  route('/api/v2/alerts', (text) => {
    const now = port.now();
    const alerts = rowsOf(text, MAX_ALERTS).map((row) =>
      row.kind === 'json' ? postedAlert(row.value, now) : row.reason,
    );
    return { alerts };
  });
  for (const source of ['alertmanager', 'grafana'] as const) {
    route(`/api/${source}`, (text) => {
      const value = valueIn(text);
      return { alerts: alertsOr(webhookAlerts(value, source)), leftOut: leftOut(value) };
    });
  }
  route('/api/uptime-kuma', (text) => ({
    alerts: alertsOr(kumaAlerts(valueIn(text), port.now())),
  }));
}

async function answered(
  answer: FastifyReply,
  port: ForeignPort,
  { alerts, leftOut: missing = 0 }: Body,
) {
  if (alerts.length > MAX_ALERTS) {
    refuse(413, `the body has more than ${MAX_ALERTS} alerts — send them in several requests`);
  }
  const rejected: Rejected[] = [];
  const cut: Rejected[] = [];
  const good: ForeignAlert[] = [];
  for (const [index, one] of alerts.entries()) {
    if (typeof one === 'string') rejected.push({ index, reason: one });
    else {
      good.push(one);
      if (one.cut.length > 0) cut.push({ index, reason: one.cut.slice(0, 5).join('; ') });
    }
  }
  const [first] = rejected;
  if (first && good.length === 0) {
    return answer.code(400).send({ error: first.reason, ...said({ rejected }) });
  }
  const { full } = await port.take(good);
  if (full > 0) throw new Refused({ ...FULL, error: `${full} of them: ${FULL.error}` });
  return answer.send({
    accepted: good.length,
    ...said({ rejected, cut }),
    ...(missing > 0 && { left_out_by_sender: missing }),
  });
}

const FULL = {
  code: 503,
  error: 'too many alerts of that product are open — resolve some, and send these again',
  headers: { 'retry-after': '60' },
} as const;

/** The first reasons, with how many there are. */
function said(all: Readonly<Record<string, readonly Rejected[]>>): object {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, list]): [string, unknown][] => [
      [name, list.slice(0, MOST_SAID)],
      ...(list.length > MOST_SAID ? [[`${name}_in_all`, list.length] as [string, unknown]] : []),
    ]),
  );
}

function textIn({ body }: FastifyRequest): string {
  const text = typeof body === 'string' ? body : '';
  if (text.trim() === '') refuse(400, 'the body is empty — send JSON');
  return text;
}

/** @throws Refused when it is no JSON. */
function valueIn(text: string): unknown {
  const row = jsonIn(text, MAX_DEPTH);
  return row.kind === 'json' ? row.value : refuse(400, `body: ${row.reason}`);
}

/** @throws Refused when it is no such body at all. */
function alertsOr(read: readonly Read[] | string): readonly Read[] {
  return typeof read === 'string' ? refuse(400, read) : read;
}
