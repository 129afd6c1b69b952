import { expect, test } from 'vitest';
import { cardMaker } from '../../src/app/cards.ts';
import type { CausesDeps } from '../../src/app/causes.ts';
import { openCauses } from '../../src/app/causes.ts';
import { maskedLogs } from '../../src/app/masked-logs.ts';
import type { ContainerSight } from '../../src/model/container.ts';
import type { TopProcesses } from '../../src/model/processes.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { actorOf, NOON, openDesk, reading } from '../support/desk.ts';

const SECRET = 'hunter2-hunter2';

const SIGHT: ContainerSight = {
  ...{ at: NOON, trouble: null, more: 0 },
  containers: [
    {
      ...{ name: 'api', service: null, project: null, id: 'a1', image: 'api', state: 'exited' },
      ...{ health: null, exitCode: 137, isOomKilled: true, startedAt: NOON - HOUR },
      ...{ finishedAt: NOON - 3 * MINUTE, restartCount: 0, restarts: 2, oomKills: 1 },
      ...{ hasRun: true, trouble: 'it ended with code 137' },
    },
  ],
};
const PROCESSES: TopProcesses = {
  at: NOON,
  byCpu: [
    { pid: 1, name: `mysqld\n${SECRET}`, cpu: 87, memory: 1e9 },
    { pid: 2, name: 'sshd', cpu: 0.1, memory: 1e6 },
  ],
  byMemory: [{ pid: 3, name: 'java', cpu: 2, memory: 6e9 }],
};

/** The desk of two targets with what looks for causes, which counts how often it looks at processes. */
async function causing(more: Partial<CausesDeps> = {}) {
  const desk = await openDesk({ secrets: [SECRET] });
  const looked: number[] = [];
  const queued: number[] = [];
  const causes = openCauses({
    ...desk,
    logs: maskedLogs(desk),
    processes(target) {
      looked.push(target);
      return PROCESSES;
    },
    sight: async () => SIGHT,
    queued: () => queued.push(1),
    failed(error) {
      throw error;
    },
    ...more,
  });
  const { store, samples, live, clock, alerting } = desk;
  const make = cardMaker({ store, samples, live, clock, book: alerting.book });
  /** Lets memory be short until the alert of it fires. */
  const fire = async (name = 'web-1', at = NOON) => {
    const low = [reading('system.memory', 99), reading('system.memory.total_bytes', 8e9)];
    await desk.measured(name, at, low);
    await desk.measured(name, at + 10 * MINUTE, low);
    const one = desk.fired.at(-1);
    if (!one) throw new Error('nothing fired');
    return one;
  };
  const settle = async () => {
    causes.fired(desk.fired);
    await causes.idle();
  };
  const card = async (id: number) => {
    const made = await make(id, 'ops');
    return made === null ? '' : desk.shown(made.reply);
  };
  const told = async (words: string) => desk.shown(await desk.ask(words, actorOf('operator')));
  return { ...desk, causes, looked, queued, fire, settle, card, told };
}

test('an alert gets its cause: stored, on an edit of its card, and in /alert, /why and /writeup', async () => {
  const desk = await causing();
  const disk = (gigabytes: number) =>
    reading('system.disk.free_bytes', gigabytes * 1e9, { mount: '/var' });
  await desk.samples.append(desk.targetNamed('web-1').id, NOON - 40 * MINUTE, [disk(9.2)]);
  await desk.samples.append(desk.targetNamed('web-1').id, NOON, [disk(5)]);
  await desk.ask('/mark deploy 1f3c on web-1');
  const { id } = await desk.fire('web-1', NOON + 2 * MINUTE);
  expect(await desk.card(id)).not.toContain('Likely');
  const claim = { now: desk.clock.now(), lease: MINUTE, limit: 9 };
  const [posted] = await desk.store.outbox.claim('ops', claim);
  expect(posted).toMatchObject({ kind: 'card', alert: id });
  const receipt = { remoteId: 'm1', at: desk.clock.now(), posted: true };
  await desk.store.outbox.sent(posted?.id ?? 0, receipt);
  const before = await desk.store.alerts.get(id);
  await desk.settle();
  const after = await desk.store.alerts.get(id);
  expect(after?.alert.version).toBe((before?.alert.version ?? 0) + 1);
  expect(after?.events).toEqual(before?.events);
  expect(desk.queued).toEqual([1]);
  const edits = await desk.store.outbox.claim('ops', { ...claim, now: claim.now + MINUTE });
  expect(edits).toMatchObject([{ kind: 'card', alert: id, silent: true }]);
  const card = await desk.card(id);
  expect(card).toContain('It began 2 min after deploy 1f3c by Ana.');
  expect(card).toContain('Likely: container api was OOM-killed 5 min before');
  expect(card).toContain('CPU: mysqld *** 87 % of a core');
  expect(card).toContain('Memory: java 6 GB (75 %)');
  for (const words of [`/alert ${id}`, `/why ${id}`]) {
    const text = await desk.told(words);
    expect(text).toContain('container api was OOM-killed 5 min before');
    expect(text).toContain('Disk, last hour: /var +4.2 GB');
    expect(text).toContain('Ended: api with code 137, out of memory, 15 min before');
    expect(text).toContain('Logs: not looked at');
  }
  const { data } = await desk.ask(`/writeup ${id}`);
  expect((data as { content: string }).content).toContain('container api was OOM-killed');
  expect(JSON.stringify([...(await desk.store.causes.of([id]))])).not.toContain(SECRET);
});

test('where nothing stands out, that is said of every part', async () => {
  const desk = await causing({
    processes: () => ({ at: NOON, byCpu: [], byMemory: [] }),
    sight: async () => ({ ...SIGHT, containers: [] }),
  });
  const { id } = await desk.fire();
  await desk.settle();
  expect(await desk.card(id)).toContain('At that moment: nothing unusual was seen.');
  const why = await desk.told(`/why ${id}`);
  expect(why).toContain('Likely cause: none stands out');
  for (const part of ['CPU', 'Memory', 'Containers', 'Ended', 'Change']) {
    expect(why).toContain(`${part}: nothing unusual`);
  }
  expect(why).toContain('Disk, last hour: not looked at');
});

test('a part that fails is not looked at, and the rest is there', async () => {
  const failures: unknown[] = [];
  const desk = await causing({
    async sight() {
      throw new Error('no engine');
    },
    failed: (error) => failures.push(error),
  });
  const { id } = await desk.fire();
  await desk.settle();
  const cause = (await desk.store.causes.of([id])).get(id);
  expect(cause).toMatchObject({ containers: null, exits: null, cpu: [{ cpu: 87 }] });
  expect(failures).toHaveLength(1);
});

test('whoever dies between an alert and its cause loses nothing but the cause', async () => {
  const desk = await causing();
  const { id } = await desk.fire();
  desk.causes.fired(desk.fired);
  await desk.causes[Symbol.asyncDispose]();
  expect(await desk.store.causes.of([id])).toEqual(new Map());
  expect(await desk.card(id)).not.toContain('At that moment');
  expect(await desk.told(`/why ${id}`)).not.toContain('Likely cause');
  expect(await desk.store.alerts.get(id)).not.toBeNull();
});

test('a thousand alerts of a target share one look, for 10 s', async () => {
  const desk = await causing();
  const one = await desk.fire();
  const storm = Array.from({ length: 1_000 }, (_, index) => ({ ...one, id: index + 1 }));
  desk.causes.fired(storm.slice(0, 500));
  await desk.causes.idle();
  desk.at(desk.clock.now() + 9 * SECOND);
  desk.causes.fired(storm.slice(500));
  await desk.causes.idle();
  expect(desk.looked).toEqual([one.target]);
  expect(await desk.store.causes.of(storm.map(({ id }) => id))).toHaveProperty('size', 1_000);
  desk.at(desk.clock.now() + 2 * SECOND);
  desk.causes.fired([one]);
  await desk.causes.idle();
  expect(desk.looked).toEqual([one.target, one.target]);
});
