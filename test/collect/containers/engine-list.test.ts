import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/collect/collectors/docker-engine.ts';
import { engineLister, statusOf } from '../../../src/collect/containers/engine-list.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/model/time.ts';

describe('how long a container has been as it is', () => {
  test.each([
    { status: 'Up Less than a second', said: 'Up ', lasts: 0 },
    {
      status: 'Up 9 seconds (health: starting)',
      said: 'Up  (health: starting)',
      lasts: 9 * SECOND,
    },
    { status: 'Up About a minute', said: 'Up ', lasts: MINUTE },
    { status: 'Exited (137) 5 minutes ago', said: 'Exited (137)  ago', lasts: 5 * MINUTE },
    { status: 'Up About an hour (healthy)', said: 'Up  (healthy)', lasts: HOUR / 2 },
    { status: 'Up 3 weeks', said: 'Up ', lasts: 3 * 168 * HOUR - HOUR / 2 },
    { status: 'Created', said: 'Created', lasts: Number.POSITIVE_INFINITY },
  ])('$status', ({ status, said, lasts }) => {
    expect(statusOf(status)).toEqual({ said, lasts });
  });
});

const ID = 'ab'.repeat(32);

/** An engine with one container, whose status is what `now` says. */
function engine() {
  const asked: string[] = [];
  const now = { status: 'Up 20 seconds', restarts: 0 };
  const one: Pick<Engine, 'get'> = {
    async get(path) {
      asked.push(path);
      if (path.startsWith('/containers/json')) {
        return [{ Id: ID, State: 'running', Status: now.status }];
      }
      return { Id: ID, Name: '/web', State: { Status: 'running' }, RestartCount: now.restarts };
    },
  };
  return { one, asked, now };
}

describe('what is asked again', () => {
  test.each([
    { name: 'one that was restarted since', at: MINUTE, status: 'Up 40 seconds', isAsked: true },
    { name: 'one that may have been', at: MINUTE, status: 'Up About a minute', isAsked: true },
    { name: 'one that cannot have been', at: MINUTE, status: 'Up 2 minutes', isAsked: false },
    { name: 'one that became ill', at: MINUTE, status: 'Up 2 minutes (unhealthy)', isAsked: true },
    { name: 'any, sometimes', at: 5 * MINUTE, status: 'Up 2 hours', isAsked: true },
  ])('$name', async ({ at, status, isAsked }) => {
    const { one, asked, now } = engine();
    const list = engineLister();
    const { signal } = new AbortController();
    await list(one, { atOnce: 1, now: 0, signal });
    expect(asked).toHaveLength(2);
    Object.assign(now, { status, restarts: 1 });
    const { containers } = await list(one, { atOnce: 1, now: at, signal });
    expect(containers[0]?.restartCount).toBe(Number(isAsked));
    expect(asked).toHaveLength(isAsked ? 4 : 3);
  });
});
