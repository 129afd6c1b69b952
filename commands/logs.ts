import { z } from 'zod';
import { type CommandContext, command } from '../src/chat/command.ts';
import { type Reply, refuse, say } from '../src/chat/reply.ts';
import { LOG_LEVELS, type LogFilter } from '../src/model/log.ts';
import { analysisReply } from '../src/report/log-analysis.ts';
import { LIKE_WINDOW, logScope, windowArgument } from '../src/report/log-scope.ts';
import { entriesReply, extractReply } from '../src/report/log-text.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget } from '../src/report/targets.ts';

/** Words of a search, and entries that are shown unless said. */
const MOST_WORDS = 10;
const USUAL = 10;

export const logs = command({
  name: 'logs',
  summary:
    'Lines of logs: the newest, a search, an analysis, a number in them, or new ones as they come.',
  role: 'operator',
  args: z.object({
    view: z
      .enum(['tail', 'search', 'analyze', 'extract', 'follow', 'stop'])
      .optional()
      .describe('newest lines, a search, counts, figures of a key, or new lines as they come'),
    window: windowArgument,
    target: z.string().max(200).optional().describe('which target; all when left out'),
    log: z.string().max(63).optional().describe('only this log of the targets'),
    level: z.enum(LOG_LEVELS).optional().describe('only this level and worse'),
    n: z.coerce.number().int().min(1).max(50).optional().describe('how many lines, 10 unless said'),
    field: z.enum(['message']).optional().describe('only what lines say, without time and level'),
    text: z.string().max(200).optional().describe('words to search for, or the key to extract'),
  }),
  rest: 'text',
  words: {
    window: LIKE_WINDOW,
    target: NAMED_ONLY,
    log: NAMED_ONLY,
    n: NAMED_ONLY,
    field: NAMED_ONLY,
  },
  complete: { target: completeTarget },

  async run(
    { view = 'tail', window = '24h', target, log, level = null, n = USUAL, field, text },
    context,
  ) {
    const scope = await logScope(context, { window, target, log, level: level ?? null });
    if (scope.kind === 'refused') return scope.reply;
    const message = field === undefined ? null : context.logMessage;
    const words = (text ?? '').split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
    const what = words.length === 0 ? scope.what : `with “${words.join(' ')}” ${scope.what}`;
    const shown = () =>
      entriesReply(context.logs, { ...scope, what }, { words, limit: n, message });
    switch (view) {
      case 'search':
        if (words.length === 0) return refuse('Which words? Write /logs search timeout gateway.');
        return shown();
      case 'tail':
        return shown();
      case 'analyze':
        return analysisReply(context, scope);
      case 'extract': {
        const [key] = words;
        if (key === undefined) return refuse('Which key? Write /logs extract processing_time.');
        return extractReply(context.logs, scope, key);
      }
      case 'follow':
        return following(context, scope);
      case 'stop': {
        const isStopped = context.looking.stop(Number(text));
        return isStopped ? say('Stopped.', 'good') : refuse('It has ended already.');
      }
      default:
        return view satisfies never;
    }
  },
});

function following(
  { looking, place, zone }: CommandContext,
  { filter, what }: { readonly filter: LogFilter; readonly what: string },
): Reply {
  const where = what.replace(/ ?in \d+[mhd]$/, '');
  const { problem } = looking.start({ filter, what: where || 'of all logs', place, zone });
  if (problem !== null) return refuse(problem);
  return say('New lines are shown here for 10 minutes, to everybody who reads this chat.');
}
