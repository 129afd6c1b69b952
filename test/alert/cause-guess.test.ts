import { expect, test } from 'vitest';
import { guessCause, type Seen } from '../../src/alert/cause-guess.ts';
import { MINUTE } from '../../src/model/time.ts';

const SINCE = 100 * MINUTE;
const NOTHING: Seen = {
  ...{ at: SINCE, cpu: [], memory: [], containers: [], growth: [], exits: [] },
  ...{ change: null, logs: [] },
};
const oomKill = {
  exits: [{ name: 'api', code: 137, isOomKilled: true, at: SINCE - 3 * MINUTE }],
};
const badEnd = { exits: [{ name: 'api', code: 1, isOomKilled: false, at: SINCE - 5 * MINUTE }] };
const busy = { cpu: [{ name: 'mysqld', cpu: 87, memory: 1e9, share: 5 }] };
const large = { memory: [{ name: 'java', cpu: 2, memory: 6e9, share: 75 }] };
const grown = { growth: [{ mount: '/var', bytes: 4.2e9 }] };
const change = { change: '2 min after deploy 1f3c by Ana' };

test.each<{ name: string; seen: Partial<Seen>; metric?: string; guess: string | null }>([
  { name: 'nothing stands out', seen: {}, guess: null },
  {
    name: 'nothing was looked at',
    seen: { cpu: null, memory: null, containers: null, growth: null, exits: null, logs: null },
    guess: null,
  },
  { name: 'a busy process', seen: busy, guess: 'mysqld uses 87 % of a CPU core' },
  {
    name: 'a process at 49 % of a core is none',
    seen: { cpu: [{ name: 'mysqld', cpu: 49, memory: 1e9, share: 5 }] },
    guess: null,
  },
  { name: 'a large process', seen: large, guess: 'java holds 75 % of the memory' },
  { name: 'a disk that grew', seen: grown, guess: '/var grew 4.2 GB in the last hour' },
  {
    name: 'a disk that grew by less than 1 GB is none',
    seen: { growth: [{ mount: '/var', bytes: 0.9e9 }] },
    guess: null,
  },
  { name: 'a kill', seen: oomKill, guess: 'container api was OOM-killed 3 min before' },
  { name: 'an end', seen: badEnd, guess: 'container api ended with code 1 5 min before' },
  {
    name: 'an end with code 0 is none',
    seen: { exits: [{ name: 'job', code: 0, isOomKilled: false, at: SINCE }] },
    guess: null,
  },
  {
    name: 'an end 31 min before is none',
    seen: { exits: [{ name: 'api', code: 1, isOomKilled: false, at: SINCE - 31 * MINUTE }] },
    guess: null,
  },
  {
    name: 'a kill while it waited to fire',
    seen: { exits: [{ name: 'api', code: 137, isOomKilled: true, at: SINCE + 2 * MINUTE }] },
    guess: 'container api was OOM-killed 2 min after it began',
  },
  { name: 'a change', seen: change, guess: '2 min after deploy 1f3c by Ana' },
  {
    name: 'a change before a busy process, where the metric says nothing',
    seen: { ...change, ...busy },
    metric: 'orders.rate',
    guess: '2 min after deploy 1f3c by Ana',
  },
  {
    name: 'a busy process before a change, for CPU',
    seen: { ...change, ...busy, ...grown },
    metric: 'system.cpu',
    guess: 'mysqld uses 87 % of a CPU core',
  },
  {
    name: 'a disk before a busy process, for disks',
    seen: { ...oomKill, ...busy, ...grown },
    metric: 'system.disk',
    guess: '/var grew 4.2 GB in the last hour',
  },
  {
    name: 'a kill before a large process, for memory',
    seen: { ...oomKill, ...large },
    metric: 'system.memory',
    guess: 'container api was OOM-killed 3 min before',
  },
  {
    name: 'what troubles a container comes last',
    seen: {
      containers: [{ name: 'api', cpu: null, memory: null, restarts: 0, trouble: 'it is gone' }],
    },
    guess: 'container api: it is gone',
  },
])('$name', ({ seen, metric = null, guess }) => {
  expect(guessCause({ ...NOTHING, ...seen }, { metric, since: SINCE })).toBe(guess);
});
