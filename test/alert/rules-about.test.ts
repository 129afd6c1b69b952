import { expect, test } from 'vitest';
import { compileRule } from '../../src/alert/compile.ts';
import { rulesAbout } from '../../src/alert/rules-about.ts';
import type { Rule } from '../../src/model/rule.ts';
import { base } from '../../src/presets/base.ts';

test('only rules that read one of the metrics are left, also where only their end does', () => {
  const [down] = base.rules.filter(({ name }) => name === 'check_down');
  if (down === undefined) throw new Error('there is no rule check_down');
  const ends: Rule = {
    ...{ ...down, name: 'ends', clear: 'check.latency_ms < 5' },
    levels: [{ severity: 'info', when: 'a.b > 1' }],
  };
  const rules = [...base.rules, ends].map((rule) => compileRule(rule));
  const about = (...metrics: string[]) =>
    rulesAbout(rules, new Set(metrics)).map(({ rule }) => rule.name);
  expect(about('check.up')).toContain('check_down');
  expect(about('check.up')).not.toContain('ends');
  expect(about('check.latency_ms')).toEqual(['ends']);
  expect(about('no.rule_reads_this')).toEqual([]);
});
