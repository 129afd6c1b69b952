import type { ContainerSight, SeenContainer } from '../../src/model/container.ts';
import type { EventReader } from '../../src/model/event-question.ts';
import type { StorageReport } from '../../src/model/storage.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import type { containersReply } from '../../src/report/container-list.ts';
import { ago } from './answer-data.ts';
import { NOW } from './examples.ts';

export const container = (name: string, more: Partial<SeenContainer> = {}): SeenContainer => ({
  ...{ name, service: null, project: null, id: 'c0ffee', image: `${name}:1`, state: 'running' },
  ...{
    health: 'healthy',
    exitCode: 0,
    isOomKilled: false,
    startedAt: NOW - 9 * DAY,
    finishedAt: null,
  },
  ...{ restartCount: 0, restarts: 0, oomKills: 0, hasRun: true, trouble: null },
  ...more,
});
export const SIGHT: ContainerSight = {
  at: ago(1),
  trouble: null,
  more: 0,
  containers: [
    container('shop-web-1'),
    container('shop-postgres-1', { health: null }),
    container('shop-worker-1', {
      state: 'exited',
      exitCode: 137,
      restarts: 4,
      trouble: 'it was killed for want of memory (exit code 137) 3 min ago, after 4 restarts',
    }),
    container('shop-search-1', { health: 'unhealthy', startedAt: NOW - 2 * HOUR }),
    container('migrate', { state: 'exited', health: null }),
  ],
};
export const CONTAINERS = {
  now: NOW,
  containers: { sight: async (id: number) => (id === 1 ? SIGHT : null) },
  rounds: { last: async () => ({ at: ago(1) }) },
  samples: {
    query: async ({ metric }: { metric: string }) => ({
      series: SIGHT.containers.map(({ name }, index) => ({
        target: 1,
        labels: { name },
        points: [
          { at: NOW, value: metric === 'container.cpu' ? 3.21 * (index + 1) : 214e6 * (index + 1) },
        ],
      })),
    }),
  },
} as unknown as Parameters<typeof containersReply>[0];

export const STORAGE: StorageReport = {
  parts: { database: 4.1e6, samples: 812e6, logs: 92e6, backups: 240e6 },
  limit: 2e9,
  logsLimit: 200e6,
  samples: {
    ...{ series: 4_812, count: 201_400_000, free: 3.1e6, bytesEach: { chunks: 2.41, all: 3.02 } },
    tiers: { log: 1.2e6, parts: 18e6, chunks: 640e6, hours: 150e6 },
    perDay: { samples: 13_800_000, chunks: 33e6, hours: 7e6 },
    own: [],
    oldest: { chunks: NOW - 19 * DAY, hours: NOW - 120 * DAY },
    targets: [
      { target: 'web-1', series: 3_020, samples: 140_000_000, bytes: 430e6 },
      { target: 'db-1', series: 1_792, samples: 61_400_000, bytes: 210e6 },
    ],
  },
  events: { count: 812_004, bytes: 61e6, perDay: 41_000, most: 200e6 },
  retention: {
    points: 30 * DAY,
    hours: 730 * DAY,
    exceptions: [{ metric: 'app.latency', kept: 7 * DAY }],
  },
  written: { bytes: 44e6, span: 20 * HOUR },
  writtenLimit: 500e6,
  series: {
    perTarget: 5_000,
    all: 200_000,
    refused: [{ target: 'web-1', metric: 'visits.user_*', count: 214 }],
  },
  registered: 12,
};

export const EVENTS = {
  ask: async (_: unknown, { ask, field }: { ask: string; field?: string | null }) => {
    if (ask === 'top')
      return {
        isWhole: true,
        count: 41_204,
        rest: 320,
        values: (field == null
          ? ['api_call', 'page_view', 'login', 'purchase', 'error']
          : ['/api/v2/orders/{id}/items', '/api/v2/search', '/', '/login', '/health']
        ).map((value, index) => ({
          value,
          count: Math.round(22_000 / (index + 1) ** 2),
          share: 0.55 / (index + 1) ** 2,
          last: ago(1),
        })),
      };
    if (ask === 'heatmap') {
      const cells = Array.from({ length: 7 }, (_row, day) =>
        Array.from({ length: 24 }, (_cell, hour) =>
          Math.max(0, Math.round((day > 4 ? 20 : 100) * Math.sin(((hour - 6) / 16) * Math.PI))),
        ),
      );
      return { isWhole: true, cells, count: cells.flat().reduce((a, b) => a + b) };
    }
    if (ask === 'sessions')
      return {
        isWhole: true,
        users: 1_204,
        sessions: 3_321,
        medianLength: 4 * MINUTE,
        meanLength: 7.4 * MINUTE,
        eventsPerSession: 8.24,
        returning: 621,
      };
    return {
      isWhole: true,
      events: [
        {
          target: 1,
          type: 'api_call',
          at: ago(1),
          tags: { endpoint: '/api/v2/orders/{id}/items', method: 'GET' },
          body: { status: 200, ms: 34.1, user: 'u-88213' },
          key: null,
        },
        {
          target: 1,
          type: 'purchase',
          at: ago(3),
          tags: { shop: 'main' },
          body: { amount: 42.5, currency: 'EUR' },
          key: null,
        },
      ],
    };
  },
} as unknown as EventReader;
