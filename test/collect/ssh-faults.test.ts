import { expect, test } from 'vitest';
import { HAS_SSHD } from '../support/sshd.ts';
import { sshFaults } from './ssh-faults.ts';

test.skipIf(!HAS_SSHD)(
  'hosts that hang, drip, flood, refuse, change key and die leave nothing open, and each round ends in time (needs openssh-server and root)',
  async () => {
    const { wrong, open } = await sshFaults(24, 12);
    expect(wrong).toEqual([]);
    expect(open[1]).toBeLessThanOrEqual(open[0]);
  },
  60_000,
);
