import { describe, expect, test } from 'vitest';
import type { BackupDesk } from '../../src/chat/command.ts';
import { render } from '../../src/chat/discord/render.ts';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import type { BackupMade, Backups } from '../../src/model/backup.ts';
import { HOUR } from '../../src/model/time.ts';
import { NOON } from '../report/alerts.ts';
import { messageProblems } from '../support/discord/limits.ts';
import { ruleViolations } from '../support/telegram/rules.ts';
import { stubDesk } from './stub-context.ts';

const KEPT = [0, 24, 48].map((hours) => ({
  name: `tocsin-${hours}`,
  at: NOON - hours * HOUR,
  bytes: 104_000_000,
}));
const MADE: BackupMade = {
  kind: 'made',
  backup: { name: 'tocsin-0', at: NOON, bytes: 104_000_000 },
  took: 350,
};

/** The command over given backups, with how often one was asked for. */
function given(all: Partial<Backups> = {}, made: BackupMade = MADE) {
  const rest = { folder: '/srv/backups', keep: 7, makingSince: null, failure: null };
  let asked = 0;
  const backups: BackupDesk = {
    list: async () => ({ kept: KEPT, ...rest, ...all }),
    async make() {
      asked++;
      return made;
    },
  };
  return { ...stubDesk({ context: { backups } }), asked: () => asked };
}

test('/backup makes one and lists those that are kept', async () => {
  const { answer, asked } = given();
  const shown = await answer('/backup');
  expect(shown).toContain('tocsin-0 is made\n104 MB, copied and read through in 350 ms.');
  expect(shown).toMatch(/Backup +Age +Size\ntocsin-0 +now +104 MB\ntocsin-24 +1 d +104 MB/);
  expect(shown).toContain('the newest 7 are kept in /srv/backups · tocsin restore <name>');
  expect(asked()).toBe(1);
});

test('/backup list only lists', async () => {
  const { answer, ask, asked } = given();
  expect(await answer('/backup list')).toContain('3 backups');
  expect((await ask('/backup list')).data).toEqual({
    ...{ made: null, making_since: null, failure: null, folder: '/srv/backups', keep: 7 },
    backups: KEPT.map(({ name, at, bytes }) => ({
      ...{ name, at: new Date(at).toISOString(), bytes },
      age_s: (NOON - at) / 1_000,
    })),
  });
  expect(asked()).toBe(0);
  expect(await given({ kept: [] }).answer('/backup list')).toContain('No backup yet');
});

test('what goes on and what failed is said', async () => {
  const going = given({ makingSince: NOON - 20_000 }, { kind: 'going on', since: NOON - 20_000 });
  expect(await going.answer('/backup')).toMatch(/^The backup goes on, since .*20 s ago/);
  expect(await going.answer('/backup list')).toContain('One is being made, since');
  const reason = 'cannot write /srv/backups: the disk is full; make room';
  const failing = given({ failure: { at: NOON - HOUR, reason } }, { kind: 'failed', reason });
  expect(await failing.answer('/backup')).toBe(`No backup was made: ${reason}`);
  expect(await failing.answer('/backup list')).toMatch(/The last try failed .+ the disk is full/);
});

test('only admins may', async () => {
  const { answer, asked } = given();
  for (const role of ['viewer', 'operator'] as const) {
    expect(await answer('/backup', role)).toContain('/backup is for the role admin');
    expect(await answer('/backup list', role)).toContain('/backup is for the role admin');
  }
  expect(asked()).toBe(0);
});

describe('at its largest', () => {
  const long = '/<b>*_`[x](y) @everyone `'.repeat(200);
  const many = Array.from({ length: 1_000 }, (_, index) => ({
    ...{ name: `tocsin-20261126-${index}`, at: NOON, bytes: Number.MAX_SAFE_INTEGER },
  }));
  const all = { kept: many, folder: long, failure: { at: NOON, reason: long } };
  test.each(['/backup', '/backup list'])('%s is accepted everywhere', async (line) => {
    for (const made of [MADE, { kind: 'failed', reason: long } as const]) {
      const reply = await given(all, made).ask(line);
      const body = JSON.parse(JSON.stringify(render(reply)));
      expect(messageProblems(body, { edit: false })).toEqual([]);
      const { text, reply_markup } = renderForTelegram(reply, { now: NOON, zone: 'UTC' });
      const params = { chat_id: 1, text, parse_mode: 'HTML', reply_markup };
      expect(ruleViolations('sendMessage', params)).toEqual([]);
    }
  });
});
