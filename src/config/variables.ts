import { shortChannelProblems } from './channel-variables.ts';
import type { ConfigProblem } from './config.ts';
import { Environment, SECRET_VARIABLES, VARIABLES } from './environment.ts';
import { exportProblems } from './exports.ts';
import { suggest } from './suggest.ts';

/** `postgres://ana:secret@db/tocsin` */
const PASSWORD_IN_URL = /:\/\/[^/]*@/;

/** The variables, and where each came from. */
export interface Variables {
  readonly values: Readonly<Record<string, string | undefined>>;
  /** `.env` and the line where a variable stands there; the environment when it wins. */
  place(name: string): { readonly file: string; readonly line: number | null };
}

/** Puts the environment over `.env`; what is set in both comes from the environment. */
export function mergeVariables(
  environment: Readonly<Record<string, string | undefined>>,
  dotenv: { readonly values: Readonly<Record<string, string | undefined>>; readonly text: string },
): Variables {
  const lines = dotenv.text.split(/\r?\n/);
  return {
    values: { ...dotenv.values, ...environment },
    place(name) {
      if (environment[name] !== undefined || dotenv.values[name] === undefined) {
        return { file: 'environment', line: null };
      }
      const assigns = new RegExp(`^\\s*(export\\s+)?${name}\\s*=`);
      const index = lines.findLastIndex((line) => assigns.test(line));
      return { file: '.env', line: index === -1 ? null : index + 1 };
    },
  };
}

/** Checks every variable. One that is wrong is a problem and counts as not given, so that the rest is checked too. */
export function readVariables(variables: Variables): {
  readonly environment: Environment;
  readonly problems: readonly ConfigProblem[];
} {
  const given: Record<string, string> = {};
  for (const name of VARIABLES) {
    const text = variables.values[name]?.trim() ?? '';
    if (text !== '') given[name] = text;
  }
  const problems: ConfigProblem[] = [];
  const first = Environment.safeParse(given);
  for (const issue of first.error?.issues ?? []) {
    const name = String(issue.path[0]);
    const isSecret = SECRET_VARIABLES.includes(name) || PASSWORD_IN_URL.test(given[name] ?? '');
    const shown = isSecret ? name : `${name}: ${JSON.stringify(given[name])}`;
    problems.push({ ...variables.place(name), message: `${shown} — ${issue.message}` });
    delete given[name];
  }
  const environment = first.data ?? Environment.parse(given);
  problems.push(...limitProblems(environment, variables), ...aliasProblems(environment, variables));
  problems.push(...exportProblems(environment, variables));
  problems.push(...shortChannelProblems(environment, variables));
  return { environment, problems };
}

/** Variables of `.env` that look like a slip of one of ours; those that a `${NAME}` uses are meant. */
export function misspelled(
  dotenv: Readonly<Record<string, string | undefined>>,
  variables: Variables,
  used: readonly string[],
): ConfigProblem[] {
  return Object.keys(dotenv)
    .filter((name) => !VARIABLES.includes(name) && !used.includes(name))
    .flatMap((name) => {
      const near = suggest(name, VARIABLES);
      if (near === null) return [];
      const { line } = variables.place(name);
      return [{ file: '.env', line, message: `${name} is unknown — did you mean ${near}?` }];
    });
}

function limitProblems(environment: Environment, variables: Variables): ConfigProblem[] {
  return (['CPU', 'MEMORY', 'DISK'] as const).flatMap((what) => {
    const warning = environment[`${what}_WARNING`];
    const critical = environment[`${what}_CRITICAL`];
    if (warning < critical) return [];
    const set = variables.values[`${what}_WARNING`] ? 'WARNING' : 'CRITICAL';
    return [
      {
        ...variables.place(`${what}_${set}`),
        message: `${what}_WARNING (${warning}) is not below ${what}_CRITICAL (${critical}) — write a lower ${what}_WARNING or a higher ${what}_CRITICAL`,
      },
    ];
  });
}

function aliasProblems(environment: Environment, variables: Variables): ConfigProblem[] {
  const { DISCORD_ALERT_CHANNEL_ID: name, ALERT_DISCORD_CHANNEL_ID: alias } = environment;
  if (name === undefined || alias === undefined || name === alias) return [];
  return [
    {
      ...variables.place('ALERT_DISCORD_CHANNEL_ID'),
      message: `DISCORD_ALERT_CHANNEL_ID (${name}) and ALERT_DISCORD_CHANNEL_ID (${alias}) are two names of one thing — keep one of them`,
    },
  ];
}
