import { describe, expect, test } from 'vitest';
import { findPolicy } from '../../src/presets/all.ts';
import type { ScoreAnswer } from '../../src/score/answer.ts';
import { scoreAnswer } from '../../src/score/answer.ts';

const GOOD = {
  'containers.down': 0,
  'containers.restarted': 0,
  'heartbeat.age_s': 30,
  'budget.used_pct': 40,
  'system.disk': 50,
  'system.memory': 50,
  'calls.signals_enabled': true,
};
const MISSING = { 'heartbeat.age_s': null };
const DOWN = { 'containers.down': 1 };

function score(facts: object): ScoreAnswer {
  const policy = findPolicy('seed-000');
  if (!policy) throw new Error('no policy seed-000');
  const answered = scoreAnswer(policy, facts);
  if (answered.kind === 'problem') throw new Error(answered.message);
  return answered.answer;
}

describe('golden cases of seed-000', () => {
  test.each([
    { name: 'all good', facts: {}, score: 100, status: 'EXCELLENT', factors: '' },
    {
      name: 'heartbeat 119 s',
      facts: { 'heartbeat.age_s': 119 },
      score: 100,
      status: 'EXCELLENT',
      factors: '',
    },
    {
      name: 'heartbeat 120 s',
      facts: { 'heartbeat.age_s': 120 },
      score: 90,
      status: 'EXCELLENT',
      factors: 'heartbeat_aging 10',
    },
    {
      name: 'heartbeat 300 s',
      facts: { 'heartbeat.age_s': 300 },
      score: 90,
      status: 'EXCELLENT',
      factors: 'heartbeat_aging 10',
    },
    {
      name: 'heartbeat 301 s',
      facts: { 'heartbeat.age_s': 301 },
      score: 75,
      status: 'GOOD',
      factors: 'heartbeat_stale 25',
    },
    {
      name: 'heartbeat missing',
      facts: MISSING,
      score: 70,
      status: 'WARNING',
      factors: 'heartbeat_missing 30',
    },
    {
      name: 'containers down',
      facts: DOWN,
      score: 70,
      status: 'WARNING',
      factors: 'containers_down 30',
    },
    {
      name: 'containers down and heartbeat missing',
      facts: { ...DOWN, ...MISSING },
      score: 40,
      status: 'DEGRADED',
      factors: 'containers_down 30, heartbeat_missing 30',
    },
    {
      name: 'the same and disk 95',
      facts: { ...DOWN, ...MISSING, 'system.disk': 95 },
      score: 20,
      status: 'CRITICAL',
      factors: 'containers_down 30, heartbeat_missing 30, disk_critical 20',
    },
    {
      name: 'budget 79.9',
      facts: { 'budget.used_pct': 79.9 },
      score: 100,
      status: 'EXCELLENT',
      factors: '',
    },
    {
      name: 'budget 80',
      facts: { 'budget.used_pct': 80 },
      score: 95,
      status: 'EXCELLENT',
      factors: 'budget_warning 5',
    },
    {
      name: 'budget 90',
      facts: { 'budget.used_pct': 90 },
      score: 95,
      status: 'EXCELLENT',
      factors: 'budget_warning 5',
    },
    {
      name: 'budget 90.1',
      facts: { 'budget.used_pct': 90.1 },
      score: 80,
      status: 'GOOD',
      factors: 'budget_critical 20',
    },
    {
      name: 'disk 80',
      facts: { 'system.disk': 80 },
      score: 95,
      status: 'EXCELLENT',
      factors: 'disk_warning 5',
    },
    {
      name: 'disk 90',
      facts: { 'system.disk': 90 },
      score: 95,
      status: 'EXCELLENT',
      factors: 'disk_warning 5',
    },
    {
      name: 'memory 80',
      facts: { 'system.memory': 80 },
      score: 95,
      status: 'EXCELLENT',
      factors: 'memory_warning 5',
    },
    {
      name: 'memory 90',
      facts: { 'system.memory': 90 },
      score: 95,
      status: 'EXCELLENT',
      factors: 'memory_warning 5',
    },
    {
      name: 'memory 91',
      facts: { 'system.memory': 91 },
      score: 85,
      status: 'GOOD',
      factors: 'memory_critical 15',
    },
    {
      name: 'containers restarted',
      facts: { 'containers.restarted': 3 },
      score: 80,
      status: 'GOOD',
      factors: 'containers_restarted 20',
    },
    {
      name: 'signals disabled',
      facts: { 'calls.signals_enabled': false },
      score: 95,
      status: 'EXCELLENT',
      factors: 'signals_disabled 5',
    },
    {
      name: 'signals disabled, as a stored sample',
      facts: { 'calls.signals_enabled': 0 },
      score: 95,
      status: 'EXCELLENT',
      factors: 'signals_disabled 5',
    },
    {
      name: 'containers down, said as a truth',
      facts: { 'containers.down': true },
      score: 70,
      status: 'WARNING',
      factors: 'containers_down 30',
    },
    {
      name: 'budget 85 and disk 85',
      facts: { 'budget.used_pct': 85, 'system.disk': 85 },
      score: 80,
      status: 'GOOD',
      factors: 'budget_warning 5, disk_warning 5, multiple_warnings 10',
    },
    {
      name: 'budget 95 and disk 95',
      facts: { 'budget.used_pct': 95, 'system.disk': 95 },
      score: 60,
      status: 'WARNING',
      factors: 'budget_critical 20, disk_critical 20',
    },
    {
      name: 'heartbeat 3 min, disk 85 and memory 85',
      facts: { 'heartbeat.age_s': 180, 'system.disk': 85, 'system.memory': 85 },
      score: 70,
      status: 'WARNING',
      factors: 'heartbeat_aging 10, disk_warning 5, memory_warning 5, multiple_warnings 10',
    },
    {
      name: 'everything at its worst',
      facts: {
        ...DOWN,
        ...MISSING,
        'containers.restarted': 2,
        'budget.used_pct': 99,
        'system.disk': 99,
        'system.memory': 99,
        'calls.signals_enabled': false,
      },
      score: 0,
      status: 'CRITICAL',
      factors:
        'containers_down 30, heartbeat_missing 30, budget_critical 20, disk_critical 20, containers_restarted 20, memory_critical 15, signals_disabled 5',
    },
  ])('$name: $score $status', ({ facts, factors, ...wanted }) => {
    const answer = score({ ...GOOD, ...facts });
    expect(answer).toMatchObject({ score: wanted.score, status: wanted.status, unknown: [] });
    expect(answer.factors.map(({ name, points }) => `${name} ${points}`).join(', ')).toBe(factors);
  });
});

test('each factor shows what was measured and the limit it broke', () => {
  const facts = { ...GOOD, 'heartbeat.age_s': 180, 'system.disk': 85, 'system.memory': 91.5 };
  expect(score(facts).factors).toEqual([
    { name: 'memory_critical', points: 15, value: 91.5, limit: 90 },
    { name: 'heartbeat_aging', points: 10, value: 180, limit: 120 },
    { name: 'disk_warning', points: 5, value: 85, limit: 80 },
    { name: 'multiple_warnings', points: 10, value: 'heartbeat_aging, disk_warning', limit: 2 },
  ]);
});

test('what is absent is unknown and costs nothing; null is known to be missing', () => {
  expect(score({ 'system.memory': 91, 'heartbeat.age_s': null })).toEqual({
    score: 55,
    status: 'DEGRADED',
    factors: [
      { name: 'heartbeat_missing', points: 30, value: null, limit: null },
      { name: 'memory_critical', points: 15, value: 91, limit: 90 },
    ],
    unknown: [
      'budget.used_pct',
      'calls.signals_enabled',
      'containers.down',
      'containers.restarted',
      'system.disk',
    ],
  });
});

test('nothing known gives no score', () => {
  expect(score({})).toEqual({
    score: null,
    status: 'UNKNOWN',
    factors: [],
    unknown: Object.keys(GOOD).sort(),
  });
});
