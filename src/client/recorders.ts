import type { Recorder, RecorderField } from '../model/recorder.ts';
import type { presetRecorders } from '../presets/recorders.ts';
import type { Labels, When } from './rows.ts';

type Recorders = typeof presetRecorders;
/** Presets that name what their applications record. */
export type PresetName = keyof Recorders;

/** When it happened, and a key of the application's own; without them now, and one that is made. */
export interface RecordOptions {
  /** Milliseconds since 1970, or a date. */
  readonly at?: When;
  /** Equal keys are one record, also when they come from different processes, within a day. */
  readonly key?: string;
}

interface ValueOf {
  readonly text: string;
  readonly number: number;
  readonly truth: boolean;
}

/** The arguments of a recorder: its fields in their order, then the options. */
type Arguments<Fields> = Fields extends readonly [
  infer First extends RecorderField,
  ...infer Rest extends readonly RecorderField[],
]
  ? First extends { readonly isOptional: true }
    ? [value?: ValueOf[First['kind']] | undefined, ...rest: Arguments<Rest>]
    : [value: ValueOf[First['kind']], ...rest: Arguments<Rest>]
  : [options?: RecordOptions];

/** A method for each recorder of a preset, such as `recordTask`. */
export type RecordersOf<Preset extends PresetName> = {
  readonly [One in Recorders[Preset][number] as One['name']]: (
    ...values: Arguments<One['fields']>
  ) => void;
};

export interface EventParts {
  readonly tags: Labels;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The event that a recorder makes of its arguments; what was not given is left out. */
export function eventOf(
  { fields }: Pick<Recorder, 'fields'>,
  values: readonly unknown[],
): EventParts & { readonly options: RecordOptions } {
  const tags: Record<string, string> = {};
  const body: Record<string, unknown> = {};
  for (const [index, { name, as }] of fields.entries()) {
    const value = values[index];
    if (value === undefined || value === null) continue;
    if (as === 'tag') tags[name] = String(value);
    else body[name] = value;
  }
  return { tags, body, options: (values[fields.length] as RecordOptions | undefined) ?? {} };
}
