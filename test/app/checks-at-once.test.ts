import { setImmediate as turnEnd } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openCheckSwitches } from '../../src/app/check-switches.ts';
import { openPingBook } from '../../src/app/ping-book.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import type { CheckStore, StoredPings } from '../../src/store/check-port.ts';
import { aCheck } from '../check/asking.ts';
import { checkingWorld } from './checking-world.ts';
import { freshStore } from './fresh-store.ts';

const push = (name: string) =>
  aCheck({
    ...{ name, kind: 'push', failAfter: 1, interval: SECOND },
    options: { period: MINUTE, zone: 'UTC', grace: SECOND },
  });

test('of two configurations that come at once, the later one counts', async () => {
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  const { store, file } = await freshStore();
  // Another program holds the file.
  const change: CheckStore['change'] = async (changes) => {
    if (changes.some(({ status }) => status === 'unknown')) await isFree;
    await store.checks.change(changes);
  };
  const kept = { store: { ...store, checks: { ...store.checks, change } }, file };
  const world = await checkingWorld([push('a'), push('b')], { kept });
  await world.ping('a', 'success');
  const first = world.put(push('b'));
  await turnEnd();
  const second = world.put(push('a'), push('b'));
  await turnEnd();
  free();
  await Promise.all([first, second]);
  expect(world.book.all().map((own) => own.check.name)).toEqual(['a', 'b']);
});

test('what is taken over while all is stopped runs no more', async () => {
  const world = await checkingWorld([push('a')]);
  await world.ping('a', 'success');
  const late = world.put(push('b'));
  await world.stop();
  await late;
  await world.clock.advance(MINUTE);
  const own = world.book.find('b');
  expect(own && world.book.state(own).last).toBeNull();
});

test('of two pings that come at once, none is lost', async () => {
  const world = await checkingWorld([push('backup')]);
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  const kept: StoredPings[] = [];
  const book = await openPingBook({
    ...{ book: world.book, clock: world.clock },
    store: {
      pings: () => world.store.checks.pings(),
      // Another program holds the file.
      async keepPings(one) {
        if (one.pings.log?.text === 'first') await isFree;
        kept.push(one);
      },
    },
  });
  const id = book.find(book.of('backup')?.key ?? '') ?? 0;
  const first = book.take(id, { signal: 'fail', exit: 3, body: 'first' });
  const second = book.take(id, { signal: 'log', exit: null, body: 'second' });
  free();
  await Promise.all([first, second]);
  expect(kept.at(-1)?.pings).toMatchObject({ ended: { exit: 3 }, log: { text: 'second' } });
  expect(book.of('backup')?.pings).toEqual(kept.at(-1)?.pings);
});

test('of two checks that are switched off at once, both stay off', async () => {
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  let stored: string | null = null;
  const settings = {
    get: async () => stored,
    async set(_: string, text: string) {
      if (stored === null) await isFree;
      stored = text;
    },
  };
  const switches = await openCheckSwitches(settings as never);
  const off = (check: string) =>
    switches.off({ check, by: { id: '1', name: 'ana' }, at: 0, reason: '' });
  const both = [off('a'), off('b')];
  free();
  await Promise.all(both);
  const again = await openCheckSwitches(settings as never);
  expect(['a', 'b'].map((name) => again.of(name)?.check)).toEqual(['a', 'b']);
});
