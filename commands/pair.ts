import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { code, line, refuse, reply, say, time } from '../src/chat/reply.ts';
import { iso } from '../src/report/data.ts';
import { openAlertsText } from '../src/report/health.ts';

export const pair = command({
  name: 'pair',
  summary: 'Link this chat as alert channel and yourself as admin, with a code from `tocsin pair`.',
  role: 'anyone',
  args: z.object({
    code: z.string().trim().max(40).optional().describe('the code that tocsin pair printed'),
  }),

  async run({ code: typed }, context) {
    if (typed === undefined) return newCode(context);
    if (context.place.surface === 'console') {
      return refuse([
        'A code is for a chat: type it there, as ',
        code('/pair CODE'),
        ' in Discord or ',
        code('/start CODE'),
        ' in Telegram.',
      ]);
    }
    const outcome = await context.pairing.redeem(typed, context.actor, context.place);
    switch (outcome) {
      case 'paired':
        return paired(context);
      case 'expired':
        return refuse(['That code has run out. Print a new one with ', code('tocsin pair'), '.']);
      case 'unknown':
        return refuse([
          'That code is not known, or was used already. Print a new one with ',
          code('tocsin pair'),
          '.',
        ]);
      default:
        return outcome satisfies never;
    }
  },
});

/** Alerts that fired before do not come here by themselves: how many there are is said. */
async function paired({ alerts }: CommandContext): Promise<Reply> {
  const open = await alerts.list({ state: 'open', severity: null, target: null, limit: 1 });
  const told = openAlertsText(open.total);
  const welcome = 'Paired: alerts come here from now on, and you are an admin.';
  return say(`${welcome} ${told ?? 'Try /health.'}`, 'good');
}

/** Only on the terminal: in a chat everyone could read the code and become an admin with it. */
async function newCode({ actor, place, pairing }: CommandContext): Promise<Reply> {
  if (actor.role !== 'admin' || place.surface !== 'console') {
    return refuse([
      'Give a code: ',
      code('/pair CODE'),
      '. Whoever runs Tocsin gets one with ',
      code('tocsin pair'),
      '.',
    ]);
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
