/** What Discord wants of buttons, menus and forms: https://docs.discord.com/developers/components/reference */
export interface Component {
  type?: number;
  custom_id?: string;
  label?: string;
  url?: string;
  emoji?: unknown;
  placeholder?: string;
  style?: number;
  max_length?: number;
  options?: readonly { label?: string; value?: string }[];
  component?: Component;
  components?: readonly Component[];
}

export interface ModalBody {
  custom_id?: string;
  title?: string;
  components?: readonly Component[];
}

const [BUTTON, SELECT, TEXT_INPUT, LABEL] = [2, 3, 4, 18];

export function rowProblems(rows: readonly Component[]): string[] {
  const seen = new Set<string>();
  const found = rows.flatMap((row, index) => oneRow(row, seen, `components[${index}]`));
  return rows.length > 5 ? [`${rows.length} rows, 5 allowed`, ...found] : found;
}

function oneRow({ type, components = [] }: Component, seen: Set<string>, place: string): string[] {
  const found = components.flatMap((part) => partProblems(part, seen, place));
  if (type !== 1) found.push(`${place} is no row`);
  if (components.length === 0) found.push(`${place} is empty`);
  if (components.length > 5) found.push(`${place} has ${components.length} buttons, 5 allowed`);
  const crowded = components.length > 1 && components.some((part) => part.type === SELECT);
  return crowded ? [...found, `${place} has a select that is not alone`] : found;
}

function partProblems(part: Component, seen: Set<string>, place: string): string[] {
  if (part.type === SELECT)
    return [...selectProblems(part, place), ...idProblems(part, seen, place)];
  if (part.type !== BUTTON) return [`${place} has a component of type ${part.type}`];
  const found = tooLong(`${place}.label`, part.label, 80);
  if (blank(part.label) && !part.emoji) found.push(`${place} has a button without label`);
  return part.url === undefined ? [...found, ...idProblems(part, seen, place)] : found;
}

function idProblems({ custom_id: id = '' }: Component, seen: Set<string>, place: string): string[] {
  const found = tooLong(`${place}.custom_id`, id, 100);
  if (blank(id)) found.push(`${place} has a component without custom_id`);
  else if (seen.has(id)) found.push(`custom_id ${id} twice`);
  if (!id.isWellFormed()) found.push(`${place}.custom_id is no text`);
  seen.add(id);
  return found;
}

function selectProblems({ options = [], placeholder }: Component, place: string): string[] {
  const found = tooLong(`${place}.placeholder`, placeholder, 150);
  if (options.length < 1 || options.length > 25)
    found.push(`${place} has ${options.length} options`);
  const values = options.map((option) => option.value);
  if (new Set(values).size !== values.length) found.push(`${place} has an option value twice`);
  for (const { label, value } of options) {
    if (blank(label) || blank(value)) found.push(`${place} has an empty option`);
    if (value?.isWellFormed() === false) found.push(`${place} has an option that is no text`);
    found.push(...tooLong(`${place} option label`, label, 100));
    found.push(...tooLong(`${place} option value`, value, 100));
  }
  return found;
}

/** Problems of a form. */
export function modalProblems({ custom_id: id, title, components = [] }: ModalBody): string[] {
  const found = [...tooLong('title', title, 45), ...tooLong('custom_id', id, 100)];
  if (blank(title) || blank(id)) found.push('a form without title or custom_id');
  if (components.length < 1 || components.length > 5) found.push(`${components.length} fields`);
  return [...found, ...components.flatMap(fieldProblems)];
}

function fieldProblems({ type, label, component = {} }: Component): string[] {
  const found = tooLong('label', label, 45);
  if (type !== LABEL || component.type !== TEXT_INPUT) found.push('a field that is no text input');
  if (blank(label) || blank(component.custom_id)) found.push('a field without label or custom_id');
  if (component.style !== 1 && component.style !== 2) found.push('a text input without style');
  if ((component.max_length ?? 1) > 4000) found.push('a text input for more than 4000');
  return found;
}

export function blank(text: string | null | undefined): boolean {
  return (text ?? '').trim() === '';
}

export function tooLong(place: string, text: string | null | undefined, limit: number): string[] {
  const length = text?.length ?? 0;
  return length > limit ? [`${place} has ${length} characters, ${limit} allowed`] : [];
}
