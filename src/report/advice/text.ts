import type { Block, Button, Reply, Tone } from '../../chat/reply.ts';
import { code, heading, line, reply, strong } from '../../chat/reply.ts';
import type { Instant } from '../../model/time.ts';
import { counted, grouped, shortened } from '../state-text.ts';
import type { Advice } from './advice.ts';

/** What one answer shows, and how many of them have a button. */
const SHOWN = 12;
const BUTTONS = 5;
const TEXT = 400;

const SIGNS = { critical: '🔴', warning: '🟡', info: '🔵' } as const;

/** Advice, best first, each with the command that shows it. */
export function recommendReply(
  all: readonly Advice[],
  { of, now }: { readonly of: string; readonly now: Instant },
): Reply {
  const worst = all[0]?.severity ?? null;
  const tone: Tone = worst === null ? 'good' : worst;
  const shown = all.slice(0, SHOWN);
  const title =
    all.length === 0
      ? `Nothing to recommend for ${of}`
      : `${counted(all.length, 'recommendation')} for ${of}`;
  const rest = all.length - shown.length;
  const blocks: Block[] = [
    heading(shortened(title, 200), tone),
    ...shown.flatMap(adviceBlocks),
    ...(rest > 0 ? [line(`${grouped(rest)} more, all less urgent: name a target.`, 'muted')] : []),
    ...(shown.length > 0 ? [{ kind: 'buttons', buttons: buttonsOf(shown) } as const] : []),
  ];
  return reply(blocks, { tone, asOf: now, data: { recommendations: all.map(dataOf) } });
}

function adviceBlocks({ severity, kind, text, confidence, basis, shownBy }: Advice): Block[] {
  const typed = `/${shownBy.command} ${shownBy.input}`.trim();
  return [
    line([
      `${SIGNS[severity]} `,
      strong(kind),
      `: ${shortened(text, TEXT)} (confidence ${confidence}: ${shortened(basis, 80)}) → `,
      code(shortened(typed, 200)),
    ]),
  ];
}

function buttonsOf(shown: readonly Advice[]): Button[] {
  const unique = new Map<string, Button>();
  for (const { kind, target, shownBy } of shown) {
    const { command, input } = shownBy;
    const label = shortened(target === null ? kind : `${kind}: ${target}`, 40);
    unique.set(`${command} ${input}`, { label, tone: 'plain', command, input });
  }
  return [...unique.values()].slice(0, BUTTONS);
}

function dataOf({ kind, severity, target, text, confidence, basis, shownBy }: Advice) {
  const command = `/${shownBy.command} ${shownBy.input}`.trim();
  return { kind, severity, target, text, confidence, basis, command };
}
