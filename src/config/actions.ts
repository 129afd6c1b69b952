import type { ActionEntry } from './action-schema.ts';
import type { ConfigProblem } from './config.ts';
import type { Path } from './document.ts';
import type { Entry, FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import { suggest } from './suggest.ts';

type TargetValue = Entry<'targets'>['value'];

/** Actions of an entry; an application that tells by itself has none. */
export function actionsOf(value: TargetValue): readonly ActionEntry[] {
  return value.kind === 'push' ? [] : (value.actions ?? []);
}

/** Where each action stands. */
export function placedActions({ entries }: Pick<FileRead, 'entries'>): readonly {
  readonly path: Path;
  readonly action: ActionEntry;
}[] {
  return entries.targets.flatMap(({ path, value }) =>
    actionsOf(value).map((action, place) => ({ path: [...path, 'actions', place], action })),
  );
}

/** Two actions of one name on a target, and containers that nobody looks at there. */
export function wrongActions({ source, entries }: FileRead): readonly ConfigProblem[] {
  return entries.targets.flatMap(({ path, value }) =>
    actionsOf(value).flatMap((action, place, all) => {
      const at = [...path, 'actions', place];
      const isFirst = all.findIndex((one) => one.name === action.name) === place;
      const why = action.restart === undefined ? null : containerFault(value, action.restart);
      const restart = [...at, 'restart'];
      return [
        ...(isFirst
          ? []
          : [
              problem(
                source,
                at,
                `${title(source, at)}: the name \`${action.name}\` stands there already — write another name`,
              ),
            ]),
        ...(why === null ? [] : [problem(source, restart, `${title(source, restart)}: ${why}`)]),
      ];
    }),
  );
}

/** What can be known of a container without asking its engine. */
function containerFault(value: TargetValue, name: string): string | null {
  const watched = value.kind === 'push' ? undefined : value.containers;
  if (watched === false) {
    return 'nobody looks at containers here — remove `containers: false`, or the action';
  }
  const { include = [], exclude = [], expected = [] } = watched ?? {};
  if (expected.includes(name)) return null;
  const fits = (patterns: readonly string[]) => patterns.some((one) => isLike(one, name));
  if ((include.length === 0 || fits(include)) && !fits(exclude)) {
    const near = suggest(name, expected);
    return near === null
      ? null
      : `there is no container \`${name}\` — did you mean \`${near}\`? Else add it to \`expected\``;
  }
  const known = [...expected, ...include].join(', ');
  const hint =
    known === '' ? 'change `exclude`' : `write one of ${known}, or add it to \`expected\``;
  return `no container \`${name}\` is looked at — ${hint}`;
}

/** Whether a name is what a pattern with stars means; patterns are short and have few stars. */
function isLike(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  const last = pieces.length - 1;
  let at = 0;
  return pieces.every((piece, index) => {
    const found = index === last && last > 0 ? name.lastIndexOf(piece) : name.indexOf(piece, at);
    const fits = found >= at && (index > 0 || found === 0);
    at = found + piece.length;
    return fits && (index < last || at === name.length);
  });
}
