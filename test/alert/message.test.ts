import { expect, test } from 'vitest';
import type { UnitOf } from '../../src/alert/message.ts';
import { fillMessage } from '../../src/alert/message.ts';

const WHOLE = { metric: 'check.up', value: false, operator: '==', limit: false } as const;

test.each([
  {
    target: 'web-1',
    template: 'Check {name} of {target} fails',
    says: 'Check shop of web-1 fails',
  },
  { target: 'checks', template: 'Check {name} of {target} fails', says: 'Check shop fails' },
  { target: 'checks', template: '{name} is down on {target}: look', says: 'shop is down: look' },
  { target: 'checks', template: '{target}: {name}', says: 'checks: shop' },
])('“$template” of the target $target', ({ target, template, says }) => {
  const unitOf: UnitOf = () => 'none';
  const facts = {
    evidence: WHOLE,
    target,
    labels: { name: 'shop' },
    unitOf,
  } as const;
  expect(fillMessage(template, facts)).toBe(says);
});
