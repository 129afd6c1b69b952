import { expect, test } from 'vitest';
import { HOUR } from '../../src/model/time.ts';
import { damagedDarwin, damagedLinux } from '../collect/damaged.ts';
import { sshFaults } from '../collect/ssh-faults.ts';
import { HAS_SSHD } from '../support/sshd.ts';

const ROUNDS = 10_000;
const MUTATIONS = 100_000;
/** What a process may keep of ten thousand rounds, such as code that was compiled. */
const KEPT = 40 * 1024 * 1024;

test.skipIf(!HAS_SSHD)(
  `${ROUNDS} rounds against hosts that hang, drip, flood, refuse, change key and die (needs openssh-server and root)`,
  async () => {
    const { wrong, open, memory } = await sshFaults(ROUNDS, 500);
    expect(wrong).toEqual([]);
    expect(open[1]).toBeLessThanOrEqual(open[0]);
    expect(memory[1] - memory[0]).toBeLessThan(KEPT);
  },
  3 * HOUR,
);

test(`${MUTATIONS} damaged answers of a host: never an error, never a number that cannot be`, () => {
  expect(damagedLinux(MUTATIONS)).toEqual([]);
  expect(damagedDarwin(MUTATIONS)).toEqual([]);
});
