import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../../src/model/alert.ts';
import { leftOut, postedAlert, webhookAlerts } from '../../../src/web/foreign/alertmanager.ts';
import { SEVERITY_WORDS, severityIn } from '../../../src/web/foreign/reading.ts';
import { kumaAlerts } from '../../../src/web/foreign/uptime-kuma.ts';

const NOW = Date.parse('2030-01-15T12:00:00Z');
const labels = { alertname: 'HighLatency', instance: 'web-1:9100', severity: 'critical' };

/** As Prometheus 2.42 sends it. */
const POSTED = {
  annotations: { description: 'Over 2 s for 5 min', summary: 'Latency is high' },
  endsAt: '2030-01-15T12:04:00.000Z',
  startsAt: '2030-01-15T11:58:30.123Z',
  generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=up',
  labels,
};

describe('an alert of POST /api/v2/alerts', () => {
  test('is read whole', () => {
    expect(postedAlert(POSTED, NOW)).toEqual({
      ...{ source: 'prometheus', rule: 'HighLatency', labels, severity: 'critical' },
      about: ['web-1:9100'],
      message: 'Latency is high',
      detail: 'Over 2 s for 5 min',
      startsAt: NOW - 89_877,
      ...{ isOver: false, endsAt: NOW + 240_000 },
      mark: expect.stringMatching(/^[0-9a-f]{24}$/),
      ...{ url: POSTED.generatorURL, sender: null, cut: [] },
    });
  });

  test.each([
    { name: 'an end that has passed', endsAt: '2030-01-15T11:59:59Z', over: true, end: -1_000 },
    { name: 'an end with a zone', endsAt: '2030-01-15T13:01:00+01:00', over: false, end: 60_000 },
    { name: 'no end: five minutes', endsAt: undefined, over: false, end: 300_000 },
    { name: "Go's zero time: none", endsAt: '0001-01-01T00:00:00Z', over: false, end: 300_000 },
  ])('with $name', ({ endsAt, over, end }) => {
    expect(postedAlert({ ...POSTED, endsAt }, NOW)).toMatchObject({
      isOver: over,
      endsAt: NOW + end,
    });
  });

  test('is the same in whatever order its labels come, and another with another label', () => {
    const mark = (given: object) => (postedAlert({ labels: given }, NOW) as { mark: string }).mark;
    expect(mark({ b: '2', a: '1' })).toBe(mark({ a: '1', b: '2' }));
    expect(mark({ a: '1', b: '3' })).not.toBe(mark({ a: '1', b: '2' }));
  });

  test.each([
    { given: 5, why: /5 is no alert/ },
    { given: {}, why: /labels are missing/ },
    { given: { labels: [] }, why: /labels: a list — write an object/ },
    { given: { labels: { a: '' } }, why: /there is none/ },
    { given: { labels: { a: { b: 1 } } }, why: /label "a": an object — write a text/ },
    { given: { labels, startsAt: 'yesterday' }, why: /startsAt: "yesterday" — write a time/ },
    { given: { labels, endsAt: 12 }, why: /endsAt: 12 — write a time/ },
  ])('$given is refused with the reason', ({ given, why }) => {
    expect(postedAlert(given, NOW)).toMatch(why);
  });

  test('of 300 kB is cut, and says so', () => {
    const big = 'x'.repeat(150_000);
    const read = postedAlert(
      { labels: { ...labels, big }, annotations: { summary: big, description: big } },
      NOW,
    );
    if (typeof read === 'string') throw new Error(read);
    expect([read.message.length, read.detail?.length, read.labels['big']?.length]).toEqual([
      300, 1_000, 500,
    ]);
    expect(read.cut).toEqual([
      'label "big" has 150000 characters: cut to 500',
      'summary has 150000 characters: cut to 300',
      'description has 150000 characters: cut to 1000',
    ]);
  });

  test('keeps 64 labels, and none that every object answers to', () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`l${at}`, 'v']));
    const forged = JSON.parse(`{"__proto__": "x", ${JSON.stringify(many).slice(1)}`);
    const read = postedAlert({ labels: forged }, NOW);
    if (typeof read === 'string') throw new Error(read);
    expect(Object.keys(read.labels)).toHaveLength(64);
    expect(read.cut).toEqual(['17 of its 81 labels are left out']);
  });

  test('cannot say by labels where it comes from', () => {
    const forged = { ...labels, 'source.url': 'http://192.0.2.1/', 'source.sender': 'http://am' };
    expect(postedAlert({ labels: forged }, NOW)).toMatchObject({
      labels,
      cut: ['2 of its 5 labels are left out'],
    });
  });

  test('shows texts on one line, and links only to the web', () => {
    const read = postedAlert(
      {
        labels,
        annotations: { summary: 'a\u0000\n b', runbook_url: 'javascript:alert(1)' },
        generatorURL: 'file:///etc/passwd',
      },
      NOW,
    );
    expect(read).toMatchObject({ message: 'a b', url: null });
  });
});

/** As Alertmanager 0.25 sends it. */
const WEBHOOK = {
  receiver: 'tocsin',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels,
      annotations: { summary: 'Latency is high', runbook_url: 'https://wiki.example.com/latency' },
      startsAt: '2030-01-15T11:58:30.123Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=up',
      fingerprint: 'c6eadffa33fcdf37',
    },
    { status: 'resolved', labels: { alertname: 'Other' }, annotations: {} },
  ],
  groupLabels: { alertname: 'HighLatency' },
  commonLabels: labels,
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example.com:9093',
  version: '4',
  groupKey: '{}:{alertname="HighLatency"}',
  truncatedAlerts: 3,
};

describe('a webhook of Alertmanager', () => {
  test('gives each alert, with its sender and the runbook', () => {
    expect(webhookAlerts(WEBHOOK, 'alertmanager')).toMatchObject([
      {
        ...{ source: 'alertmanager', isOver: false, endsAt: null, message: 'Latency is high' },
        url: 'https://wiki.example.com/latency',
        sender: 'http://alertmanager.example.com:9093',
      },
      { isOver: true, message: 'Other', severity: 'warning' },
    ]);
    expect(leftOut(WEBHOOK)).toBe(3);
  });

  test('names each bad alert by itself', () => {
    const alerts = [{ status: 'pending', labels }, null, ...WEBHOOK.alerts];
    expect(webhookAlerts({ alerts }, 'alertmanager')).toEqual([
      'status: "pending" — write firing or resolved',
      'null is no alert — write an object with labels',
      expect.objectContaining({ rule: 'HighLatency' }),
      expect.objectContaining({ rule: 'Other' }),
    ]);
  });

  test.each([null, [], 'x', {}, { alerts: {} }])('%j is none', (body) => {
    expect(webhookAlerts(body, 'alertmanager')).toMatch(/no list `alerts`/);
  });
});

test('a webhook of Grafana links to its panel', () => {
  const [alert] = WEBHOOK.alerts;
  const body = {
    ...{ ...WEBHOOK, orgId: 1, title: '[FIRING:1]', state: 'alerting', message: 'text' },
    alerts: [
      {
        ...alert,
        annotations: { description: 'Too slow' },
        silenceURL: 'https://grafana.example.com/alerting/silence/new',
        dashboardURL: 'https://grafana.example.com/d/1',
        panelURL: 'https://grafana.example.com/d/1?viewPanel=2',
        values: { B: 44.2, C: 1 },
        valueString: '[ var=B value=44.2 ]',
      },
    ],
  };
  expect(webhookAlerts(body, 'grafana')).toMatchObject([
    {
      ...{ source: 'grafana', message: 'Too slow', detail: null },
      url: 'https://grafana.example.com/d/1?viewPanel=2',
    },
  ]);
});

/** As Uptime Kuma 1.23 sends it. */
const KUMA = {
  heartbeat: {
    ...{ monitorID: 29, status: 0, time: '2030-01-15 11:59:35.527', msg: 'getaddrinfo ENOTFOUND' },
    ...{ important: true, duration: 0, timezone: 'Europe/Berlin', timezoneOffset: '+01:00' },
  },
  monitor: {
    ...{ id: 29, name: 'shop', type: 'http', hostname: null },
    url: 'https://ana:secret@shop.example.com/health?token=secret',
    tags: [
      { name: 'team', value: 'core' },
      { name: 'public', value: '' },
    ],
  },
  msg: '[shop] [🔴 Down] getaddrinfo ENOTFOUND',
};

describe('a webhook of Uptime Kuma', () => {
  test('is read whole, without what an address may hold', () => {
    const [read] = kumaAlerts(KUMA, NOW);
    expect(read).toMatchObject({
      ...{ source: 'uptime-kuma', rule: 'monitor_down', severity: 'critical', isOver: false },
      message: 'shop is down: getaddrinfo ENOTFOUND',
      about: ['shop', 'shop.example.com'],
      startsAt: NOW - 24_473,
      labels: {
        ...{ monitor: 'shop', type: 'http', team: 'core', public: 'true' },
        instance: 'shop.example.com',
      },
      url: 'https://shop.example.com/health',
    });
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  test.each([
    { status: 0, over: [false] },
    { status: 1, over: [true] },
    { status: 2, over: [] },
    { status: 3, over: [true] },
  ])('state $status', ({ status, over }) => {
    const body = { ...KUMA, heartbeat: { ...KUMA.heartbeat, status } };
    const read = kumaAlerts(body, NOW);
    expect(
      typeof read === 'string' ? read : read.map((one) => (one as { isOver: boolean }).isOver),
    ).toEqual(over);
  });

  test.each([
    { msg: 'My Webhook Testing', lasts: 300_000 },
    { msg: '[shop] certificate will expire in 7 days', lasts: 86_400_000 },
  ])('$msg is an alert that ends by itself', ({ msg, lasts }) => {
    expect(kumaAlerts({ heartbeat: null, monitor: null, msg }, NOW)).toMatchObject([
      { message: msg, severity: 'warning', endsAt: NOW + lasts },
    ]);
  });

  test.each([
    { body: 'x', why: /no webhook of Uptime Kuma/ },
    { body: {}, why: /no `msg` — set its request body to application\/json/ },
  ])('$body is none', ({ body, why }) => {
    expect(kumaAlerts(body, NOW)).toMatch(why);
  });

  test.each([
    {
      body: { ...KUMA, heartbeat: { status: 7 } },
      why: 'heartbeat.status: 7 — write 0, 1, 2 or 3',
    },
    { body: { ...KUMA, monitor: {} }, why: 'monitor.name is missing' },
    { body: { msg: '' }, why: 'msg is empty' },
  ])('$why', ({ body, why }) => {
    expect(kumaAlerts(body, NOW)).toEqual([why]);
  });
});

test('severities are found by the words of others', () => {
  expect(severityIn({ severity: 'Page' }, 'warning')).toBe('critical');
  expect(severityIn({ priority: 'P2' }, 'warning')).toBe('error');
  expect(severityIn({ severity: 'sometimes', level: 'fatal' }, 'warning')).toBe('emergency');
  expect(severityIn({}, 'warning')).toBe('warning');
});

test('the guide shows the words for severities', () => {
  const guide = readFileSync('docs/other-alerts.md', 'utf8');
  for (const severity of SEVERITIES) {
    expect(guide).toContain(`| \`${severity}\` | ${SEVERITY_WORDS[severity].join(', ')} |`);
  }
});
