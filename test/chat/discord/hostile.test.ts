import { describe, expect, test } from 'vitest';
import { render } from '../../../src/chat/discord/render.ts';
import { code, heading, line, reply, strong } from '../../../src/chat/reply.ts';
import { messageProblems } from '../../support/discord/limits.ts';
import { specification } from '../../support/discord/specification.ts';
import { HIDDEN, HOSTILE, HOSTILE_REPLIES, hostileBlocks } from '../../support/hostile.ts';
import { CHANNEL, startBot } from './setup.ts';

/** Everything of a message that people read; ids and what a choice stands for are not. */
function textsOf(body: unknown): string[] {
  if (typeof body === 'string') return [body];
  if (typeof body !== 'object' || body === null) return [];
  const silent = 'name' in body ? ['url'] : ['custom_id', 'value', 'url'];
  return Object.entries(body).flatMap(([key, value]) =>
    silent.includes(key) ? [] : textsOf(value),
  );
}

/** Unescaped marks, outside what is code. */
const MARK = /(?<!\\)(?:\\\\)*[*_~`|<>[\]]/;
/** The one invisible character that the renderer puts in itself. */
const withoutOurs = (text: string) => text.replaceAll('@\u200b', '@');

describe.each(HOSTILE_REPLIES)('hostile text %#', ({ text, reply: whole }) => {
  test.each([whole, ...hostileBlocks(text).map((block) => reply([block]))])(
    'is a message that Discord takes, and nothing of it is hidden (%#)',
    (message) => {
      const body = JSON.parse(JSON.stringify(render(message)));
      expect(messageProblems(body, { edit: false })).toEqual([]);
      expect(specification().request('post', '/channels/1/messages', body)).toEqual([]);
      expect(body.allowed_mentions).toEqual({ parse: [] });
      const hidden = textsOf(body).filter((one) => HIDDEN.test(withoutOurs(one)));
      expect(hidden).toEqual([]);
    },
  );

  test('escapes no mark and no code', () => {
    const shown = (of: Parameters<typeof line>[0]) =>
      render(reply([line(of)])).embeds[0]?.description ?? '';
    expect(shown(text)).not.toMatch(MARK);
    expect(shown(text)).not.toMatch(/@(everyone|here)/);
    expect(render(reply([heading(text)])).embeds[0]?.title).not.toMatch(MARK);
    expect(
      shown([strong(text)]).replaceAll(/^\*\*|\*\*(?= … \d+ characters in all$|$)/g, ''),
    ).not.toMatch(MARK);
    expect(shown([code(text)]).replaceAll(/[^`]/g, '')).toMatch(/^(``)?$/);
    const [table] = hostileBlocks(text).filter((block) => block.kind === 'table');
    const drawn = table ? (render(reply([table])).embeds[0]?.description ?? '') : '';
    expect(drawn.replaceAll(/\\[\s\S]/g, '').replaceAll(/[^`]/g, '')).toMatch(/^(`{6})?$/);
  });
});

test('every one of them goes out through the real client, and pings nobody', async () => {
  await using bot = await startBot();
  const channel = bot.surface.channel('ops', { id: CHANNEL, thread: null });
  for (const [index, { reply: message }] of HOSTILE_REPLIES.entries()) {
    const outgoing = { key: `k${index}`, reply: message, replyTo: null, silent: index % 2 === 0 };
    const sent = await channel.post(outgoing, AbortSignal.timeout(5_000));
    expect(sent.kind).toBe('delivered');
  }
  expect(bot.discord.messages(CHANNEL)).toHaveLength(HOSTILE.length);
  expect(bot.discord.violations).toEqual([]);
});
