import { expect, test } from 'vitest';
import { withoutDashes } from '../../../src/chat/console/options.ts';
import { aCommand, anArg } from '../../support/stub-desk.ts';

const rules = aCommand({
  name: 'rules',
  args: ['name', 'for', 'days'].map((name) => anArg({ name })),
});

test.each<[readonly string[], ReturnType<typeof withoutDashes>]>([
  [['backtest', 'x > 5', '--for', '5m'], { words: ['backtest', 'x > 5', 'for=5m'] }],
  [['--days=7', 'x'], { words: ['days=7', 'x'] }],
  [['--for'], { words: ['for='] }],
  [['x', '-5', '--', 'y'], { words: ['x', '-5', '--', 'y'] }],
  [['x', '--nope', '5'], { unknown: '--nope' }],
  [['x', '-n'], { unknown: '-n' }],
])('%j', (words, typed) => {
  expect(withoutDashes(rules, words)).toEqual(typed);
});
