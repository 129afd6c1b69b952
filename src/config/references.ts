import type { ConfigProblem } from './config.ts';
import type { Path } from './document.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import type { Section } from './schema.ts';
import { suggest } from './suggest.ts';

/** What is wrong with an expression; `position` counts characters from 0. */
export interface ExpressionFault {
  readonly message: string;
  readonly position: number | null;
}

export type CheckExpression = (source: string) => ExpressionFault | null;

export interface Known {
  readonly presets: readonly string[];
  /** Channels that the variables make. */
  readonly channels: readonly string[];
  /** Targets that exist without being written. */
  readonly targets: readonly string[];
  /** Rules of the presets; null when nobody told. */
  readonly rules: readonly string[] | null;
  readonly checkExpression: CheckExpression;
}

/** Finds names that nothing carries, names that two things carry, and expressions that do not parse. */
export function checkReferences(read: FileRead, known: Known): ConfigProblem[] {
  const { source, entries, names } = read;
  const targets = [...names.targets, ...known.targets];
  const channels = [...names.channels, ...known.channels];
  const rules = known.rules === null ? null : [...names.rules, ...known.rules];
  const missing = (path: Path, value: string | undefined, what: string, all: readonly string[]) => {
    if (value === undefined || all.includes(value)) return [];
    const near = suggest(value, all);
    const list = all.length === 0 ? `there is no ${what} yet` : `write one of ${all.join(', ')}`;
    const hint = near === null ? list : `did you mean \`${near}\`?`;
    return [
      problem(source, path, `${title(source, path)}: there is no ${what} \`${value}\` — ${hint}`),
    ];
  };
  const each = (path: Path, values: readonly string[] | undefined, what: string, all: string[]) =>
    (values ?? []).flatMap((value, index) => missing([...path, index], value, what, all));

  return [
    ...(['targets', 'rules', 'people'] as const).flatMap((section) => duplicates(read, section)),
    ...names.channels.flatMap((name) => clash(read, name, known.channels)),
    ...entries.targets.flatMap(({ path, value }) =>
      missing([...path, 'preset'], value.preset, 'preset', known.presets),
    ),
    ...entries.rules.flatMap(({ path, value }) => [
      ...expression(read, [...path, 'when'], value.when, known.checkExpression),
      ...expression(read, [...path, 'clear'], value.clear, known.checkExpression),
      ...each([...path, 'targets'], value.targets, 'target', targets),
      ...each([...path, 'channels'], value.channels, 'channel', channels),
    ]),
    ...entries.routes.flatMap(({ path, value }) => [
      ...missing([...path, 'match', 'target'], value.match.target, 'target', targets),
      ...(rules === null
        ? []
        : missing([...path, 'match', 'rule'], value.match.rule, 'rule', rules)),
      ...each([...path, 'to'], value.to, 'channel', channels),
    ]),
    ...entries.reports.flatMap(({ path, value }) =>
      each([...path, 'to'], value.to, 'channel', channels),
    ),
  ];
}

function duplicates({ source, names }: FileRead, section: Section): ConfigProblem[] {
  return names[section].flatMap((name, index) => {
    const first = names[section].indexOf(name);
    if (first === index) return [];
    const line = source.lineOf([section, first]);
    const message = `${section}.${name}: the name \`${name}\` stands on line ${line} already — write another name`;
    return [problem(source, [section, index], message)];
  });
}

function clash({ source }: FileRead, name: string, made: readonly string[]): ConfigProblem[] {
  if (!made.includes(name)) return [];
  const message = `channels.${name}: the variables in .env make a channel \`${name}\` already — write another name`;
  return [problem(source, ['channels', name], message)];
}

function expression(
  { source }: FileRead,
  path: Path,
  text: string | undefined,
  check: CheckExpression,
): ConfigProblem[] {
  const fault = text === undefined ? null : check(text);
  if (fault === null) return [];
  const place = fault.position === null ? '' : `, at character ${fault.position + 1}`;
  const message = `${title(source, path)}: ${JSON.stringify(text)} cannot be understood${place} — ${fault.message}`;
  return [problem(source, path, message)];
}
