import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APISelectMenuOption,
  APIStringSelectComponent,
} from 'discord.js';
import type { Block, Button, Option } from '../reply.ts';
import { customId } from './custom-id.ts';
import { BUTTONS, SELECT } from './limits.ts';
import { cut, oneLine } from './text.ts';

export type Row = APIActionRowComponent<APIButtonComponentWithCustomId | APIStringSelectComponent>;

type Select = Extract<Block, { kind: 'select' }>;

/** Rows below the embeds, and how many buttons and choices found no place there. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly buttonsLeft: number;
  readonly choicesLeft: number;
}

const STYLES = { primary: 1, plain: 2, good: 3, danger: 4 } as const;

/**
 * Buttons, and below them a row for each select. There is no room for more than five rows: the selects take theirs first.
 * What is there twice, or is more than a component can carry, is left out and counted.
 */
export function componentRows(blocks: readonly Block[]): Rows {
  const asked = blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  const known = uniqueButtons(asked);
  const taken = new Set(known.map((one) => one.custom_id));
  const offered = blocks.filter((block) => block.kind === 'select');
  const selects = offered.flatMap((block) => toSelect(block, taken) ?? []).slice(0, BUTTONS.rows);
  const buttons = known.slice(0, (BUTTONS.rows - selects.length) * BUTTONS.perRow);
  const placed = selects.reduce((sum, one) => sum + one.options.length, 0);
  return {
    rows: [...buttonRows(buttons), ...selects.map((one) => row([one]))],
    buttonsLeft: asked.length - buttons.length,
    choicesLeft: offered.reduce((sum, one) => sum + one.options.length, 0) - placed,
  };
}

function uniqueButtons(buttons: readonly Button[]): readonly APIButtonComponentWithCustomId[] {
  const known = new Map<string, APIButtonComponentWithCustomId>();
  for (const button of buttons) {
    const id = customId(button);
    if (id === null || known.has(id)) continue;
    const label = cut(oneLine(button.label), BUTTONS.label) || button.command;
    known.set(id, { type: 2, custom_id: id, label, style: STYLES[button.tone] });
  }
  return [...known.values()];
}

function buttonRows(buttons: readonly APIButtonComponentWithCustomId[]): readonly Row[] {
  return Array.from({ length: Math.ceil(buttons.length / BUTTONS.perRow) }, (_, index) =>
    row(buttons.slice(index * BUTTONS.perRow, (index + 1) * BUTTONS.perRow)),
  );
}

function row(components: Row['components']): Row {
  return { type: 1, components };
}

/** A menu whose choice is the input; null when nothing can be chosen. */
function toSelect({ label, command, options, replaces }: Select, taken: Set<string>) {
  const choices = uniqueOptions(options).slice(0, SELECT.options);
  const id = freeId({ command, ...(replaces ? { replaces } : {}) }, taken);
  if (choices.length === 0 || id === null) return null;
  taken.add(id);
  return {
    type: 3,
    custom_id: id,
    placeholder: cut(oneLine(label), SELECT.placeholder) || `/${command}`,
    options: choices,
  } satisfies APIStringSelectComponent;
}

/** What stands behind the command only keeps the ids of one message apart. */
function freeId(
  select: Pick<Select, 'command' | 'replaces'>,
  taken: ReadonlySet<string>,
): string | null {
  const ids = Array.from({ length: taken.size + 1 }, (_, index) =>
    customId({ ...select, input: index === 0 ? '' : String(index + 1) }),
  );
  return ids.find((id) => id !== null && !taken.has(id)) ?? null;
}

function uniqueOptions(options: readonly Option[]): APISelectMenuOption[] {
  const known = new Map<string, APISelectMenuOption>();
  for (const { label, input } of options) {
    const fits = input.trim() !== '' && input.length <= SELECT.value && input.isWellFormed();
    if (!fits || known.has(input)) continue;
    const shown = cut(oneLine(label), SELECT.label) || cut(oneLine(input), SELECT.label);
    if (shown !== '') known.set(input, { label: shown, value: input });
  }
  return [...known.values()];
}
