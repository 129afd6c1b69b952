import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { parse } from 'yaml';
import { findCheckKind } from '../check/kinds.ts';
import type { Loaded } from '../config/config.ts';
import { explain } from '../config/explain.ts';
import { editList } from '../config/list-edit.ts';
import { configFile, variablesIn } from '../config/load.ts';
import { contents, fileTrouble, replaceFile } from '../config/replace-file.ts';
import type { WrittenEntry } from '../config/written.ts';
import { inBrackets } from '../config/written.ts';
import type { Found, FoundCheck, LeftOut } from '../import/found.ts';
import { fromGatus } from '../import/gatus.ts';
import { fromHealthchecks, HealthchecksAnswer } from '../import/healthchecks.ts';
import { fromKuma } from '../import/kuma.ts';
import type { DockerHost } from '../import/kuma-hosts.ts';
import type { Monitor } from '../import/kuma-row.ts';
import type { Settled, SettledCheck } from '../import/settle.ts';
import { settle } from '../import/settle.ts';
import { systemClock } from '../model/time.ts';
import { counted } from '../report/state-text.ts';
import { StoreError } from '../store/ports.ts';
import { loadSettings } from './settings.ts';

/** Products whose checks can be taken over. */
export const PRODUCTS = ['uptime-kuma', 'gatus', 'healthchecks'] as const;
export type Product = (typeof PRODUCTS)[number];

/** Bytes of a file that are read. */
const MOST_BYTES = 16_777_216;

export interface ImportedChecks {
  /** Lines of `checks:`. */
  readonly yaml: string;
  readonly checks: readonly SettledCheck[];
  readonly left: readonly LeftOut[];
  /** Names of the variables that stand for secrets. */
  readonly variables: readonly string[];
  /** The file that was written; null: none was. */
  readonly written: string | null;
}

/**
 * Makes checks of what another product checks, and writes them into the configuration of `cwd` where that is wanted.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function importChecks(
  product: Product,
  order: { readonly file: string; readonly write: boolean; readonly cwd: string },
): Promise<ImportedChecks> {
  const { cwd, write } = order;
  const found = await READERS[product](resolve(cwd, order.file), order.file);
  const now = await loadSettings(cwd);
  if (now.kind === 'refused') throw new StoreError(firstProblem(now));
  const { checks, targets } = now.config;
  const dotenv = (await contents(resolve(cwd, '.env'))) ?? '';
  const local = targets.find(({ kind }) => kind === 'local')?.name ?? null;
  const settled = settle(onHost(found, local), {
    names: new Set([...checks, ...targets].map(({ name }) => name)),
    variables: new Set(Object.keys(await variablesIn(cwd))),
  });
  const good = await loadable(settled, { cwd, local });
  const written = write && good.checks.length > 0 ? await put(good, { cwd, dotenv }) : null;
  return {
    yaml: listed(good.checks.map(({ entry }) => entry)),
    checks: good.checks,
    left: good.left,
    variables: [...good.variables.keys()],
    written,
  };
}

/** Checks that look from a host look from this machine, as the other product did. */
function onHost(found: Found, local: string | null): Found {
  const needsHost = ({ entry }: FoundCheck) => findCheckKind(String(entry['kind']))?.needsHost;
  if (local === null) return found;
  const checks = found.checks.map((one) =>
    needsHost(one) === true ? { ...one, entry: { ...one.entry, target: local } } : one,
  );
  return { ...found, checks };
}

const READERS: Readonly<Record<Product, (path: string, name: string) => Promise<Found>>> = {
  'uptime-kuma': async (path, name) => readKuma(path, name),
  gatus: async (path, name) => {
    const root = understood(name, 'YAML', await textOf(path, name), parse);
    if (!Array.isArray((root as { endpoints?: unknown } | null)?.endpoints)) {
      throw new StoreError(`${name} has no endpoints: give the configuration file of Gatus`);
    }
    return fromGatus(root as Readonly<Record<string, unknown>>);
  },
  healthchecks: async (path, name) => {
    const read = HealthchecksAnswer.safeParse(
      understood(name, 'JSON', await textOf(path, name), JSON.parse),
    );
    if (read.success) return fromHealthchecks(read.data);
    throw new StoreError(
      `${name} has no list of checks: give what GET /api/v3/checks/ of Healthchecks answers`,
    );
  },
};

async function textOf(path: string, name: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length <= MOST_BYTES) return bytes.toString('utf8');
  } catch (cause) {
    throw new StoreError(`${name} cannot be read: ${fileTrouble(cause)}`, { cause });
  }
  throw new StoreError(`${name} is larger than 16 MB`);
}

function understood(
  name: string,
  what: string,
  text: string,
  read: (text: string) => unknown,
): unknown {
  try {
    return read(text);
  } catch (cause) {
    const [line = ''] = String((cause as Error).message).split('\n');
    throw new StoreError(`${name} is no valid ${what}: ${line}`, { cause });
  }
}

function readKuma(path: string, name: string): Found {
  let raw: Sqlite.Database | null = null;
  try {
    raw = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 1_000 });
    const rows = raw.prepare('SELECT * FROM monitor ORDER BY id').all() as Monitor[];
    const tables = raw.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const known = new Set((tables as { name: string }[]).map((one) => one.name));
    const database = raw;
    const count = (table: 'notification' | 'maintenance' | 'status_page') =>
      known.has(table)
        ? Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
        : 0;
    return fromKuma(rows, {
      notifications: count('notification'),
      maintenances: count('maintenance'),
      pages: count('status_page'),
      dockerHosts: known.has('docker_host')
        ? (database.prepare('SELECT id, docker_daemon FROM docker_host').all() as DockerHost[])
        : [],
    });
  } catch (cause) {
    const why = `${name} cannot be read as the database of Uptime Kuma: ${(cause as Error).message}`;
    throw new StoreError(why, { cause });
  } finally {
    raw?.close();
  }
}

/** Only what can be loaded: the rest is left out, each with what the configuration says of it. */
async function loadable(
  settled: Settled,
  { cwd, local }: { readonly cwd: string; readonly local: string | null },
): Promise<Settled> {
  let { checks, left } = settled;
  const place = local === null ? '' : `targets: [{name: ${local}, kind: local}]\n`;
  const above = place === '' ? 2 : 3;
  for (;;) {
    const text = `${place}${listed(checks.map(({ entry }) => entry))}`;
    const loaded = await loadSettings(cwd, text, Object.fromEntries(settled.variables));
    if (loaded.kind === 'config' || checks.length === 0) break;
    const { name } = await configFile(cwd);
    const wrong = wrongEntries(loaded, name, above);
    if (wrong.size === 0) throw new StoreError(firstProblem(loaded));
    const out = checks.flatMap(({ was }, index) => {
      const why = wrong.get(index);
      return why === undefined ? [] : [{ what: `“${was}”`, why }];
    });
    left = [...left, ...out];
    checks = withoutMembers(checks, (index) => wrong.has(index));
  }
  const used = checks.map(({ entry }) => inBrackets(entry)).join('\n');
  const variables = [...settled.variables].filter(([one]) => used.includes(`\${${one}}`));
  return { checks, left, variables: new Map(variables) };
}

/** What is wrong by the place of the entry; `above` is the line of the first. */
function wrongEntries(
  { problems }: Extract<Loaded, { kind: 'refused' }>,
  name: string,
  above: number,
): ReadonlyMap<number, string> {
  const wrong = new Map<number, string>();
  for (const { file, line, message } of problems) {
    if (file !== name || line === null || wrong.has(line - above)) continue;
    wrong.set(line - above, message);
  }
  return wrong;
}

/** Groups go on without those that go. */
function withoutMembers(
  checks: readonly SettledCheck[],
  goes: (place: number) => boolean,
): readonly SettledCheck[] {
  const gone = new Set(checks.filter((_, place) => goes(place)).map(({ entry }) => entry['name']));
  const left = checks.filter((_, place) => !goes(place));
  return left.map((check) => {
    const { of } = check.entry;
    if (!Array.isArray(of)) return check;
    return { ...check, entry: { ...check.entry, of: of.filter((one) => !gone.has(one)) } };
  });
}

function listed(entries: readonly WrittenEntry[]): string {
  return ['checks:', ...entries.map((entry) => `  - ${inBrackets(entry)}`), ''].join('\n');
}

function firstProblem(loaded: Extract<Loaded, { kind: 'refused' }>): string {
  const [problem] = loaded.problems;
  return problem === undefined ? 'the configuration is refused' : explain(problem);
}

/** Writes secrets into `.env` first, so that the file never asks for what is not there. */
async function put(
  { checks, variables }: Settled,
  { cwd, dotenv }: { readonly cwd: string; readonly dotenv: string },
): Promise<string> {
  const { path, name } = await configFile(cwd);
  const before = await contents(path);
  const entries = checks.map(({ entry }) => entry);
  const edited = editList(before ?? '', 'checks', { kind: 'append', entries });
  if (edited.kind === 'refused') throw new StoreError(`${name}: ${edited.why}`);
  const loaded = await loadSettings(cwd, edited.text, Object.fromEntries(variables));
  if (loaded.kind === 'refused') throw new StoreError(firstProblem(loaded));
  const now = systemClock.now();
  if (variables.size > 0) {
    const expected = dotenv === '' ? await contents(resolve(cwd, '.env')) : dotenv;
    const gap = dotenv === '' || dotenv.endsWith('\n') ? '' : '\n';
    const text = `${dotenv}${gap}${[...variables].map(dotenvLine).join('\n')}\n`;
    await replaced(resolve(cwd, '.env'), '.env', text, { expected, now });
  }
  await replaced(path, name, edited.text, { expected: before, now });
  return name;
}

async function replaced(
  path: string,
  name: string,
  text: string,
  how: { readonly expected: string | null; readonly now: number },
): Promise<void> {
  const outcome = await replaceFile(path, text, how);
  if (outcome.kind === 'replaced') return;
  const why = outcome.kind === 'failed' ? outcome.why : 'somebody else wrote it meanwhile';
  throw new StoreError(`${name} stays as it was: ${why}`);
}

/** A line of `.env`, in quotes that the value does not hold: https://nodejs.org/api/util.html#utilparseenvcontent */
function dotenvLine([name, value]: readonly [string, string]): string {
  const quote = ["'", '`', '"'].find((one) => !value.includes(one));
  if (quote === undefined || (quote === '"' && value.includes('\\n'))) {
    throw new StoreError(`the secret for ${name} holds every kind of quote: write it by hand`);
  }
  return `${name}=${quote}${value}${quote}`;
}

/** What became of it, for the terminal. */
export function importedChecksText({ checks, left, variables, written }: ImportedChecks): string {
  const lost = checks.flatMap(({ entry, lost: all }) =>
    all.map((one) => `  ${entry['name']}: ${one}`),
  );
  const secrets = variables.map((name) => `  ${name}`);
  return [
    written === null
      ? `${counted(checks.length, 'check')}; nothing was written: --write puts them into the configuration.`
      : `${counted(checks.length, 'check')} written into ${written}: tocsin reload, or a start, takes them over.`,
    ...(secrets.length === 0
      ? []
      : [written === null ? SECRETS_OPEN : SECRETS_WRITTEN, ...secrets]),
    ...(lost.length === 0 ? [] : ['Taken over, but for this:', ...lost]),
    ...(left.length === 0 ? [] : ['Not taken over:']),
    ...left.map(({ what, why }) => `  ${what}: ${why}`),
  ].join('\n');
}

const SECRETS_OPEN = 'Secrets that .env must hold for them; --write puts them there:';
const SECRETS_WRITTEN = 'Secrets that were written into .env:';
