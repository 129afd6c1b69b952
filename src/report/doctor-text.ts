import type { Block, Inline, Reply, Tone } from '../chat/reply.ts';
import { code, heading, line, reply, strong } from '../chat/reply.ts';
import type { Examined, Finding } from '../model/finding.ts';

/** Worst first; what is well stands at the end in one line. */
const ORDER = ['bad', 'warning', 'off', 'ok'] as const satisfies readonly Finding['state'][];
const TONE = { bad: 'bad', warning: 'warning', off: 'muted', ok: 'good' } as const satisfies Record<
  Finding['state'],
  Tone
>;
/** Findings that are shown; `--json` has all. */
const MOST_SHOWN = 40;

interface Found extends Finding {
  readonly area: string;
}

/** What examinations found, the worst first, each with its repair; `all` shows also what is well line by line. */
export function doctorReply(
  examined: readonly Examined[],
  { all = false }: { readonly all?: boolean } = {},
): Reply {
  const found: readonly Found[] = examined.flatMap(({ area, findings }) =>
    findings.map((finding) => ({ area, ...finding })),
  );
  const sorted = ORDER.flatMap((state) => found.filter((one) => one.state === state));
  const shown = sorted.filter(({ state }) => all || state !== 'ok');
  const [faults, doubts, well] = (['bad', 'warning', 'ok'] as const).map(
    (state) => found.filter((one) => one.state === state).length,
  ) as [number, number, number];
  const blocks: Block[] = [heading(titleOf(faults, doubts), toneOf(faults, doubts))];
  for (const one of shown.slice(0, MOST_SHOWN)) blocks.push(line(wordsOf(one), TONE[one.state]));
  if (shown.length > MOST_SHOWN) {
    blocks.push(line(`${shown.length - MOST_SHOWN} more: npx tocsin doctor --json`, 'muted'));
  }
  if (!all && well > 0) blocks.push(line(`Well: ${areasOf(found)}.`, 'good'));
  return reply(blocks, {
    // Paths, hosts and ids are for whoever asked.
    private: true,
    data: {
      ok: faults === 0,
      findings: examined.flatMap(({ area, name, findings }) =>
        findings.map((one) => ({ area, name, ...one })),
      ),
    },
  });
}

function titleOf(faults: number, doubts: number): string {
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const parts = [
    ...(faults > 0 ? [counted(faults, 'fault')] : []),
    ...(doubts > 0 ? [counted(doubts, 'warning')] : []),
  ];
  return parts.length === 0 ? 'All is well' : parts.join(', ');
}

function toneOf(faults: number, doubts: number): Tone {
  if (faults > 0) return 'bad';
  return doubts > 0 ? 'warning' : 'good';
}

function wordsOf({ area, what, repair }: Found): Inline[] {
  return [strong(area), `: ${what}`, ...(repair === null ? [] : [' → ', ...repairWords(repair)])];
}

/** Keys in backticks and addresses, to be copied. */
const COPIED = /`([^`]+)`|(https:\/\/\S+)/g;

/** A command as a whole; of sentences what is to be copied. */
function repairWords(repair: string): Inline[] {
  const isSentence = !repair.startsWith('curl ') && repair.search(COPIED) >= 0;
  if (!isSentence) return [code(repair)];
  const words: Inline[] = [];
  let at = 0;
  for (const found of repair.matchAll(COPIED)) {
    const [whole, key, address] = found;
    words.push(repair.slice(at, found.index), code(key ?? address ?? ''));
    at = found.index + whole.length;
  }
  return [...words, repair.slice(at)].filter((word) => word !== '');
}

/** Each area that has something well, with how much. */
function areasOf(found: readonly Found[]): string {
  const counts = new Map<string, number>();
  for (const { area, state } of found) {
    if (state === 'ok') counts.set(area, (counts.get(area) ?? 0) + 1);
  }
  return [...counts].map(([area, count]) => (count === 1 ? area : `${area} (${count})`)).join(', ');
}
