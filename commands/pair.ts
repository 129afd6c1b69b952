import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { code, line, refuse, reply, say, time } from '../src/chat/reply.ts';
import { iso } from '../src/report/data.ts';

export const pair = command({
  name: 'pair',
  summary: 'Link this chat as alert channel and yourself as admin, with a code from `tocsin pair`.',
  role: 'anyone',
  args: z.object({
    code: z.string().trim().max(40).optional().describe('the code that `tocsin pair` printed'),
  }),

  async run({ code: typed }, context) {
    if (typed === undefined) return newCode(context);
    if (context.place.surface === 'console') {
      return refuse(
        'A code is for a chat: type it there, as /pair CODE in Discord or /start CODE in Telegram.',
      );
    }
    const outcome = await context.pairing.redeem(typed, context.actor, context.place);
    switch (outcome) {
      case 'paired':
        return say(
          'Paired: alerts come here from now on, and you are an admin. Try /health.',
          'good',
        );
      case 'expired':
        return refuse('That code has run out. Print a new one with `tocsin pair`.');
      case 'unknown':
        return refuse(
          'That code is not known, or was used already. Print a new one with `tocsin pair`.',
        );
      default:
        return outcome satisfies never;
    }
  },
});

/** Only on the terminal: in a chat everyone could read the code and become an admin with it. */
async function newCode({ actor, place, pairing }: CommandContext): Promise<Reply> {
  if (actor.role !== 'admin' || place.surface !== 'console') {
    return refuse('Give a code: /pair CODE. Whoever runs Tocsin gets one with `tocsin pair`.');
  }
  const { code: fresh, expires } = await pairing.create();
  return reply(
    [
      line(['Pairing code ', code(fresh), ', good until ', time(expires, 'clock'), '.'], 'good'),
      line([
        'In Telegram send the bot ',
        code(`/start ${fresh}`),
        ', in Discord type ',
        code(`/pair ${fresh}`),
        ' in the channel that alerts should go to.',
      ]),
    ],
    { private: true, data: { code: fresh, expires: iso(expires) } },
  );
}
