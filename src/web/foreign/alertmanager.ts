import type { ForeignAlert } from '../../model/foreign-alert.ts';
import type { Instant } from '../../model/time.ts';
import { MINUTE } from '../../model/time.ts';
import { shown } from '../fields.ts';
import type { Fields, Read } from './reading.ts';
import {
  aboutOf,
  cutNote,
  labelsIn,
  lineIn,
  MAX_DETAIL,
  MAX_LINE,
  markOf,
  objectIn,
  severityIn,
  timeIn,
  urlIn,
} from './reading.ts';

/**
 * How long an alert without an end of its own goes on: https://prometheus.io/docs/alerting/latest/configuration/
 * (`resolve_timeout`).
 */
const RESOLVE_TIMEOUT = 5 * MINUTE;

type Webhook = 'alertmanager' | 'grafana';

/**
 * An alert of `POST /api/v2/alerts`:
 * https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml (`postableAlert`). It is over when its end has
 * passed.
 */
export function postedAlert(value: unknown, now: Instant): Read {
  const fields = objectIn(value);
  if (fields === null) return `${shown(value)} is no alert — write an object with labels`;
  const endsAt = timeIn('endsAt', fields['endsAt']);
  if (typeof endsAt === 'string') return endsAt;
  const end = endsAt ?? now + RESOLVE_TIMEOUT;
  return alertIn(fields, { source: 'prometheus', isOver: end <= now, endsAt: end, sender: null });
}

/**
 * The alerts of a webhook of Alertmanager, version 4, or of Grafana, which has more fields:
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 *
 * @returns why it is no such body, or what each alert is.
 */
export function webhookAlerts(body: unknown, source: Webhook): readonly Read[] | string {
  const fields = objectIn(body);
  const alerts = fields?.['alerts'];
  if (fields === null || !Array.isArray(alerts)) {
    return `this is no webhook of ${source}: it has no list \`alerts\``;
  }
  const sender = urlIn(fields['externalURL']);
  return alerts.map((one: unknown): Read => {
    const alert = objectIn(one);
    if (alert === null) return `${shown(one)} is no alert — write an object with labels`;
    const { status } = alert;
    if (status !== 'firing' && status !== 'resolved') {
      return `status: ${shown(status)} — write firing or resolved`;
    }
    return alertIn(alert, { source, isOver: status === 'resolved', endsAt: null, sender });
  });
}

/** Alerts that a webhook says it left out. */
export function leftOut(body: unknown): number {
  const count = objectIn(body)?.['truncatedAlerts'];
  return typeof count === 'number' && count > 0 ? count : 0;
}

function alertIn(
  fields: Fields,
  known: Pick<ForeignAlert, 'source' | 'isOver' | 'endsAt' | 'sender'>,
): Read {
  const read = labelsIn(fields['labels']);
  if (typeof read === 'string') return read;
  const startsAt = timeIn('startsAt', fields['startsAt']);
  if (typeof startsAt === 'string') return startsAt;
  const { labels } = read;
  const notes = objectIn(fields['annotations']) ?? {};
  const rule = lineIn(labels['alertname'], 100) ?? 'alert';
  const texts = ['summary', 'description', 'message'].filter(
    (name) => lineIn(notes[name]) !== null,
  );
  const [main, more] = texts;
  return {
    ...{ ...known, labels, rule, startsAt },
    about: aboutOf(labels),
    severity: severityIn(labels, 'warning'),
    message: (main && lineIn(notes[main])) ?? rule,
    detail: more === undefined ? null : lineIn(notes[more], MAX_DETAIL),
    mark: markOf(fields['labels']),
    url: pageOf(fields, notes),
    cut: [
      ...read.cut,
      ...(main === undefined ? [] : cutNote(main, notes[main], MAX_LINE)),
      ...(more === undefined ? [] : cutNote(more, notes[more], MAX_DETAIL)),
    ],
  };
}

/** What helps most first. */
function pageOf(fields: Fields, notes: Fields): string | null {
  const all = [
    ...[notes['runbook_url'], notes['runbook']],
    ...[fields['panelURL'], fields['dashboardURL'], fields['generatorURL']],
  ];
  return all.map(urlIn).find((url) => url !== null) ?? null;
}
