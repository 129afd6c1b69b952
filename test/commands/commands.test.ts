import { expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { describeCommand } from '../../src/chat/arguments.ts';
import type { CommandContext } from '../../src/chat/command.ts';
import type { ExportStatus } from '../../src/model/export.ts';
import { HOUR } from '../../src/model/time.ts';
import { busy, root } from '../support/busy-desk.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';

test('every command on a busy installation, an empty one, and with nonsense', async () => {
  const full = await busy();
  const empty = await openDesk({ targets: [] });
  for (const { name } of commands.map(describeCommand)) {
    for (const input of [
      '',
      '1',
      'web-1',
      'system.cpu',
      'today',
      'zzz',
      '1 2 3',
      '-- ; drop table',
      '\u0000\ud800',
    ]) {
      for (const desk of [full, empty]) {
        const shown = desk.shown(await desk.ask(`/${name} ${input}`, root));
        expect(shown, `/${name} ${input}`).not.toMatch(
          /failed\. The log|undefined|NaN|\[object|null/,
        );
        expect(shown.trim(), `/${name} ${input}`).not.toBe('');
      }
    }
  }
});

test('/health', async () => {
  const { answer, ask } = await busy();
  const one = await answer('/health WEB-1');
  expect(one).toContain('▲ web-1: 65/100 WARNING');
  expect(one).toContain('▼ 15 worse than yesterday at this time.');
  expect(one).toMatch(/-20 {2}issue {2}Disk is almost full +97 % +95 %/);
  expect(one).toMatch(/-15 {2}issue {2}Memory is almost used up +97 % +95 %/);
  expect(one).toContain('2 open alerts: /alerts shows them.');
  expect(one).toContain('based on 7 of 7 factors · data just now');
  const silent = await answer('/health web-2');
  expect(silent).toContain(
    'web-2: unreachable\nUnreachable since 2026-03-10 10:00 (3 h ago): how it is, is not known.\nconnection refused',
  );
  expect(await answer('/health db')).toContain('db: no score yet');
  expect(await answer('/health nope')).toBe(
    'There is no target “nope”. Targets: db, web-1, web-2.',
  );
  expect(await ask('/health')).toEqual(await ask('/status'));
});

test('/health without a name shows the only target', async () => {
  const { measured, ask, shown } = await openDesk({ targets: [aTarget({ name: 'here' })] });
  await measured('here', NOON, [reading('system.cpu', 5)]);
  const text = shown(await ask('/health'));
  expect(text).toContain('here: 100/100 EXCELLENT');
  expect(text).toContain(
    'Unknown (costs nothing): system.disk, system.memory, system.disk.inodes'.slice(0, 40),
  );
});

test('/status shows the worst first, and how long the silent are silent', async () => {
  const { answer } = await busy();
  expect(await answer('/status')).toMatch(
    /3 targets\nTarget +Score +Status +Alerts +Age\ndb +- +NO DATA +0 +never\nweb-2 +- +UNREACHABLE +1 +3 h\nweb-1 +65 +WARNING +2 +0 s\n.*web-2 is unreachable since 2026-03-10 10:00 \(3 h ago\)\./s,
  );
});

test('a target that never answered has no age', async () => {
  const { answer, missed } = await busy();
  await missed('db', NOON - HOUR);
  await missed('db', NOON);
  expect(await answer('/status')).toMatch(/\ndb +- +UNREACHABLE +\d +never\n/);
  const empty = await openDesk();
  expect(empty.shown(await empty.ask('/status'))).not.toContain('just now');
});

test('/report', async () => {
  const { answer } = await busy();
  const today = await answer('/report');
  expect(today).toContain('Daily summary · 2026-03-10');
  expect(today).toContain('Score     min 65');
  expect(today).toMatch(/Alerts +2 opened, 1 resolved/);
  expect(today).toMatch(/Gaps +1, 3 h in all/);
  expect(today).toContain('11:00 65/100: Disk is almost full, Memory is almost used up');
  expect(await answer('/report yesterday')).toContain('at the end 80');
  expect(await answer('/report 2026-03-09')).toEqual(await answer('/report yesterday'));
  expect(await answer('/report 2026-02-30')).toContain('“2026-02-30” is no day');
  expect(await answer('/report 2030-01-01')).toContain('2030-01-01 has not come yet.');
  expect(await answer('/report 2020-01-01')).toContain('\nNo data available for this time.');
});

test('/trend', async () => {
  const { answer } = await busy();
  expect(await answer('/trend system.memory 6h web-1')).toMatch(
    /● system.memory · last 6h\nweb-1: now 97 %, min 50 %, average [\d.]+ %, max 97 %, ▲ rising by 47 %\n[▁█]+\nno clear slope .*1 of 5 days\ndata just now/,
  );
  expect(await answer('/trend system.disk')).toMatch(
    /web-1 mount=\/: now 60 %[\s\S]*web-1 mount=\/var: now 97 %/,
  );
  expect(await answer('/trend system.memroy')).toContain(
    'Nobody has reported “system.memroy”. Did you mean system.memory? There are: system.memory, health.score, system.cpu',
  );
  expect(await answer('/trend cpu')).toContain('system.cpu · last 24h');
  expect(await answer('/trend system.memory week')).toBe(
    '“week” is no window and no target. Write a window such as 30m, 6h or 7d. Targets: db, web-1, web-2.',
  );
  expect(await answer('/trend week system.memory')).toContain('“week” is no window and no target');
  const usual = await answer('/trend system.memory 6h web-1');
  for (const other of ['6h web-1 system.memory', 'web-1 6h memory', 'memory web-1 6h']) {
    expect(await answer(`/trend ${other}`)).toBe(usual);
  }
  expect(await answer('/trend 6h memory db web-1')).toContain('two targets here, db and web-1');
  expect(await answer('/trend system.memory 1week')).toContain('write a window such as 30m');
  expect(await answer('/trend system.memory 1h db')).toContain(
    'db has reported no “system.memory”. Nothing was measured yet.',
  );
});

test('/targets never shows how to log in', async () => {
  const { answer } = await busy();
  const text = await answer('/targets');
  expect(text).toMatch(/db +ssh +mon@\[2001:db8::1\]:2222 +30 s +base +none yet/);
  expect(text).toMatch(/web-1 +local +this machine +10 min +base +ok 0 s ago/);
  expect(text).toMatch(/web-2 .* failed 0 s ago/);
  expect(text).not.toContain('hunter2');
});

test('/help lists every command, and explains each', async () => {
  const { answer } = await busy();
  const all = await answer('/help');
  for (const { name, summary } of commands) {
    expect(all).toContain(`/${name}`);
    const plain = summary.replaceAll('`', '');
    expect(all).toContain(plain);
    expect(await answer(`/help /${name.toUpperCase()}`)).toContain(plain);
  }
  expect(await answer('/help ack')).toBe(
    '● /ack <ids> [for] [note]\nTake charge of one or more open alerts.\nFor operators.\nids: alert ids, as /alerts shows them; 12* for all in one message\nfor: for=2h: after how long you are asked whether you still are on it, optional\nnote: what you know or will do, optional',
  );
  expect(await answer('/help nope')).toBe('There is no command /nope. /help lists them all.');
});

test('/about', async () => {
  const { answer } = await busy();
  const text = await answer('/about');
  expect(text).toMatch(
    /● Tocsin 1.2.3\nStarted +2026-03-10 12:00\nNode +v24.0.0\nMemory +98 MB\nDatabase +1.2 MB\ndiscord +connected/,
  );
});

test('/about without chats, and when nothing runs', async () => {
  const self = {
    running: true,
    version: '1.2.3',
    startedAt: NOON,
    node: 'v24.0.0',
    residentBytes: 98_000_000,
    databaseBytes: 1_234_567,
    exports: [] as readonly ExportStatus[],
    samples: { shed: 0, damaged: 0 },
    surfaces: [],
  };
  const { shown } = await openDesk();
  const about = async (more: Partial<typeof self>) => {
    const context = { now: NOON, self: async () => ({ ...self, ...more }) };
    const found = commands.find(({ name }) => name === 'about');
    return found?.run({}, context as unknown as CommandContext) ?? null;
  };
  const idle = await about({ running: true });
  expect(idle && shown(idle)).toMatch(/Chats +none connected/);
  const counts = { waiting: 3, dropped: 0, rejected: 0, sent: 9, oldest: NOON };
  const lake = { name: 'lake', kind: 'url', ...counts, lastSuccess: null, trouble: null } as const;
  const cloud = { ...lake, name: 'cloud', dropped: 5, rejected: 2, trouble: 'HTTP 503' };
  const pushing = await about({ exports: [lake, { ...cloud, lastSuccess: NOON }] });
  const lines = (pushing && shown(pushing)) ?? '';
  expect(lines).toMatch(/Export lake +nothing taken yet, 3 waiting/);
  expect(lines).toMatch(/Export cloud +taken .*, 3 waiting, 5 dropped, 2 refused, HTTP 503/);
  expect(pushing?.data).toMatchObject({
    exports: [{ name: 'lake', last_success: null }, { oldest: new Date(NOON).toISOString() }],
  });
  expect(idle && shown(idle)).not.toContain('Samples');
  const hurt = await about({ samples: { shed: 500, damaged: 2 } });
  expect(hurt && shown(hurt)).toMatch(
    /Samples +500 given up, for want of room or time; 2 stored pieces cannot be read and are left out/,
  );
  expect(hurt?.data).toMatchObject({ samples: { shed: 500, damaged: 2 } });
  const off = await about({ running: false });
  const text = (off && shown(off)) ?? '';
  expect(text).toMatch(/^▲ Tocsin 1\.2\.3 is not running\n/);
  expect(text).not.toMatch(/Started|Memory/);
  expect(off?.data).toMatchObject({ running: false, started_at: null, resident_bytes: null });
});
