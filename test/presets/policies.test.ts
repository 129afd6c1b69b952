import { expect, test } from 'vitest';
import { findPolicy } from '../../src/presets/all.ts';
import { scoreAnswer } from '../../src/score/answer.ts';

const BUSY = { 'system.cpu': 85, 'system.memory': 86, 'system.disk': 91 };

test.each([
  { of: 'calls-bot', facts: { 'heartbeat.age_s': null }, score: 70 },
  { of: 'calls-bot', facts: { 'heartbeat.age_s': 1, 'log.new_errors': 2 }, score: 95 },
  { of: 'trading-bot', facts: { 'api.up': false, 'engine.up': false }, score: 40 },
  { of: 'trading-bot', facts: { 'database.up': false, 'web.up': false }, score: 70 },
  { of: 'trading-bot', facts: { 'api.response_ms': 1_500 }, score: 95 },
  { of: 'trading-bot', facts: { 'api.response_ms': 5_001 }, score: 85 },
  { of: 'trading-bot', facts: { 'trade.execution_ms': 2_001 }, score: 90 },
  { of: 'trading-bot', facts: BUSY, score: 75 },
  { of: 'persona-bot', facts: BUSY, score: 70 },
  { of: 'persona-bot', facts: { 'errors.percent': 5.1 }, score: 80 },
  { of: 'persona-bot', facts: { 'response.ttft_ms': 3_000 }, score: 95 },
  { of: 'persona-bot', facts: { 'response.ttft_ms': 3_001 }, score: 90 },
  {
    of: 'persona-bot',
    facts: { 'llm.up': true, 'service.up': [up('llm', true), up('tts', false)] },
    score: 90,
  },
  {
    of: 'persona-bot',
    facts: { 'llm.up': false, 'service.up': [up('llm', false), up('tts', true)] },
    score: 75,
  },
  { of: 'trading-platform', facts: { 'database.up': false, 'api.up': false }, score: 40 },
  { of: 'trading-platform', facts: { 'websocket.connected': false }, score: 80 },
  { of: 'trading-platform', facts: { 'data.last_update': 599 }, score: 100 },
  { of: 'trading-platform', facts: { 'data.last_update': 600 }, score: 95 },
  { of: 'trading-platform', facts: { 'data.last_update': 3_600 }, score: 80 },
  { of: 'trading-platform', facts: { 'orders.success_rate': 0.79 }, score: 85 },
  { of: 'trading-platform', facts: { 'system.memory': 90 }, score: 95 },
  { of: 'trading-platform', facts: { 'data.gaps': 11, 'websocket.disconnects': 4 }, score: 80 },
  { of: 'sms-agent', facts: { 'database.up': false, 'redis.up': false }, score: 55 },
  { of: 'sms-agent', facts: { 'openai.up': false, 'twilio.up': false }, score: 50 },
  { of: 'sms-agent', facts: tasks(95), score: 100 },
  { of: 'sms-agent', facts: tasks(94), score: 90 },
  { of: 'sms-agent', facts: tasks(79), score: 80 },
  { of: 'sms-agent', facts: BUSY, score: 80 },
])('$of, $facts: $score', ({ of, facts, score }) => {
  const policy = findPolicy(of);
  expect(policy && scoreAnswer(policy, facts)).toMatchObject({ answer: { score } });
});

test('nobody worked, so nothing failed', () => {
  const policy = findPolicy('sms-agent');
  const facts = { 'system.cpu': 1, tasks_last_hour: 0, successful_tasks_last_hour: 0 };
  expect(policy && scoreAnswer(policy, facts)).toMatchObject({ answer: { score: 100 } });
});

function up(service: string, value: boolean) {
  return { labels: { service }, value };
}

function tasks(successful: number) {
  return { tasks_last_hour: 100, successful_tasks_last_hour: successful };
}
