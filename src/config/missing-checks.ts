import { membersOf } from './checks.ts';
import type { MissingCheck } from './config.ts';
import type { FileRead } from './entries.ts';
import { noSuch } from './no-such.ts';

/** Whether there may be checks beside those of the file. */
export function mayBeOfCode({ entries }: Pick<FileRead, 'entries'>): boolean {
  return entries.settings[0]?.value.plugins !== undefined;
}

/** Names in `depends` and in groups that nothing of the file carries. */
export function missingChecks(read: FileRead): readonly MissingCheck[] {
  const { entries, names } = read;
  const dependable = { what: 'check or target', all: [...names.checks, ...names.targets] };
  const members = { what: 'check', all: names.checks };
  return entries.checks.flatMap(({ path, value }) =>
    [
      { key: 'depends', things: dependable, values: value.depends },
      { key: 'of', things: members, values: membersOf(value) },
    ].flatMap(({ key, things, values }) =>
      values.flatMap((name, index) =>
        noSuch(read, [...path, key, index], { ...things, value: name }).map((problem) => ({
          name,
          problem,
        })),
      ),
    ),
  );
}
