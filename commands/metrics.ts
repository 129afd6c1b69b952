import { z } from 'zod';
import type { Choice, CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse, say } from '../src/chat/reply.ts';
import type { Target } from '../src/model/target.ts';
import { categoriesOf, metricListReply } from '../src/report/metric-list.ts';
import { measuredMetrics } from '../src/report/metric-values.ts';
import { fitting, NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const metrics = command({
  name: 'metrics',
  summary:
    'What is measured, by category: newest values, units and bands; and what nobody reports.',
  role: 'viewer',
  args: z.object({
    target: z.string().max(200).optional().describe('which target; all when left out'),
    category: z.string().max(100).optional().describe('only this category, such as system'),
    page: z.coerce
      .number<string>('write a page such as 2')
      .int('write a page such as 2')
      .min(1, 'write a page such as 2')
      .max(9_999, 'write a page such as 2')
      .default(1)
      .describe('page of a long list: page=2'),
  }),
  words: { page: NAMED_ONLY },
  complete: { target: completeTarget, category: completeCategory },

  async run({ target, category, page }, context) {
    const targets = await context.targets.list();
    const asked = sorted(target, category, {
      targets,
      categories: await categories(targets, context),
    });
    if (asked.kind === 'refused') return refuse(asked.why);
    if (targets.length === 0) {
      return say('No targets are watched. Add one under targets: in tocsin.yaml.', 'warning', {
        targets: [],
      });
    }
    const chosen = asked.target ? [asked.target] : targets;
    return metricListReply(context, { ...asked, page }, chosen);
  },
});

type Asked =
  | { readonly kind: 'asked'; readonly target: Target | null; readonly category: string | null }
  | { readonly kind: 'refused'; readonly why: string };

/** A word that stands first may be a category, and the other way round. */
function sorted(
  first: string | undefined,
  second: string | undefined,
  known: { readonly targets: readonly Target[]; readonly categories: readonly string[] },
): Asked {
  let target: Target | null = null;
  let category: string | null = null;
  for (const word of [first, second]) {
    if (word === undefined) continue;
    const picked = pickTarget(known.targets, word);
    const isCategory = known.categories.includes(word.toLowerCase());
    if (picked.kind === 'target' && target === null && !(isCategory && word === second)) {
      target = picked.target;
    } else if (isCategory && category === null) category = word.toLowerCase();
    else return { kind: 'refused', why: noSuchWord(word, known) };
  }
  return { kind: 'asked', target, category };
}

function noSuchWord(
  word: string,
  { targets, categories: all }: Parameters<typeof sorted>[2],
): string {
  const names = targets.slice(0, 20).map(({ name }) => name);
  const there = names.length === 0 ? 'No targets are watched.' : `Targets: ${names.join(', ')}.`;
  return `“${word.slice(0, 64)}” is no target and no category. ${there} Categories: ${all.join(', ')}.`;
}

async function categories(
  targets: readonly Target[],
  context: CommandContext,
): Promise<readonly string[]> {
  return categoriesOf(await measuredMetrics(context, targets));
}

async function completeCategory(
  typed: string,
  context: CommandContext,
): Promise<readonly Choice[]> {
  const all = await categories(await context.targets.list(), context);
  return fitting(
    all.map((value) => ({ value, label: value })),
    typed,
  );
}
