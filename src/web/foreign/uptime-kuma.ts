import type { ForeignAlert } from '../../model/foreign-alert.ts';
import type { Labels } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, MINUTE } from '../../model/time.ts';
import { shown } from '../fields.ts';
import type { Fields, Read } from './reading.ts';
import { cutNote, digest, labelsIn, lineIn, MAX_LINE, objectIn, severityIn } from './reading.ts';

/**
 * States of a heartbeat: https://github.com/louislam/uptime-kuma/blob/master/src/util.ts (`DOWN`, `UP`, `PENDING`,
 * `MAINTENANCE`). Maintenance ends what was down, since nothing else would.
 */
const IS_OVER: Readonly<Record<number, boolean>> = { 0: false, 1: true, 3: true };
const PENDING = 2;

/** How long a message goes on that is about no monitor, such as a certificate that expires soon; a test ends soon. */
const MESSAGE_LASTS = DAY;
const TEST_LASTS = 5 * MINUTE;

/**
 * The alert of a webhook of Uptime Kuma with a JSON body, `{heartbeat, monitor, msg}`; none while it only tries again:
 * https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js
 *
 * @returns why it is no such body, or the alert.
 */
export function kumaAlerts(body: unknown, now: Instant): readonly Read[] | string {
  const fields = objectIn(body);
  if (fields === null || !('msg' in fields)) {
    return 'this is no webhook of Uptime Kuma: it has no `msg` — set its request body to application/json';
  }
  const monitor = objectIn(fields['monitor']);
  const beat = objectIn(fields['heartbeat']);
  if (monitor === null || beat === null) return [messageAlert(fields['msg'], now)];
  const { status } = beat;
  if (status === PENDING) return [];
  const isOver = IS_OVER[Number(status)];
  if (isOver === undefined) return [`heartbeat.status: ${shown(status)} — write 0, 1, 2 or 3`];
  return [monitorAlert(monitor, beat, isOver)];
}

function monitorAlert(monitor: Fields, beat: Fields, isOver: boolean): Read {
  const name = lineIn(monitor['name'], 150);
  if (name === null) return 'monitor.name is missing';
  const why = lineIn(beat['msg'], MAX_LINE - 160);
  const page = pageOf(monitor['url']);
  const read = labelsIn({ ...tagsOf(monitor['tags']), monitor: name, ...typeOf(monitor, page) });
  if (typeof read === 'string') return read;
  return {
    ...{ source: 'uptime-kuma', isOver, endsAt: null, url: page?.href ?? null, sender: null },
    about: [name, lineIn(monitor['hostname']), page?.host].filter((one) => one != null),
    rule: 'monitor_down',
    labels: read.labels,
    severity: severityIn(read.labels, 'critical'),
    message: why === null ? `${name} is down` : `${name} is down: ${why}`,
    detail: null,
    startsAt: timeOf(beat['time']),
    mark: digest(`${String(monitor['id'])}/${name}`),
    cut: [...read.cut, ...cutNote('heartbeat.msg', beat['msg'], MAX_LINE - 160)],
  };
}

/** Nothing ever says that it is over. */
function messageAlert(msg: unknown, now: Instant): ForeignAlert | string {
  const message = lineIn(msg);
  if (message === null) return 'msg is empty';
  const isTest = /\btest(ing)?\b/i.test(message);
  return {
    ...{ source: 'uptime-kuma', about: [], rule: 'message', labels: {}, severity: 'warning' },
    ...{ message, detail: null, startsAt: null, isOver: false, url: null, sender: null },
    endsAt: now + (isTest ? TEST_LASTS : MESSAGE_LASTS),
    mark: digest(message),
    cut: cutNote('msg', msg, MAX_LINE),
  };
}

/** Without what may hold a password or a key. */
function pageOf(value: unknown): URL | null {
  if (typeof value !== 'string' || !/^https?:\/\/[^/]/.test(value)) return null;
  const url = URL.parse(value.slice(0, 2_000));
  if (url === null) return null;
  return new URL(`${url.protocol}//${url.host}${url.pathname}`);
}

function typeOf({ type }: Fields, page: URL | null): Labels {
  return {
    ...(typeof type === 'string' && { type }),
    ...(page !== null && { instance: page.host }),
  };
}

/** A tag without a value is there all the same. */
function tagsOf(tags: unknown): Labels {
  if (!Array.isArray(tags)) return {};
  const pairs = tags.flatMap((tag: unknown): [string, string][] => {
    const { name, value } = objectIn(tag) ?? {};
    if (typeof name !== 'string') return [];
    return [[name, typeof value === 'string' && value !== '' ? value : 'true']];
  });
  return Object.fromEntries(pairs);
}

/** In UTC, without a zone. */
function timeOf(value: unknown): Instant | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(value))
    return null;
  const read = Date.parse(`${value.replace(' ', 'T')}Z`);
  return Number.isFinite(read) ? read : null;
}
