import { expect, test } from 'vitest';
import { trouble } from '../../src/log/trouble.ts';

class Clear extends Error {}

function listening() {
  const said: string[] = [];
  const log = {
    error: (what: { err: unknown } | string, message?: string) =>
      void said.push(typeof what === 'string' ? what : `${message} with its stack`),
    info: (message: string) => void said.push(message),
  };
  return { said, ...trouble(log, (error) => error instanceof Clear) };
}

test('the same trouble is said once, other trouble again', () => {
  const { said, failed } = listening();
  failed('samples', new Clear('the disk is full'));
  failed('samples', new Clear('the disk is full'));
  failed('samples', new Clear('the disk answers with an error'));
  expect(said).toEqual([
    'samples: the disk is full; everything else goes on',
    'samples: the disk answers with an error; everything else goes on',
  ]);
});

test('the same trouble that lasts longer is the same', () => {
  const { said, failed } = listening();
  for (const span of ['59 min', '1 h', '1 h 1 min']) {
    failed('shop', new Clear(`nothing has arrived for ${span}`));
  }
  expect(said).toEqual(['shop: nothing has arrived for 59 min; everything else goes on']);
});

test('an error that nobody expected is logged whole', () => {
  const { said, failed } = listening();
  failed('rules', new TypeError('x is not a function'));
  expect(said).toEqual(['rules with its stack']);
});

test('what works again is said, and then can fail anew', () => {
  const { said, failed, worked } = listening();
  worked('samples');
  failed('samples', new Clear('the disk is full'));
  worked('samples');
  failed('samples', new Clear('the disk is full'));
  expect(said).toHaveLength(3);
  expect(said[1]).toBe('samples: works again');
});
