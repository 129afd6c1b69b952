import type { Block } from '../../chat/reply.ts';
import { code, line } from '../../chat/reply.ts';
import { adviceFor } from '../advice/all.ts';
import type { PeriodFacts } from '../period/facts.ts';
import type { PeriodReaders } from '../period/readers.ts';
import { counted, shortened } from '../state-text.ts';
import { titled } from './section.ts';

/** The words that programs of the former product look for. */
const TITLE = 'RECOMMENDATIONS';
const SHOWN = { brief: 3, full: 8 } as const;

/** What would be better another way, each with its numbers and the command that shows it. */
export async function advised(
  readers: PeriodReaders,
  { targets, isOne, now }: PeriodFacts,
  {
    length,
    signal,
  }: { readonly length: 'brief' | 'full'; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly blocks: readonly Block[]; readonly data: unknown }> {
  const all = await adviceFor(readers, {
    targets: targets.map(({ target }) => target),
    isFleet: !isOne,
    now,
    ...(signal && { signal }),
  });
  const shown = all.slice(0, SHOWN[length]);
  const rest = all.length - shown.length;
  const blocks = [
    ...shown.map(({ text, shownBy: { command, input } }) =>
      line(['• ', `${shortened(text, 200)} → `, code(`/${command} ${input}`.trim())]),
    ),
    ...(rest > 0
      ? [line(`${counted(rest, 'more', 'more')}: /recommend lists them.`, 'muted')]
      : []),
    ...(all.length === 0 ? [line('None: nothing needs a hand.', 'good')] : []),
  ];
  return {
    blocks: titled(TITLE, blocks),
    data: all.map(({ kind, severity, target, text, confidence, shownBy }) => ({
      ...{ kind, severity, target, text, confidence },
      command: `/${shownBy.command} ${shownBy.input}`.trim(),
    })),
  };
}
