import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { busy, root } from '../support/busy-desk.ts';
import { NOON } from '../support/desk.ts';

async function opened() {
  const desk = await busy();
  const id = Number(/#(\d+) +critical +Memory/.exec(await desk.answer('/alerts'))?.[1]);
  return { ...desk, id };
}

test('taken, noted, given back, and marked as noise: the history has it all', async () => {
  const { answer, at, id } = await opened();
  at(NOON + MINUTE);
  await answer(`/ack ${id} mine`);
  expect(await answer(`/note ${id} it is the nightly job`)).toContain(`Ana noted on #${id}`);
  at(NOON + 2 * MINUTE);
  expect(await answer(`/unack ${id} off for lunch`)).toContain(`Ana gave back #${id}`);
  expect(await answer(`/unack ${id}`)).toContain('nobody has it');
  expect(await answer(`/noise ${id}`)).toContain('Ana marked as noise');
  const shown = await answer(`/alert ${id}`);
  expect(shown).toContain('2026-03-10 13:01 note by Ana: it is the nightly job');
  expect(shown).toContain('2026-03-10 13:02 unacknowledged by Ana: off for lunch');
  expect(shown).toMatch(/Noise +says Ana/);
  expect(await answer('/alerts')).toMatch(new RegExp(`#${id} .*firing, noise`));
  expect(await answer(`/noise ${id} undo`)).toContain('Ana took back');
  expect(await answer(`/alert ${id}`)).not.toMatch(/Noise +says/);
});

test('silenced until it is unsilenced', async () => {
  const { answer, id } = await opened();
  expect(await answer(`/silence ${id} 4h growing heap`)).toMatch(
    /Silence #1: high_memory on web-1\nAna hides its messages until 2026-03-10 17:00 \(in 4 h\). It covers 1 open alert./,
  );
  expect(await answer('/silences')).toContain('#1 high_memory on web-1 by Ana until');
  expect(await answer('/unsilence 1')).toContain('Silence #1 (high_memory on web-1) is over');
  expect(await answer('/unsilence 1')).toBe('There is no active silence #1. /silences lists them.');
  expect(await answer('/silences')).toContain('Nothing is silenced');
});

test('an alert made by hand is taken and ended like any other', async () => {
  const { answer } = await opened();
  const made = await answer('/alert create error web-2 the fan rattles');
  const id = Number(/#(\d+) ERROR · the fan rattles is made, on web-2/.exec(made)?.[1]);
  expect(await answer(`/why ${id}`)).toContain('Ana made it by hand');
  expect(await answer(`/silence ${id} 1h`)).toContain(': by_hand on web-2\n');
  expect(await answer(`/resolve ${id}`)).toContain('Ana resolved');
});

test('a maintenance window is made, shown and removed', async () => {
  const { answer } = await opened();
  expect(await answer('/maintenance add backup 2h web-1 0 3 * * *', root)).toContain(
    'nobody is told of every alert on web-1 for 2 h at 0 3 * * *',
  );
  expect(await answer('/maintenance')).toMatch(
    /backup: next 2026-03-11 03:00 \(in .*\); every alert on web-1 for 2 h at 0 3 \* \* \* \(Europe\/Berlin\), by root/,
  );
  const bad = await answer('/maintenance add x 2h web-1 61 3 * * *', root);
  expect(bad).toContain('Write /maintenance add <name>');
  expect(await answer('/maintenance remove backup', root)).toContain('is removed');
  expect(await answer('/maintenance')).toContain('There are no maintenance windows.');
});

test('rules are tested, switched off, which ends their alerts, and on again', async () => {
  const { answer, id } = await opened();
  expect(await answer('/rules test high_memory target=web-1')).toMatch(
    /high_memory: fires for 1 of 1 series\n[\s\S]*web-1 +system.memory +97 % +> 95 % +fires: critical/,
  );
  expect(await answer('/rules test system.disk > 96')).toMatch(
    /holds for 1 of 4 series, 2 unknown\n.*\nweb-1 mount=\/var +system.disk +97 % +> 96 % +holds\n/,
  );
  expect(await answer('/rules test system.disk >')).toContain('cannot be tested: ');
  expect(await answer('/rules off high_memory too loud', root)).toContain('is off until');
  expect(await answer('/rules high_memory')).toContain('Off by root: too loud');
  expect(await answer(`/alert ${id}`)).toMatch(/State +resolved/);
  expect(await answer('/rules on high_memory', root)).toBe('Rule high_memory is on again.');
});

test('statistics of the last days', async () => {
  const { answer, at, id } = await opened();
  at(NOON + HOUR);
  await answer(`/ack ${id}`);
  const shown = await answer('/alerts stats 2');
  expect(shown).toMatch(/4 alerts in the last 2 days\nMTTA \(to acknowledge\) +median 3 h/);
  expect(shown).toMatch(/high_memory +1 +100 % +3 h +0 %/);
});
