import type { BaseInteraction } from 'discord.js';
import { expect, test } from 'vitest';
import { interactionHandler } from '../../../src/chat/discord/interactions.ts';
import { hasRole } from '../../../src/model/person.ts';
import { type Forgery, forgeries, NEEDS, notingDesk } from '../../support/forged.ts';
import { stubIdentify } from '../../support/stub-desk.ts';
import { CHANNEL, GUILD, startBot } from './setup.ts';

const identify = stubIdentify({ viewer: 'viewer', operator: 'operator', admin: 'admin' });
const KINDS = ['button', 'select', 'form'] as const;

/** As the library would hand it over; `answers` counts first answers. */
function interaction({ id, role }: Forgery, kind: (typeof KINDS)[number], seen: string[]) {
  const input = id.split(':').slice(2).join(':');
  const user = { id: role ?? 'nobody', bot: false, displayName: 'x' };
  const answered = (how: string) => async () => void seen.push(how);
  return {
    customId: id,
    user,
    member: null,
    guild: null,
    guildId: GUILD,
    channel: null,
    channelId: CHANNEL,
    client: { guilds: { cache: new Map() } },
    values: [input],
    fields: { fields: new Map([['words', { value: input }]]) },
    isAutocomplete: () => false,
    isMessageComponent: () => kind !== 'form',
    isModalSubmit: () => kind === 'form',
    isButton: () => kind === 'button',
    isStringSelectMenu: () => kind === 'select',
    isChatInputCommand: () => false,
    deferReply: answered('defer'),
    deferUpdate: answered('defer'),
    showModal: answered('form'),
    editReply: async () => undefined,
    followUp: async () => undefined,
  } as unknown as BaseInteraction;
}

test.each(KINDS)(
  '10,000 forged ids on a %s run nothing that the person may not run',
  async (kind) => {
    const { desk, ran, failures } = notingDesk();
    const log: string[] = [];
    const handle = interactionHandler({
      desk,
      identify,
      guildId: GUILD,
      log: (level, message) => void log.push(`${level}: ${message}`),
      signal: new AbortController().signal,
    });
    const sent = forgeries(10_000);
    const answers: string[] = [];
    for (const one of sent) await handle(interaction(one, kind, answers));
    expect(log).toEqual([]);
    expect(failures).toEqual([]);
    expect(answers).toHaveLength(sent.length);
    expect(ran.filter(({ command, role }) => !hasRole(role, NEEDS[command] ?? 'admin'))).toEqual(
      [],
    );
    const good = sent.flatMap(({ valid, role }) =>
      valid && kind !== 'form' && hasRole(role, NEEDS[valid.command] ?? 'admin') ? [valid.id] : [],
    );
    expect(ran.map(({ id }) => id).filter((id) => id >= 100)).toEqual(good);
  },
);

test('forged ids through the real client are all answered, and each good press counts once', async () => {
  const { desk, ran, failures } = notingDesk();
  await using bot = await startBot({ desk, identify });
  const { discord } = bot;
  const card = await discord.slash({ guild: GUILD, channel: CHANNEL, user: 'admin', name: 'look' });
  const id = card.message?.id ?? '';
  const sent = forgeries(150).filter((one) => one.id.length <= 100 && one.id.isWellFormed());
  await Promise.all(
    sent.map(async (one, index) => {
      const who = { user: one.role ?? 'nobody' };
      if (index % 3 === 0) await discord.press(id, one.id, { ...who, forged: true });
      else if (index % 3 === 1)
        await discord.submit(id, one.id, { ...who, fields: { words: 'x' } });
      else await discord.choose(id, one.id, { ...who, value: '7', forged: true });
    }),
  );
  expect(ran.filter(({ command, role }) => !hasRole(role, NEEDS[command] ?? 'admin'))).toEqual([]);
  expect([...failures, ...bot.log.filter((one) => /^(error|warn)/.test(one))]).toEqual([]);
  expect(discord.violations).toEqual([]);
});
