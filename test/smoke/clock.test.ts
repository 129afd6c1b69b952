import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { often } from '../support/often.ts';
import {
  ALERTS,
  CHAT,
  chatEnvironment,
  readyApp,
  startChats,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const QUIET = 'targets:\n  - {name: here, kind: local, interval: 1s}\n';

/** A wall clock of its own for one process; monotonic time stays real, as when somebody sets the clock. */
function ownClock(folder: string) {
  const file = join(folder, 'clock');
  return {
    set: (offset: string) => writeFileSync(file, offset),
    environment: {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
  };
}

/** Offset that makes it `HH:MM:SS` UTC today. */
function offsetTo(time: string): string {
  const wanted = Date.parse(`${new Date().toISOString().slice(0, 10)}T${time}Z`);
  const seconds = Math.round((wanted - Date.now()) / 1000);
  return seconds < 0 ? String(seconds) : `+${seconds}`;
}

/** The first two are on either side, and of either size. */
const JUMPS = ['+3600', '-86400', '-3600', '+86400'].slice(0, often(2, 4));

const withClock = test.skipIf(!existsSync(LIBRARY));

describe('the clock', () => {
  withClock(
    'the summary is sent once, also across a restart in its minute (needs libfaketime)',
    async () => {
      await using chats = await startChats();
      using folder = workFolder(QUIET);
      const clock = ownClock(folder.path);
      clock.set(offsetTo('22:59:57'));
      const environment = {
        ...chatEnvironment(chats),
        ...clock.environment,
        REPORT_DAILY_CRON: '0 23 * * *',
        REPORT_TZ: 'UTC',
      };
      const summaries = () =>
        chats.telegram.messages(CHAT).filter(({ text }) => text.includes('Daily summary'));
      {
        await using app = await readyApp(folder.path, environment);
        await waitFor(() => summaries()[0], app.output);
        await waitFor(() => chats.discord.messages(ALERTS)[0], app.output);
        await app.stop();
      }
      clock.set(offsetTo('23:00:20'));
      await using app = await readyApp(folder.path, environment);
      // A round that is judged after the start shows that the calendar had its chance.
      await app.until(() => /ready/.test(app.output()));
      await waitFor(() => chats.telegram.polling(), app.output);
      expect(await app.stop()).toBe(0);
      expect(summaries()).toHaveLength(1);
      expect(chats.discord.messages(ALERTS)).toHaveLength(1);
    },
  );

  withClock.each(JUMPS)(
    'a jump of %s s is one line; rounds and alerts go on (needs libfaketime)',
    async (jump) => {
      await using chats = await startChats();
      using folder = workFolder();
      const clock = ownClock(folder.path);
      clock.set('+0');
      const environment = { ...chatEnvironment(chats), ...clock.environment };
      await using app = await readyApp(folder.path, environment);
      const card = await waitFor(() => chats.discord.messages(ALERTS)[0], app.output);
      clock.set(jump);
      await app.until(() => /the clock jumped by/.test(app.output()));
      await chats.discord.press(card.id, 'v1:resolve:1', {
        user: '400000000000000001',
        roles: ['300000000000000001'],
      });
      await waitFor(() => chats.telegram.messages(CHAT)[0]?.text.includes('Resolved'), app.output);
      expect(app.output().match(/the clock jumped by/g)).toHaveLength(1);
      expect(await app.stop()).toBe(0);
    },
  );
});
