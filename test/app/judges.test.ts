import { expect, test } from 'vitest';
import { judges } from '../../src/app/judges.ts';
import type { Config } from '../../src/config/config.ts';
import { indexFacts } from '../../src/expression/evaluate.ts';
import { names } from '../../src/expression/names.ts';
import type { Target } from '../../src/model/target.ts';
import { BASE_LIMITS } from '../../src/presets/base.ts';
import { aRule } from '../alert/world.ts';
import { aTarget } from '../store/fixtures.ts';

const target: Target = { id: 1, ...aTarget() };

function judging(config: Pick<Config, 'rules'> & Partial<Config>) {
  return judges({ limits: BASE_LIMITS, checks: [], ...config });
}

test('the rules of base hold with the configured limits, in rules and score alike', () => {
  const limit = { warning: 10, critical: 20 };
  const limits = { cpu: limit, memory: limit, disk: limit };
  const one = judging({ rules: [], limits });
  const when = one.rulesOf(target).find(({ name }) => name === 'high_cpu')?.levels;
  expect(when?.map((level) => level.when)).toEqual(['system.cpu > 10', 'system.cpu > 20']);
  const { score } = one.watched(target, { since: 0, off: new Set() });
  const busy = { metric: 'system.cpu', labels: {}, value: 15 };
  expect(score(indexFacts([busy])).factors.map(({ name }) => name)).toEqual(['cpu_warning']);
});

test('an own rule takes the place of the preset’s', () => {
  const own = aRule('system.cpu > 50', { name: 'high_cpu' });
  const named = judging({ rules: [own] })
    .watched(target, { since: 0, off: new Set() })
    .rules.filter(({ rule }) => rule.name === 'high_cpu');
  expect(named.map(({ rule }) => rule)).toEqual([own]);
});

test('a rule may call a metric by another name of it', () => {
  const own = aRule("avg('busy', '5m') > 50 and busy > 40", { name: 'busy' });
  const { rules, wanted } = judging({ rules: [own] }).watched(target, {
    since: 0,
    off: new Set(),
    canonical: (name) => (name === 'busy' ? 'system.cpu' : name),
  });
  expect(wanted.has('system.cpu')).toBe(true);
  expect(wanted.has('busy')).toBe(false);
  const when = rules.find(({ rule }) => rule.name === 'busy')?.levels[0]?.when;
  expect(when && names(when)).toEqual(['system.cpu']);
});

test('a rule that is switched off judges nobody', () => {
  const { rules } = judging({ rules: [] }).watched(target, {
    since: 0,
    off: new Set(['high_cpu']),
  });
  const left = rules.map(({ rule }) => rule.name);
  expect(left).not.toContain('high_cpu');
  expect(left).toContain('disk_high');
});

test('only rules that look back keep what was measured', () => {
  const plain = judging({ rules: [] }).watched(target, { since: 0, off: new Set() });
  expect(plain.wanted.has('system.cpu')).toBe(false);
  const off = new Set(plain.rules.map(({ rule }) => rule.name));
  expect(judging({ rules: [] }).watched(target, { since: 0, off }).recent).toBeNull();
  const own = aRule("avg('system.cpu', '5m') > 50", { name: 'busy' });
  const looking = judging({ rules: [own] }).watched(target, { since: 0, off: new Set() });
  expect(looking.recent).not.toBeNull();
  expect(looking.wanted.has('system.cpu')).toBe(true);
});
