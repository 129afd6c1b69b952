import type { CommandContext } from '../../src/chat/command.ts';
import type { ActionRun, ActionView, SafeAction } from '../../src/model/action.ts';
import type { ErrorGroup, KeptEntry, LogLevel } from '../../src/model/log.ts';
import type { Target } from '../../src/model/target.ts';
import { DAY, MINUTE, SECOND } from '../../src/model/time.ts';
import { ago } from './answer-data.ts';
import { ANA, NOW } from './examples.ts';

export const WEB = { id: 1, name: 'web-1', interval: 30 * SECOND } as unknown as Target;
export const DB = { id: 2, name: 'db-1', interval: 30 * SECOND } as unknown as Target;

export const ACTION: SafeAction = {
  name: 'restart-shop',
  deed: { kind: 'restart', container: 'shop' },
  dryRun: null,
  timeout: 60 * SECOND,
  rules: [],
  perHour: 3,
  twoPerson: false,
  after: null,
  evenAcknowledged: false,
};
export const RUN: ActionRun = {
  id: 31,
  target: 1,
  action: 'clean-cores',
  deed: 'runs find /var/crash -name core.\\* -mtime +1 -print -delete',
  mode: 'real',
  state: 'done',
  by: ANA,
  asked: null,
  at: ago(3),
  expires: null,
  alert: 142,
  token: null,
  code: 0,
  took: 2_140,
  output: '/var/crash/core.4121\n/var/crash/core.4187\n/var/crash/core.5003\nfreed 8.2 GB',
  detail: '',
};
export const DRY: ActionRun = {
  ...RUN,
  mode: 'dry',
  deed: 'runs find /var/crash -name core.\\* -mtime +1 -print',
  took: 340,
  output: '/var/crash/core.4121\n/var/crash/core.4187\n/var/crash/core.5003',
};
export const CLEAN: ActionView = {
  ref: 'a1b2c3',
  target: WEB,
  action: {
    ...ACTION,
    name: 'clean-cores',
    deed: { kind: 'run', command: 'find /var/crash -name core.\\* -mtime +1 -print -delete' },
    dryRun: 'find /var/crash -name core.\\* -mtime +1 -print',
    rules: ['high_disk'],
  },
  deed: RUN.deed,
  last: { ...RUN, at: NOW - 2 * DAY },
};
export const FAIL_OVER: ActionView = {
  ref: 'd4e5f6',
  target: DB,
  action: { ...ACTION, name: 'fail-over', twoPerson: true, perHour: 1, timeout: 5 * MINUTE },
  deed: 'runs /usr/local/bin/promote-replica --cluster main --wait 60',
  last: null,
};
export const ACTIONS: readonly ActionView[] = [
  {
    ref: '9f8e7d',
    target: WEB,
    action: { ...ACTION, after: 5 * MINUTE },
    deed: 'restarts the container shop',
    last: {
      ...RUN,
      action: 'restart-shop',
      state: 'failed',
      code: 1,
      detail: 'the container exits at once: exit code 1',
      at: ago(500),
    },
  },
  CLEAN,
  FAIL_OVER,
];

export const entry = (minutes: number, level: LogLevel | null, text: string): KeptEntry => ({
  ...{ id: minutes, target: 1, log: 'shop', at: ago(minutes), level, logger: null, text },
  ...{ print: null, category: null },
});
export const ENTRIES = [
  entry(1, 'info', '2026-11-26 03:11:00,120 INFO  shop.cart  added 3 to basket of 88213'),
  entry(
    2,
    'error',
    '2026-11-26 03:10:00,120 ERROR shop.payment  cannot reach bank\nTraceback (most recent call last):\n  File "/srv/shop/payment.py", line 88, in charge\n    answer = bank.post(order, timeout=5)\n  File "/srv/shop/bank.py", line 20, in post\n    raise Timeout(f"no answer within {timeout} s")\nbank.Timeout: no answer within 5 s',
  ),
  entry(
    4,
    'warning',
    '2026-11-26 03:08:00,120 WARN  shop.db  slow query: 2.4 s SELECT * FROM orders WHERE customer = 88213 AND state IN (1, 2, 3) ORDER BY created DESC',
  ),
  entry(5, 'info', '2026-11-26 03:07:00,120 INFO  shop.web  GET /product/991 200 34 ms'),
];
export const GROUPS: readonly ErrorGroup[] = [
  {
    print: 'shop.payment cannot reach bank: no answer within <n> s',
    category: 'timeout',
    count: 412,
    first: ago(1_200),
    last: ago(2),
    example: ENTRIES[1] as KeptEntry,
  },
  {
    print: 'shop.db connection to <ip>:<n> refused',
    category: 'connection',
    count: 88,
    first: ago(900),
    last: ago(61),
    example: entry(
      61,
      'error',
      '2026-11-26 02:11:00,120 ERROR shop.db connection to 192.0.2.14:5432 refused',
    ),
  },
  {
    print: 'KeyError: <text>',
    category: null,
    count: 1,
    first: ago(40),
    last: ago(40),
    example: entry(40, 'error', "KeyError: 'basket'"),
  },
];
export const LOGS = {
  now: NOW,
  zone: 'UTC',
  actor: { role: 'admin', name: 'Ana' },
  targets: { list: async () => [WEB, DB] },
  logs: {
    find: async () => ENTRIES,
    errors: async ({ to }: { to: number }) =>
      to > NOW
        ? { total: 501, groups: GROUPS }
        : { total: 120, groups: GROUPS.slice(1, 2).map((one) => ({ ...one, count: 120 })) },
    counts: async () => ({
      entries: 48_211,
      errors: 501,
      warnings: 1_320,
      errorsOverTime: Array.from({ length: 24 }, (_, index) =>
        Math.round(10 + 9 * Math.sin(index / 3) + (index > 18 ? 40 : 0)),
      ),
    }),
  },
  samples: {
    query: async () => ({
      series: [
        ['payment-timeout', 412],
        ['slow-query', 77],
        ['login-failed', 9],
      ].map(([name, value]) => ({ labels: { name }, points: [{ at: NOW, value }] })),
    }),
  },
} as unknown as CommandContext;
