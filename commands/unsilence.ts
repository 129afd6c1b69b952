import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { ID_WORD, plainIds } from '../src/report/alert-ids.ts';
import { isActive, matcherText, unsilencedReply } from '../src/report/silences.ts';
import { fitting } from '../src/report/suggestions.ts';

export const unsilence = command({
  name: 'unsilence',
  summary: 'End one or more silences.',
  role: 'operator',
  args: z.object({ ids: plainIds('3').describe('silence ids, as /silences shows them') }),
  words: { ids: ID_WORD },
  complete: { ids: completeSilence },

  async run({ ids }, { silences, actor, now }) {
    const ends: Parameters<typeof unsilencedReply>[0][number][] = [];
    for (const id of ids) ends.push({ id, ended: await silences.end(id, actor) });
    return unsilencedReply(ends, now);
  },
});

async function completeSilence(typed: string, { silences, now }: CommandContext) {
  const active = (await silences.list(100)).filter((one) => isActive(one, now));
  return fitting(
    active.map(({ id, matcher, by }) => ({
      value: String(id),
      label: `#${id} ${matcherText(matcher)} by ${by.name}`,
    })),
    typed,
  );
}
