import type { Block, Reply } from '../chat/reply.ts';
import { code, heading, line, reply, strong } from '../chat/reply.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Rule } from '../model/rule.ts';
import { mentions } from './measured.ts';
import { ruleSentence } from './rule-text.ts';
import { shortened } from './state-text.ts';

/** Metrics of one rule that are explained. */
const EXPLAINED = 3;

/** What to do when a rule fires. */
export function runbookReply(
  rule: Rule,
  {
    metrics,
    isAdmin,
  }: { readonly metrics: readonly MetricDefinition[]; readonly isAdmin: boolean },
): Reply {
  const { name, runbook } = rule;
  const read = metrics.filter((one) => rule.levels.some(({ when }) => mentions(when, one.name)));
  const explained = read.flatMap(({ title, explanation = '' }) =>
    explanation === '' ? [] : [{ title, explanation }],
  );
  return reply(
    [
      heading(`Runbook of ${name}`, runbook === null ? 'muted' : 'info'),
      ...(runbook === null ? noneBlocks(name, isAdmin) : [runbookBlock(runbook)]),
      line(ruleSentence(rule)),
      ...explained
        .slice(0, EXPLAINED)
        .map(({ title, explanation }) =>
          line([strong(title), `: ${shortened(explanation, 600)}`], 'muted'),
        ),
    ],
    { data: { rule: name, runbook, metrics: read.map((one) => one.name) } },
  );
}

function runbookBlock(runbook: string): Block {
  const isAddress = /^https?:\/\/\S{1,1000}$/.test(runbook) && URL.canParse(runbook);
  return line(
    isAddress
      ? [{ kind: 'link', text: shortened(runbook, 200), url: runbook }]
      : shortened(runbook, 1_000),
  );
}

function noneBlocks(name: string, isAdmin: boolean): readonly Block[] {
  if (!isAdmin) return [line('Nobody has written one yet; an admin can.', 'muted')];
  const example = `/rules edit ${name} runbook=https://wiki.example.com/${name}`;
  return [line(['Nobody has written one yet: ', code(example)], 'muted')];
}
