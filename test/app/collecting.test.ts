import { expect, test } from 'vitest';
import { openCollectors } from '../../src/app/collecting.ts';
import type { Target } from '../../src/model/target.ts';
import { aTarget } from '../store/fixtures.ts';
import { connections, within } from '../support/ssh-rounds.ts';
import { HAS_SSHD, sshTarget, startSshd } from '../support/sshd.ts';
import { waitFor } from '../support/whole-app.ts';
import { UNSEEN } from './unseen.ts';
import { UNTOLD } from './untold.ts';

const UNASKED = {
  ...{ told: UNTOLD, containers: UNSEEN },
  declared: () => ({ path: null, probes: [] }),
  happened() {},
  more: () => [],
};

const closed = (log: string) => log.match(/Disconnected from|Connection closed|Close session/g);

test.skipIf(!HAS_SSHD)(
  'a host that moved is read at its new address, and the connection to the old one is closed (needs openssh-server)',
  async () => {
    await using first = await startSshd();
    await using second = await startSshd();
    const [old, moved] = [sshTarget(first), sshTarget(second)];
    await using collectors = await openCollectors([old], UNASKED);
    await collectors.of(old).collect(old, within());
    expect([connections(first), connections(second)]).toEqual([1, 0]);
    await collectors.prepare([moved]);
    await collectors.release([moved]);
    await waitFor(() => closed(first.log()), first.log);
    expect(await collectors.of(moved).collect(moved, within())).not.toEqual([]);
    expect([connections(first), connections(second)]).toEqual([1, 1]);
    expect(() => collectors.of(old)).toThrow('no collector for web-1');
  },
);

test('this machine is read by one collector, however many targets it is', async () => {
  const [one, two] = [1, 2].map((id): Target => ({ id, ...aTarget({ name: `here-${id}` }) }));
  if (!one || !two) throw new Error('two targets');
  await using collectors = await openCollectors([one], UNASKED);
  await collectors.prepare([one, two]);
  await collectors.release([two]);
  expect(collectors.of(one)).toBe(collectors.of(two));
});

test('the monitor itself is collected from by nobody', async () => {
  const self: Target = { id: 1, ...aTarget({ name: 'tocsin', kind: 'self' }) };
  await expect(openCollectors([self], UNASKED)).rejects.toThrow('it looks at itself');
});
