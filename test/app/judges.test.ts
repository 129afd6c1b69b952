import { expect, test } from 'vitest';
import { judges } from '../../src/app/judges.ts';
import type { Config } from '../../src/config/config.ts';
import type { Target } from '../../src/model/target.ts';
import { BASE_LIMITS } from '../../src/presets/base.ts';
import { aRule } from '../alert/world.ts';
import { aTarget } from '../store/fixtures.ts';

const target: Target = { id: 1, ...aTarget() };

function judging(config: Pick<Config, 'rules'> & Partial<Config>) {
  return judges({ limits: BASE_LIMITS, ...config });
}

test('the rules of base hold with the configured limits, in rules and score alike', () => {
  const limit = { warning: 10, critical: 20 };
  const limits = { cpu: limit, memory: limit, disk: limit };
  const one = judging({ rules: [], limits });
  const when = one.rulesOf(target).find(({ name }) => name === 'high_cpu')?.levels;
  expect(when?.map((level) => level.when)).toEqual(['system.cpu > 10', 'system.cpu > 20']);
  const { score } = one.watched(target);
  const busy = { metric: 'system.cpu', labels: {}, value: 15 };
  expect(score([busy]).factors.map(({ name }) => name)).toEqual(['cpu_warning']);
});

test('an own rule takes the place of the preset’s', () => {
  const own = aRule('system.cpu > 50', { name: 'high_cpu' });
  const named = judging({ rules: [own] })
    .watched(target)
    .rules.filter(({ rule }) => rule.name === 'high_cpu');
  expect(named.map(({ rule }) => rule)).toEqual([own]);
});

test('metrics of every preset have their unit; others have none', () => {
  const one = judging({ rules: [] });
  expect(one.unitOf('system.cpu')).toBe('percent');
  expect(one.unitOf('nobody.knows')).toBe('none');
});
