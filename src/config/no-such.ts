import type { ConfigProblem } from './config.ts';
import type { Path } from './document.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import { suggest } from './suggest.ts';

/** Everything of one kind that has a name; null when that is not known. */
export interface Things {
  readonly what: string;
  readonly all: readonly string[] | null;
}

/** More names than this are not read by anybody. */
const MOST_NAMES = 12;

/** That nothing has this name, and which one may be meant. */
export function noSuch(
  { source }: FileRead,
  path: Path,
  { what, all, value }: Things & { readonly value: string | undefined },
): ConfigProblem[] {
  if (value === undefined || all === null || all.includes(value)) return [];
  const near = suggest(value, all);
  // What has no name is called by its place, and a name may stand there twice.
  const named = [...new Set(all)].filter((name) => !/^\d+$/.test(name));
  const rest = named.length > MOST_NAMES ? ` and ${named.length - MOST_NAMES} more` : '';
  const list = `write one of ${named.slice(0, MOST_NAMES).join(', ')}${rest}`;
  const others = named.length === 0 ? `there is no ${what} yet` : list;
  const hint = near === null ? others : `did you mean \`${near}\`?`;
  const message = `${title(source, path)}: there is no ${what} \`${value}\` — ${hint}`;
  return [problem(source, path, message)];
}
