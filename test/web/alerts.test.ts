import { describe, expect, test } from 'vitest';
import { NEW_LIFE } from '../../src/model/alert.ts';
import { NOW, pushing } from './serving.ts';

const DONE = {
  ...{
    id: 7,
    fingerprint: 'f',
    rule: 'r',
    target: 1,
    targetName: 'web-1',
    life: NEW_LIFE,
    labels: {},
    severity: 'error',
  },
  ...{
    version: 2,
    message: 'm',
    type: 'custom',
    lead: null,
    previous: null,
    scoreBefore: null,
    scoreNow: null,
  },
  state: {
    kind: 'acknowledged',
    since: NOW,
    firedAt: NOW,
    by: { id: 'api:ana', name: 'ana' },
    at: NOW,
    note: 'mine',
  },
};

describe('alerts', () => {
  test('are raised with what is given, and bad ones are named', async () => {
    const { post, world } = await pushing();
    const rows = [
      {
        message: 'Payment failed\nthrice',
        severity: 'critical',
        type: 'payments',
        target: 'web-1',
        fingerprint: 'pay',
      },
      { message: 'm' },
      { severity: 'critical' },
      { message: 'm', severity: 'fatal' },
      { message: 'm', target: 'web-9' },
      { message: 'm', idempotency_key: 'a' },
      { message: 'm', idempotency_key: 'a' },
    ];
    const { status, json } = await post('/api/alerts', rows);
    expect(status).toBe(202);
    expect(json).toEqual({
      ...{ accepted: 3, duplicate: 1, ids: [1, 2, 3] },
      rejected: [
        { index: 2, reason: 'message is missing — add it' },
        {
          index: 3,
          reason: 'severity: "fatal" — write one of info, warning, error, critical, emergency',
        },
        { index: 4, reason: 'target: "web-9" is not watched — did you mean web-1?' },
      ],
    });
    expect(world.raised.slice(0, 2)).toEqual([
      {
        message: 'Payment failed\nthrice',
        severity: 'critical',
        type: 'payments',
        target: 1,
        fingerprint: 'pay',
      },
      { message: 'm', severity: 'warning', type: 'custom', target: null, fingerprint: null },
    ]);
  });

  test('more than 100 at once are refused', async () => {
    const { post } = await pushing();
    expect(
      (
        await post(
          '/api/alerts',
          Array.from({ length: 101 }, () => ({ message: 'm' })),
        )
      ).status,
    ).toBe(413);
  });

  test.each(['acknowledge', 'resolve'] as const)(
    '%s says who did it and gives the alert',
    async (action) => {
      const done: unknown[] = [];
      const { post } = await pushing({
        async act(...given) {
          done.push(given);
          return { kind: 'done', alert: DONE } as never;
        },
      });
      const answer = await post(`/api/alerts/7/${action}`, { user: 'ana', note: 'mine' });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({
        id: 7,
        target: 'web-1',
        state: 'acknowledged',
        by: 'ana',
        note: 'mine',
      });
      await post(`/api/alerts/7/${action}`, '');
      expect(done).toEqual([
        [action, 7, { user: 'ana', note: 'mine', isNoise: false }],
        [action, 7, { user: 'API', note: null, isNoise: false }],
      ]);
    },
  );

  test.each([
    { path: '/api/alerts/9/resolve', body: {}, code: 404 },
    { path: '/api/alerts/8/resolve', body: {}, code: 409 },
    { path: '/api/alerts/x/resolve', body: {}, code: 400 },
    { path: '/api/alerts/8/resolve', body: '{"user":', code: 400 },
    { path: '/api/alerts/8/resolve', body: { usr: 'a' }, code: 400 },
    { path: '/api/alerts/8/resolve', body: { user: 5 }, code: 400 },
    { path: '/api/alerts/8/resolve', body: { false_positive: 'yes' }, code: 400 },
    { path: '/api/alert', body: {}, code: 404 },
  ])('$path with $body is $code', async ({ path, body, code }) => {
    const { post } = await pushing({
      act: async (_action, id) =>
        id === 8
          ? ({ kind: 'unchanged', alert: DONE, why: 'it is resolved already' } as never)
          : { kind: 'unknown', id },
    });
    const answer = await post(path, body);
    expect(answer.status).toBe(code);
    expect(answer.json.error).toEqual(expect.any(String));
  });
});
