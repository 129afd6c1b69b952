import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { parseArguments } from '../../src/chat/arguments.ts';
import type { RuleWords } from '../../src/report/rule-words.ts';
import { typedRule } from '../../src/report/rule-words.ts';

const rules = commands.find(({ name }) => name === 'rules');

/** What `/rules <line>` is read as. */
function read(line: string): RuleWords {
  if (!rules) throw new Error('no such command');
  const parsed = parseArguments(rules, line);
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  const { name, text, action: _, ...keys } = parsed.args as Record<string, string | undefined>;
  return typedRule({ name, text, keys });
}

describe('what is typed behind /rules backtest', () => {
  test.each<[string, string, RuleWords['keys']]>([
    ['disk_full', 'disk_full', {}],
    ['system.disk > 90', 'system.disk > 90', {}],
    ['system.disk > 90 for:5m days: 7', 'system.disk > 90', { for: '5m', days: '7' }],
    ['for=5m system.disk > 90', 'system.disk > 90', { for: '5m' }],
    ['"system.disk > 90" for=5m', 'system.disk > 90', { for: '5m' }],
    ['“system.disk > 90”', 'system.disk > 90', {}],
    ["state == 'for: x'", "state == 'for: x'", {}],
    [
      'a.b > 1 clear=a.b < 1 and c > 2 for=5m',
      'a.b > 1',
      { clear: 'a.b < 1 and c > 2', for: '5m' },
    ],
    ['big clear= for=5m', 'big', { clear: '', for: '5m' }],
    ['a.b > 1 for= clear=5m', 'a.b > 1', { for: '', clear: '5m' }],
    ['big for=5m clear=', 'big', { for: '5m', clear: '' }],
    ['when=a.b > 1 for=5m', '', { when: 'a.b > 1', for: '5m' }],
    ['when="a.b > 1" days=3', '', { when: 'a.b > 1', days: '3' }],
    ['big when=a.b > 1 clear=a.b < 1', 'big', { when: 'a.b > 1', clear: 'a.b < 1' }],
    ['big clear=5m when=a.b > 1', 'big', { clear: '5m', when: 'a.b > 1' }],
    ["big when=absent('x') for=5m", 'big', { when: "absent('x')", for: '5m' }],
    [
      'big message=Disk is full: look severity=critical',
      'big',
      { message: 'Disk is full: look', severity: 'critical' },
    ],
  ])('%s', (line, text, keys) => {
    expect(read(`backtest ${line}`)).toEqual({ text, keys });
  });
});
