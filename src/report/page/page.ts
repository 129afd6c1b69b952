import type { Block, Reply, Text, TimeStyle } from '../../chat/reply.ts';
import { visible } from '../../chat/visible.ts';
import type { Chart } from '../../model/chart.ts';
import type { Instant } from '../../model/time.ts';
import { clockIn } from '../clock.ts';
import { dateIn } from '../day.ts';

/** A drawing for a light and for a dark page, each a whole SVG document. */
export interface Drawn {
  readonly light: string;
  readonly dark: string;
}

/** How a reply becomes a page. */
export interface PageOptions {
  /** IANA zone of the times, which the page names. */
  readonly zone: string;
  readonly now: Instant;
  /** The drawing of a chart, or null where there is none: then a small curve stands in its place. */
  readonly drawnOf: (chart: Chart) => Drawn | null;
}

type Table = Extract<Block, { kind: 'table' }>;
type Picture = Extract<Block, { kind: 'chart' }>;

/** What a page shows: nothing on it can be pressed, and it is the file. */
export type Part =
  | Exclude<Block, { kind: 'buttons' | 'select' | 'attachment' | 'chart' }>
  | (Picture & { readonly drawn: Drawn | null });

export interface Page {
  readonly title: Extract<Block, { kind: 'heading' }>;
  readonly parts: readonly Part[];
}

/** Most rows of one table, and characters of one text: a page is read, not searched. */
const MOST_ROWS = 1_000;
const MOST_TEXT = 20_000;
/** Most characters of all drawings of a page: what is left after them are small curves. */
const MOST_DRAWN = 4_000_000;

/** A reply as the parts of a page, in its order. */
export function pageOf(reply: Reply, drawnOf: PageOptions['drawnOf']): Page {
  const first = reply.blocks.find((block) => block.kind === 'heading');
  const title = first ?? { kind: 'heading', text: 'Answer', tone: reply.tone };
  let room = MOST_DRAWN;
  const parts = reply.blocks.flatMap((block): Part[] => {
    switch (block.kind) {
      case 'buttons':
      case 'select':
      case 'attachment':
        return [];
      case 'chart': {
        const drawn = drawnOf(block.chart);
        room -= drawn === null ? 0 : drawn.light.length + drawn.dark.length;
        return [{ ...block, drawn: room < 0 ? null : drawn }];
      }
      case 'heading':
        return block === first ? [] : [block];
      default:
        return [block];
    }
  });
  return { title, parts: joined(parts.filter((_, at) => !isRepeated(parts, at))) };
}

/** Entries of a list that stand in blocks of their own are one list. */
function joined(parts: readonly Part[]): readonly Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.kind === 'text' && part.kind === 'text' && last.tone === part.tone) {
      if ([last, part].every(({ text }) => firstOf(text).startsWith('• '))) {
        all[all.length - 1] = { ...last, text: [last.text, '\n', part.text].flat() };
        continue;
      }
    }
    all.push(part);
  }
  return all;
}

function firstOf(text: Text): string {
  const first = typeof text === 'string' ? text : text[0];
  return typeof first === 'string' ? first : '';
}

/** A small curve beside a drawing shows the same again. */
function isRepeated(parts: readonly Part[], at: number): boolean {
  if (parts[at]?.kind !== 'sparkline') return false;
  const [before, after] = [parts[at - 1], parts[at + 1]];
  return [before, after].some((one) => one?.kind === 'chart' && one.drawn !== null);
}

/** The first rows of a table, and how many are left out. */
export function rowsOf({ rows }: Table): { rows: Table['rows']; left: number } {
  return { rows: rows.slice(0, MOST_ROWS), left: Math.max(0, rows.length - MOST_ROWS) };
}

/** Text as it may stand on a page, in one line. */
export function oneLine(text: string): string {
  return shown(text).replaceAll(/\s+/g, ' ').trim();
}

/** Text as it may stand on a page: nothing in it is invisible, and it has an end. */
export function shown(text: string): string {
  const kept = text.slice(0, MOST_TEXT);
  return visible(kept === text ? text : `${kept}…`);
}

/** A file is read later: an age would be wrong then, so that every time is a clock, most with their date. */
export function momentText(at: Instant, style: TimeStyle, { zone, now }: PageOptions): string {
  const clock = clockIn(zone, at);
  const isToday = dateIn(zone, at) === dateIn(zone, now);
  const isClock = style === 'clock' || (style === 'live' && isToday);
  return isClock ? clock : `${dateIn(zone, at)} ${clock}`;
}

/** What stands below a page: its small print, how old its data are, and whose times it shows. */
export function smallPrint({ footer, asOf }: Reply, options: PageOptions): readonly Text[] {
  const { zone, now } = options;
  const age = asOf === null ? '' : `Data of ${momentText(asOf, 'full', options)}. `;
  const made = `Made ${momentText(now, 'full', options)}. All times are those of ${zone}.`;
  return [...(footer === null ? [] : [footer]), `${age}${made}`];
}

/** Web addresses alone become links, and never one that holds a password. */
export function linkTo(url: string): string | null {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const { href, username, password } = new URL(url);
  return username === '' && password === '' && href.length <= MOST_LINK ? href : null;
}

/** Longer ones are cut by some programs for mail. */
const MOST_LINK = 2_000;
