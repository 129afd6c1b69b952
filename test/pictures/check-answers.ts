import type { Check, CheckChange, CheckValue, CheckView } from '../../src/model/check.ts';
import { CHECKS } from '../../src/model/check.ts';
import type { Instant } from '../../src/model/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { certificatesReply } from '../../src/report/certificates.ts';
import { checkReply, checksReply, withDeed } from '../../src/report/check-text.ts';
import type { CheckIncident } from '../../src/report/incident-list.ts';
import { incidentsReply } from '../../src/report/incident-list.ts';
import { withPings } from '../../src/report/ping-text.ts';
import { USUAL, uptimeReply, uptimesReply } from '../../src/report/uptime-text.ts';
import { ago } from './answer-data.ts';
import type { Told } from './examples.ts';
import { ANA, alertOf, card, NOW } from './examples.ts';

const CHECK: Check = {
  name: '',
  kind: 'http',
  target: CHECKS,
  criticality: 'normal',
  interval: MINUTE,
  timeout: 10 * SECOND,
  retries: 0,
  failAfter: 2,
  okAfter: 1,
  expect: [],
  warn: [],
  depends: [],
  slo: null,
  off: false,
  options: {},
};

type State = CheckView['state'];

function view(
  name: string,
  kind: string,
  {
    check = {},
    ...more
  }: Partial<State['last'] & State> & { readonly check?: Partial<Check> } = {},
): CheckView {
  const { status = 'healthy', since = NOW - 9 * DAY, latency = 41.2, reasons = [] } = more;
  const { details = {}, lastOk = NOW - 20 * SECOND } = more;
  const last = { status, latency, reasons, details, metrics: [], at: NOW - 20 * SECOND };
  return {
    id: name.length,
    check: { ...CHECK, name, kind, ...check },
    state: { status, since, against: 0, last, lastOk, held: null },
    off: null,
  };
}

const HTTP: Readonly<Record<string, CheckValue>> = {
  status: 200,
  redirects: 0,
  bytes: 18_204,
  first_byte_ms: 212.4,
  dns_ms: 3.1,
  connect_ms: 11.8,
  tls_ms: 24.5,
  'tls.days_left': 61,
  'tls.protocol': 'TLSv1.3',
};
const TLS: Readonly<Record<string, CheckValue>> = {
  'tls.valid': true,
  'tls.trusted': true,
  'tls.days_left': 9,
  'tls.name_matches': true,
  'tls.protocol': 'TLSv1.3',
  'tls.cipher': 'TLS_AES_256_GCM_SHA384',
  'tls.weak': false,
  'tls.issuer': "Let's Encrypt R11",
  'tls.subject': 'mail.example.com',
};

const DOWN = {
  status: 'unhealthy',
  latency: 10_002,
  reasons: ['no answer within 10 s: still waiting for the first byte'],
  since: ago(14),
  lastOk: ago(14) - 60 * SECOND,
} as const;
const SHOP = view('shop', 'http', {
  ...DOWN,
  check: { expect: ['status == 200', 'body.status == "ok"'] },
});
const API = view('api', 'http', {
  latency: 251.3,
  details: HTTP,
  check: {
    target: 'web-1',
    expect: ['status == 200', 'body.status == "ok"', 'latency_ms < 500'],
    warn: ['latency_ms < 300'],
  },
});
const MAIL = view('mail-certificate', 'tls', {
  details: TLS,
  latency: 38,
  check: { interval: HOUR },
});
const BACKUP = view('nightly-backup', 'push', {
  latency: null,
  details: { 'last success': '2026-11-26 02:04:11 UTC', run_s: 251, exit: 0 },
  check: { failAfter: 1 },
});
const GROUP = view('storefront', 'group', {
  status: 'unhealthy',
  latency: null,
  reasons: ['shop is down'],
  since: ago(13),
  lastOk: ago(13),
  details: { up: 2, down: 'shop' },
});

const SEARCH = view('search', 'http', {
  status: 'degraded',
  latency: 1_204,
  since: ago(31),
  reasons: ['latency_ms is 1204.221, expected latency_ms < 800'],
});

const CHECKS_OF_ALL: readonly CheckView[] = [
  SHOP,
  API,
  MAIL,
  BACKUP,
  GROUP,
  view('orders-database', 'postgres', {
    status: 'unhealthy',
    latency: null,
    since: NOW - 3 * HOUR,
    reasons: [
      '192.0.2.14:5432 refuses the log-in of monitor: password authentication failed for user "monitor"',
    ],
  }),
  SEARCH,
  ...['login', 'cart', 'images', 'docs', 'status-page'].map((name, index) =>
    view(name, 'http', { latency: 31 + 17 * index }),
  ),
  ...['router', 'printer'].map((name) =>
    view(name, 'icmp', { latency: 0.8, check: { interval: 30 * SECOND } }),
  ),
  view('resolver', 'dns', { latency: 4.2 }),
  view('session-cache', 'redis', { latency: 1.1 }),
  view('queue', 'rabbitmq', { latency: 12 }),
  view('ssh-of-backup-host-in-the-other-building', 'ssh', { latency: 84 }),
  {
    ...view('old-shop', 'http'),
    off: { check: 'old-shop', by: ANA, at: ago(3_000), reason: 'moved to shop' },
  },
  {
    ...view('new-thing', 'tcp', { status: 'unknown', latency: null, lastOk: null, since: ago(1) }),
    off: null,
  },
];

const change = (at: Instant, status: CheckChange['status'], reason = ''): CheckChange => ({
  check: 1,
  at,
  status,
  reason,
});
const COURSE = (view_: CheckView, ...fails: readonly (readonly [Instant, number])[]) => ({
  view: view_,
  changes: [
    change(NOW - 80 * DAY, 'healthy'),
    ...fails.flatMap(([at, took]) => [
      change(at, 'unhealthy', 'status is 502, expected status < 400'),
      ...(at + took < NOW ? [change(at + took, 'healthy')] : []),
    ]),
  ],
});
const COURSES = [
  COURSE(SHOP, [NOW - 9 * DAY, 22 * MINUTE], [NOW - 2 * DAY, 3 * MINUTE], [ago(14), HOUR]),
  COURSE(API, [NOW - 40 * DAY, 61 * MINUTE]),
  COURSE(MAIL),
  COURSE(BACKUP, [NOW - 4 * DAY, 9 * HOUR]),
  { view: view('new-thing', 'tcp'), changes: [] },
];

const ALERT = alertOf({
  id: 151,
  rule: 'check_down',
  targetName: CHECKS,
  labels: { name: 'shop' },
  message: `Check shop fails: ${DOWN.reasons[0]}`,
  evidence: { metric: 'check.up', value: false, operator: '==', limit: false },
  scoreBefore: 100,
  scoreNow: 60,
  type: 'health',
});

const incident = (more: Partial<CheckIncident>): CheckIncident => ({
  from: ago(14),
  to: null,
  down: 14 * MINUTE,
  unknown: 0,
  reason: DOWN.reasons[0],
  check: { name: 'shop', target: CHECKS },
  alert: ALERT,
  ...more,
});
const INCIDENTS = [
  incident({}),
  incident({
    check: { name: 'orders-database', target: CHECKS },
    from: NOW - 3 * HOUR,
    reason: 'refuses the log-in of monitor: password authentication failed for user "monitor"',
    alert: alertOf({
      id: 149,
      state: { kind: 'acknowledged', since: 0, firedAt: 0, by: ANA, at: 0, note: null },
    }),
  }),
  incident({
    check: { name: 'nightly-backup', target: CHECKS },
    from: NOW - 4 * DAY,
    to: NOW - 4 * DAY + 9 * HOUR,
    unknown: 20 * MINUTE,
    reason: 'no ping since 2026-11-21 02:03:58 UTC: it was due 24 h later and is 1 h 4 min late',
  }),
  incident({
    from: NOW - 2 * DAY,
    to: NOW - 2 * DAY + 3 * MINUTE,
    reason: 'status is 502, expected status < 400',
    alert: null,
  }),
];

const show = (one: CheckView, subject: string) =>
  withDeed(checkReply(one, subject, NOW), one, true);

/** What Tocsin says of checks. */
export const CHECK_ANSWERS: Readonly<Record<string, readonly Told[]>> = {
  check: [{ reply: checksReply(CHECKS_OF_ALL, NOW), asked: '/check' }],
  'check-few': [{ reply: checksReply([SHOP, API, MAIL, SEARCH, BACKUP], NOW), asked: '/check' }],
  'check-http': [
    { reply: show(API, 'GET https://api.example.com/health'), asked: '/check show api' },
    { reply: show(SHOP, 'GET https://shop.example.com/health'), asked: '/check show shop' },
  ],
  'check-tls': [
    { reply: show(MAIL, 'mail.example.com:465'), asked: '/check show mail-certificate' },
  ],
  'check-push': [
    {
      reply: withPings(
        show(BACKUP, 'at 0 2 * * * Europe/Berlin, may be 1 h late'),
        {
          key: 'k3Jm9vQx2LpT8sWd',
          log: {
            at: ago(68),
            text: 'dump of orders: 1.2 GB\ndump of users: 84 MB\nrsync to vault: ok',
          },
        },
        { enabled: true, host: 'monitor.example.com', port: 8_080 },
      ),
      asked: '/check show nightly-backup',
    },
  ],
  'check-group': [
    { reply: show(GROUP, 'all of shop, api, login'), asked: '/check show storefront' },
  ],
  'check-alert': [
    { reply: card({ alert: ALERT, unit: 'none', trend: [], clear: null, runbook: null }) },
  ],
  uptime: [{ reply: uptimesReply(COURSES, USUAL, NOW), asked: '/uptime' }],
  'uptime-one': [
    {
      reply: uptimeReply(COURSES[0] as (typeof COURSES)[0], USUAL, {
        now: NOW,
        zone: 'UTC',
        incidents: INCIDENTS.filter(({ check }) => check.name === 'shop'),
      }),
      asked: '/uptime shop',
    },
  ],
  incidents: [
    { reply: incidentsReply(INCIDENTS, { window: '7d', now: NOW }), asked: '/incidents' },
  ],
  certs: [
    {
      reply: certificatesReply([
        MAIL,
        API,
        view('shop', 'http', {
          details: {
            'tls.days_left': 61,
            'tls.issuer': 'DigiCert Global G2 TLS RSA SHA256 2020 CA1',
          },
        }),
      ]),
      asked: '/certs',
    },
  ],
};
