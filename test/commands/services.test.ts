import { expect, test } from 'vitest';
import type { CommandContext } from '../../src/chat/command.ts';
import { HOUR } from '../../src/model/time.ts';
import { NOON } from '../report/alerts.ts';
import { aService } from '../support/a-service.ts';
import { stubDesk } from './stub-context.ts';

const services = [
  aService('ollama', { kind: null, details: { details: 'Model: llama3.2, GPU: available' } }),
  aService('rag', { kind: null, details: { documents_count: 1250, index_status: 'ready' } }),
  aService('shop', { status: 'unhealthy', lastOk: NOON - HOUR, reasons: ['status is 500'] }),
  aService('mail', { target: 'web-2', status: 'paused', latency: null, at: null, lastOk: null }),
];

function desk(all = services) {
  const checks = { services: async () => all } as Partial<CommandContext['checks']>;
  const self = async () => ({ version: '1.2.3', startedAt: NOON - 2 * HOUR });
  return stubDesk({ context: { checks, self } as unknown as Partial<CommandContext> });
}

test('one service is shown with every detail and when it was last well', async () => {
  const { answer, ask } = desk();
  const rag = await answer('/health service=rag');
  expect(rag).toContain('rag: healthy');
  expect(rag).toMatch(/documents_count\W+1250/);
  expect(rag).toMatch(/index_status\W+ready/);
  expect(await answer('/health rag')).toBe(rag);
  expect(await answer('/health nobody')).toContain('There is no target “nobody”');
  expect(await answer('/health service=ollama')).toContain('Model: llama3.2, GPU: available');
  const shop = await answer('/health service=shop');
  expect(shop).toContain('status is 500');
  expect(shop).toMatch(/last ok\W+1 h ago/);
  expect(await answer('/health service=mail')).toMatch(/last check\W+never/);
  expect((await ask('/health service=shop')).data).toMatchObject({
    ...{ id: 'shop', status: 'unhealthy', latency_ms: 23 },
    last_ok: new Date(NOON - HOUR).toISOString(),
  });
});

test('all are shown, the worst first, each in a field of its own', async () => {
  const text = await desk().answer('/health detail=true');
  expect(text).toContain('4 checks, 1 not healthy');
  expect(text).toMatch(/shop[\s\S]*ollama[\s\S]*rag[\s\S]*mail/);
  expect(text).toContain('unhealthy · 23 ms · 1 min ago · last ok 1 h ago');
  expect(text).toContain('status is 500');
  expect(text).toContain('Tocsin 1.2.3, up 2 h');
  const ours = await desk().answer('/health web-2 detail=true');
  expect(ours).toContain('1 check, 0 not healthy');
  expect(ours).not.toContain('shop');
});

test.each([
  { all: services, line: '/health service=raag', said: 'Checks: ollama, rag, shop, mail.' },
  { all: [], line: '/health service=rag', said: 'There is none.' },
  { all: [], line: '/health detail=true', said: '/watch' },
  { all: services, line: '/health web-9 detail=true', said: 'There is no target' },
])('$line is answered with $said', async ({ all, line, said }) => {
  expect(await desk(all).answer(line)).toContain(said);
});

test('services complete by name and kind', async () => {
  expect(await desk().complete('health', 'service', 'told')).toEqual([
    { value: 'ollama', label: 'ollama (told by web-1)' },
    { value: 'rag', label: 'rag (told by web-1)' },
  ]);
});
