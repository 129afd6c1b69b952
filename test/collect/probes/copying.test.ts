import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { CollectError } from '../../../src/collect/collector.ts';
import { copying } from '../../../src/collect/probes/copying.ts';
import { EXIT } from '../../../src/collect/probes/question.ts';
import { systemClock } from '../../../src/model/time.ts';
import { aProbe } from './declaring.ts';

const lost = new CollectError('gone', { target: 'web-1', retryable: true, reason: 'network' });

test.each([
  {
    name: 'a full disk of ours',
    error: Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' }),
    message: `on its own machine, in ${tmpdir()}: the disk is full: make room there`,
  },
  {
    name: 'a folder of ours that is not there',
    error: Object.assign(new Error('ENOENT'), { code: 'ENOENT' }),
    message: 'on its own machine',
  },
  { name: 'a fault of ours', error: new TypeError('x is undefined'), message: 'x is undefined' },
  {
    name: 'a host that went away',
    error: lost,
    message: 'its file could not be copied to the end',
  },
  {
    name: 'a round that ended',
    error: new DOMException('aborted', 'AbortError'),
    message: 'its file could not be copied to the end',
  },
])('a copy that $name prevents says whose fault it is', async ({ error, message }) => {
  const probe = aProbe({ kind: 'sqlite', file: 'shop.db', query: 'select 1' });
  const text = '4096 1\n0\n0\n';
  const answers = new Map([
    ['declared app', { name: 'declared app', end: 'ended', text, code: EXIT.noProgram } as const],
  ]);
  const copied = await copying(systemClock)({ probes: [probe], path: null }, answers, () =>
    Promise.reject(error),
  );
  expect(copied.get(probe)).toEqual({
    kind: 'trouble',
    message: expect.stringContaining(message),
  });
});
