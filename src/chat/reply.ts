import type { Chart } from '../model/chart.ts';
import type { Instant } from '../model/time.ts';

/** What a block means; renderers choose colour and sign. */
export type Tone = 'good' | 'info' | 'warning' | 'bad' | 'critical' | 'muted';

/**
 * `relative` reads like "5 minutes ago", `clock` like "14:03", `full` with the date. `live` is for messages that stay:
 * the clock, with an age only where the platform keeps it current, and elsewhere with the date when that is another day.
 */
export type TimeStyle = 'relative' | 'clock' | 'full' | 'live';

/**
 * A piece of text. Times are shown in the reader's own clock where the platform can (Discord), else in the
 * configured zone.
 */
export type Inline =
  | string
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'time'; readonly at: Instant; readonly style: TimeStyle };

export type Text = string | readonly Inline[];

/** A press runs `command` with `input`, exactly as if the person had typed `/command input`. */
export interface Button {
  readonly label: string;
  readonly tone: 'primary' | 'good' | 'danger' | 'plain';
  readonly command: string;
  readonly input: string;
  /** Asks for words before it runs, in the command's own terms; what is written then comes behind `input`. */
  readonly ask?: true;
  /** The answer takes the place of the message that was pressed on, where the platform can; see `isBrief`. */
  readonly replaces?: true;
}

/** One choice of a select; choosing it runs the select's command with `input`. */
export interface Option {
  readonly label: string;
  readonly input: string;
}

export interface Field {
  readonly name: string;
  readonly value: Text;
  /** May stand beside its neighbours where the platform can. */
  readonly inline: boolean;
}

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

/** Most characters of an attachment: what the chats take, and what may lie in memory for it. */
export const MOST_ATTACHED = 32 * 1_024 * 1_024;

/** A block describes meaning, never a platform. What a platform cannot show, its renderer degrades. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string; readonly tone: Tone }
  | { readonly kind: 'text'; readonly text: Text; readonly tone: Tone }
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'bars'; readonly max: number; readonly bars: readonly Bar[] }
  | {
      readonly kind: 'sparkline';
      readonly label: string;
      /** Evenly spaced in time, oldest first; null is a gap. */
      readonly values: readonly (number | null)[];
      /** Bounds of the scale, or null to use the values' own. */
      readonly bounds: readonly [number, number] | null;
      readonly caption: string;
    }
  | {
      /** A picture, which follows the text by an edit where the platform shows pictures, and is left out elsewhere. */
      readonly kind: 'chart';
      readonly chart: Chart;
      /** What is to be seen, in one sentence with its numbers, for who cannot see it. */
      readonly alt: string;
    }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  | {
      readonly kind: 'select';
      /** What is chosen here, e.g. `Silence for`. */
      readonly label: string;
      readonly command: string;
      readonly options: readonly Option[];
      /** As of a button. */
      readonly replaces?: true;
    }
  | {
      readonly kind: 'attachment';
      /** Name of the file, with its ending. */
      readonly name: string;
      readonly mediaType: string;
      /** Text of the file, at most `MOST_ATTACHED` characters. */
      readonly content: string;
      /** Command line that writes the same to standard output, for where there are no files. */
      readonly terminal: string;
    };

/** A platform-neutral answer. Its first heading is its title. */
export interface Reply {
  readonly tone: Tone;
  readonly blocks: readonly Block[];
  /** Small print, e.g. coverage and rule; null for none. */
  readonly footer: Text | null;
  /** When the newest data in it was measured; renderers show its age. null when it holds none. */
  readonly asOf: Instant | null;
  /** Shown only to who asked, where the platform can. */
  readonly private: boolean;
  /** What a program reads instead of the blocks: plain JSON, units in the names or as in the metric; null for none. */
  readonly data: unknown;
}

/** A reply from blocks; the tone is the first heading's or text's unless given. */
export function reply(
  blocks: readonly Block[],
  options: Partial<Omit<Reply, 'blocks'>> = {},
): Reply {
  const toned = blocks.find((block) => block.kind === 'heading' || block.kind === 'text');
  return {
    tone: toned?.tone ?? 'info',
    footer: null,
    asOf: null,
    private: false,
    data: null,
    ...options,
    blocks,
  };
}

export function heading(text: string, tone: Tone = 'info'): Block {
  return { kind: 'heading', text, tone };
}

export function line(text: Text, tone: Tone = 'info'): Block {
  return { kind: 'text', text, tone };
}

/** A reply of one line. */
export function say(text: Text, tone: Tone = 'info', data: unknown = null): Reply {
  return reply([line(text, tone)], { data });
}

/** A one-line answer for the asker alone, such as a refusal. */
export function refuse(text: Text): Reply {
  return reply([line(text, 'warning')], { private: true });
}

/** Whether it is one block of words, such as a refusal: shown beside what was pressed on, never in its place. */
export function isBrief({ blocks: [block, ...more] }: Reply): boolean {
  return more.length === 0 && (block?.kind === 'text' || block?.kind === 'heading');
}

export function strong(text: string): Inline {
  return { kind: 'strong', text };
}

export function code(text: string): Inline {
  return { kind: 'code', text };
}

export function time(at: Instant, style: TimeStyle = 'relative'): Inline {
  return { kind: 'time', at, style };
}
