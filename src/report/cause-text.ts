import type { Block, Inline } from '../chat/reply.ts';
import { line, strong, time } from '../chat/reply.ts';
import type {
  Cause,
  CauseContainer,
  CauseExit,
  CauseGrowth,
  CauseLog,
  CauseProcess,
} from '../model/cause.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import { iso } from './data.ts';
import { shortened } from './state-text.ts';

const NOTHING = 'nothing unusual';
const UNSEEN = 'not looked at';
/** Characters of a part on a card, and in full. */
const SHORT = 160;
const LONG = 700;
/** Parts that a card shows. */
const ON_CARD = 2;

interface Part {
  readonly name: string;
  /** null: it was not looked at; empty: nothing stood out. */
  readonly all: readonly string[] | null;
}

/** Always the same parts in the same order, whatever was seen. */
function partsOf(cause: Cause): readonly Part[] {
  const { at, cpu, memory, containers, growth, exits, change, logs } = cause;
  return [
    { name: 'CPU', all: cpu?.map(cpuText) ?? null },
    { name: 'Memory', all: memory?.map(memoryText) ?? null },
    { name: 'Containers', all: containers?.map(containerText) ?? null },
    { name: 'Disk, last hour', all: growth?.map(growthText) ?? null },
    { name: 'Ended', all: exits?.map((one) => exitText(one, at)) ?? null },
    { name: 'Change', all: change === null ? [] : [change] },
    { name: 'Logs', all: logs?.map(logText) ?? null },
  ];
}

/** On a card: the guess and what stood out most; of changes the card tells by itself. At most three lines. */
export function causeOnCard(cause: Cause): Block[] {
  const { summary, change } = cause;
  const parts = partsOf(cause).filter(({ name }) => name !== 'Change');
  const found = parts.filter(({ all }) => all !== null && all.length > 0);
  const shown = found.slice(0, ON_CARD).map(({ name, all }) => `${name}: ${joined(all, SHORT)}`);
  if (found.length === 0 && change === null) {
    return [line('At that moment: nothing unusual was seen.', 'muted')];
  }
  const guess = summary === null || summary === change ? [] : [`Likely: ${flat(summary, SHORT)}`];
  const lines = [...guess, ...shown];
  return lines.length === 0 ? [] : [line(lines.join('\n'))];
}

/** In full: the guess, and every part, also those in which nothing stood out. */
export function causeBlocks(cause: Cause): Block[] {
  const { at, summary } = cause;
  const guess = summary === null ? 'none stands out' : flat(summary, LONG);
  const lines = partsOf(cause).flatMap(({ name, all }): Inline[] => {
    const text = all === null ? UNSEEN : joined(all, LONG) || NOTHING;
    return ['\n', strong(name), `: ${text}`];
  });
  return [line([strong('Likely cause'), `: ${guess} (seen `, time(at, 'full'), ')', ...lines])];
}

/** The same for programs. */
export function causeData(cause: Cause) {
  const { at, exits, logs, ...rest } = cause;
  const dated = <T extends { readonly at: number }>(all: readonly T[] | null) =>
    all?.map((one) => ({ ...one, at: iso(one.at) })) ?? null;
  return { at: iso(at), ...rest, exits: dated(exits), logs: dated(logs) };
}

function joined(all: readonly string[] | null, most: number): string {
  return flat((all ?? []).join(', '), most);
}

function flat(text: string, most: number): string {
  return shortened(text.replaceAll(/\s+/g, ' ').trim(), most);
}

function cpuText({ name, cpu }: CauseProcess): string {
  return `${name} ${cpu === null ? '–' : formatValue(cpu, 'percent')} of a core`;
}

function memoryText({ name, memory, share }: CauseProcess): string {
  const part = share === null ? '' : ` (${formatValue(share, 'percent')})`;
  return `${name} ${formatValue(memory, 'bytes')}${part}`;
}

function containerText({ name, cpu, memory, restarts, trouble }: CauseContainer): string {
  const facts = [
    ...(cpu === null ? [] : [`CPU ${formatValue(cpu, 'percent')}`]),
    ...(memory === null ? [] : [`memory ${formatValue(memory, 'percent')}`]),
    ...(restarts === 0 ? [] : [`restarted ${restarts} times`]),
    ...(trouble === null ? [] : [trouble]),
  ];
  return `${name} ${facts.join(' · ')}`;
}

function growthText({ mount, bytes }: CauseGrowth): string {
  return `${mount} +${formatValue(bytes, 'bytes')}`;
}

function exitText({ name, code, isOomKilled, at }: CauseExit, seen: number): string {
  const why = isOomKilled ? ', out of memory' : '';
  return `${name} with code ${code}${why}, ${formatDuration(seen - at)} before`;
}

function logText({ log, level, text }: CauseLog): string {
  return `${log} ${level} “${shortened(text, 120)}”`;
}
