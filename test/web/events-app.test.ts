import { expect, test } from 'vitest';
import { running, yamlWith } from '../app/running.ts';
import { pushingApp } from './pushing-app.ts';

const RULES = `
  - {name: call_failed, when: "increase('calls.failed', '5m') > 0", severity: error, message: "A call of {endpoint} failed"}
  - {name: call_slow, when: calls.ms > 1000, severity: error, message: "{endpoint} takes {value}"}
events:
  - {type: call, when: status >= 500, counter: calls.failed, by: [endpoint]}
  - {type: call, histogram: calls.ms, field: ms, by: endpoint}
  - type: refused
    when: not ok
    alert: {severity: critical, type: payment, message: "{target}: {who} refuses", by: [who]}
`;

test('events grow a counter, give values, and raise an alert once; rules judge them', async () => {
  const app = await pushingApp({ rules: RULES });
  const call = (endpoint: string, status: number, ms: number) => {
    return { target: 'here', type: 'call', tags: { endpoint }, body: { status, ms } };
  };
  const sent = [call('/a', 200, 10), call('/b', 503, 20), call('/c', 200, 1_500)];
  expect((await app.post('/api/events', sent)).json).toMatchObject({ accepted: 3, rejected: [] });
  await app.told(/A call of \/b failed/);
  await app.told(/\/c takes 1,500/);
  const refused = { target: 'here', type: 'refused', tags: { who: 'bank' }, body: { ok: false } };
  await app.post('/api/events', [refused, { ...refused, body: { ok: true } }]);
  await app.told(/here: bank refuses/);
  await app.post('/api/events', refused);
  const alerts = await app.ask('alerts');
  expect(alerts.match(/bank refuses/g)).toHaveLength(1);
  expect(alerts).not.toMatch(/A call of \/[ac] failed/);
  expect(await app.ask('events')).toMatch(/refused .*50% 3\ncall .*50% 3/);
  expect(await app.ask('explain calls.failed')).toContain('counter: only grows');
  expect(await app.ask('explain calls.ms')).toContain('histogram: one value per case');
  expect((await app.metrics()).get('calls_failed')?.type).toBe('counter');
});

test('values of one millisecond are all kept, and a key that comes again makes none', async () => {
  const app = await pushingApp({ rules: RULES });
  const at = Date.now() - 1_000;
  const rows = [1, 2, 3].map((ms) => {
    const tags = { endpoint: '/a' };
    return { target: 'here', type: 'call', at, tags, body: { ms }, idempotency_key: `k${ms}` };
  });
  await app.post('/api/events', rows.slice(0, 2));
  expect((await app.post('/api/events', rows)).json).toMatchObject({ accepted: 1, duplicate: 2 });
  expect(await app.ask('trend calls.ms 1h')).toContain('min 1, average 2, max 3');
});

test('what a preset records feeds the metrics and rules of the preset', async () => {
  const yaml = yamlWith().replace('kind: local,', 'kind: local, preset: trading-bot,');
  const app = await pushingApp({ yaml });
  const call = { target: 'here', endpoint: 'account', response_ms: 6_000, status_code: 503 };
  const trade = {
    ...{ target: 'here', symbol: 'ABC', side: 'buy', quantity: 1, price: 2 },
    execution_ms: 9,
    ok: false,
  };
  expect((await app.post('/api/calls', call)).json).toMatchObject({ accepted: 1, rejected: [] });
  expect((await app.post('/api/trades', trade)).json).toMatchObject({ accepted: 1, rejected: [] });
  await app.told(/The API answers here in 6 s/);
  await app.told(/A trade of here failed/);
  const text = await app.ask('metrics here trading');
  expect(text).toMatch(/trade\.execution_ms +9 ms/);
  expect(text).toMatch(/trade\.failed +1 /);
  expect((await app.post('/api/orders', trade)).status).toBe(404);
});

test('a wrong mapping is refused with what to write', async () => {
  const events = `
events:
  - {type: call, counter: a, histogram: b, field: ms}
  - {type: call, histogram: calls.ms}
  - {type: call, counter: calls, when: "rate('x', '5m') > 1"}
  - {type: call, alert: {message: x, sevrity: error}}
`;
  await expect(running(yamlWith(events))).rejects.toThrow(
    /write one of `counter`, `histogram` and `alert`.*field is missing — write the field that holds the value.*there is no past to look at.*sevrity is unknown — did you mean `severity`/s,
  );
});
