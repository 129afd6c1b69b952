import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { freshnessReply } from '../src/report/freshness.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const freshness = command({
  name: 'freshness',
  summary:
    'How old the newest data of each source are: LIVE, DELAYED or STALE, with gaps and latency.',
  role: 'viewer',
  args: z.object({
    target: z.string().max(64).optional().describe('which target; all when left out'),
    source: z.string().max(200).optional().describe('which source; all when left out'),
  }),
  complete: {
    target: completeTarget,
    async source(typed, context) {
      const groups = await Promise.all((await context.targets.list()).map(context.freshness));
      const names = groups.flat().flatMap(({ sources }) => sources.map(({ name }) => name));
      return [...new Set(names)]
        .filter((name) => name.toLowerCase().includes(typed.toLowerCase()))
        .slice(0, 25)
        .map((name) => ({ value: name, label: name.slice(0, 100) }));
    },
  },

  async run({ target: name, source }, context) {
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return picked.reply;
    const wanted = picked === null ? targets : [picked.target];
    const all = await Promise.all(
      wanted.map(async (target) => ({
        ...{ target, rules: context.rules(target) },
        groups: await context.freshness(target),
      })),
    );
    if (source === undefined) return freshnessReply(all, context.now);
    const isWanted = (one: { name: string }) => one.name.toLowerCase() === source.toLowerCase();
    const narrowed = all.map(({ groups, ...rest }) => ({
      ...rest,
      groups: groups
        .map((group) => ({ ...group, sources: group.sources.filter(isWanted) }))
        .filter(({ sources }) => sources.length > 0),
    }));
    if (narrowed.some(({ groups }) => groups.length > 0)) {
      return freshnessReply(narrowed, context.now);
    }
    const names = all.flatMap(({ groups }) =>
      groups.flatMap(({ sources }) => sources.map((one) => one.name)),
    );
    const known = names.length === 0 ? 'none is known' : names.slice(0, 20).join(', ');
    return refuse(`There is no source “${source.slice(0, 64)}”. There are: ${known}.`);
  },
});
