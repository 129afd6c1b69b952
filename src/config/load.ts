import { readFile } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { CHECKS } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import { adviceOn } from './advice.ts';
import { buildConfig, ownName } from './build.ts';
import { hasLooseChecks } from './checks.ts';
import type { Config, ConfigProblem, Loaded } from './config.ts';
import { emptySource, readSource } from './document.ts';
import type { FileRead } from './entries.ts';
import { readEntries } from './entries.ts';
import { withoutAddress } from './exports.ts';
import type { MetricNames } from './measured.ts';
import { mutePeople } from './people.ts';
import type { CheckExpression } from './references.ts';
import { checkReferences } from './references.ts';
import { openHours } from './rotas.ts';
import { openFiles, secretsOf } from './secrets.ts';
import { type HostDefaults, SERVER } from './server.ts';
import { shortForm, withoutToken } from './short-form.ts';
import { readSshConfig } from './ssh-config.ts';
import type { Variables } from './variables.ts';
import { mergeVariables, misspelled, readVariables } from './variables.ts';

const DEFAULT_FILE = 'tocsin.yaml';

export interface LoadOptions {
  /** Folder of `.env` and of relative paths. */
  readonly cwd: string;
  /** Names of the presets there are. */
  readonly presets: readonly string[];
  /** Names of the presets' rules, for routes that name one; not given: such names are not checked. */
  readonly presetRules?: readonly string[];
  readonly checkExpression: CheckExpression;
  /** For rules that read what nothing measures; not given: such names are not looked for. */
  readonly metrics?: MetricNames;
  /** What presets say of the hosts that they are for. */
  readonly hosts?: HostDefaults;
  /** Instead of the environment of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Beside those of the environment and `.env`: to try them first. */
  readonly variables?: Readonly<Record<string, string>>;
  /** From when on rotas are looked at; now unless given. */
  readonly now?: Instant;
  /** Instead of what the configuration file holds: to try it first. */
  readonly text?: string;
}

/** Reads `.env`, the environment and `tocsin.yaml`. Everything that is wrong comes back together. */
export async function loadConfig(options: LoadOptions): Promise<Loaded> {
  const { cwd } = options;
  const fromProcess = { ...options.variables, ...(options.environment ?? process.env) };
  const dotenv = await readDotenv(resolve(cwd, '.env'));
  const variables = mergeVariables(fromProcess, dotenv);
  const { environment, problems: wrongVariables } = readVariables(variables);
  const short = shortForm(environment);
  const file = await readConfigFile(options, environment.TOCSIN_CONFIG, variables);
  const hasSsh = file.read.entries.targets.some(({ value }) => value.kind === 'ssh');
  const machine = {
    cwd,
    hostName: hostname(),
    userName: userInfo().username,
    home: homedir(),
    sshAgent: fromProcess['SSH_AUTH_SOCK'] ?? null,
    hosts: options.hosts ?? { intervals: {}, server: 'base' },
    sshConfig: hasSsh || environment.SERVER !== undefined ? await readSshConfig(homedir()) : [],
  };
  const { read } = file;
  const problems = [
    ...dotenv.problems,
    ...wrongVariables,
    ...misspelled(dotenv.values, variables, namesUsed(file.text)),
    ...file.problems,
    ...read.problems,
    ...tokenProblems(read, variables),
    ...mutePeople(read, variables.values, short.alerts),
    ...checkReferences(read, {
      presets: options.presets,
      rules: options.presetRules ?? null,
      exports: short.exports.map(({ name }) => name),
      channels: [...short.alerts, ...short.summaries].map((channel) => channel.name),
      targets: unwritten(read, environment.SERVER !== undefined, machine.hostName),
      checkExpression: options.checkExpression,
      metrics: options.metrics ?? null,
    }),
  ];
  if (problems.length > 0) return { kind: 'refused', problems: inOrder(problems) };
  const built = buildConfig(environment, read, short, machine);
  const config: Config = { ...built, secrets: secretsOf(environment, read, built) };
  const notices = [
    ...(await adviceOn(read, config, options.metrics ?? null)),
    ...openHours(read, config, options.now ?? Date.now()),
    ...(await openFiles(cwd, { dotenv: dotenv.values, file: file.name, read })),
    ...[...withoutToken(environment), ...withoutAddress(environment)].map(({ name, needs }) => ({
      ...variables.place(name),
      message: `${name} has no effect without ${needs} — set ${needs} too`,
    })),
  ];
  return { kind: 'config', config: deepFreeze(config), notices };
}

/** Where a process that was started in `cwd` listens, and its zone, whatever stands in `tocsin.yaml`. */
export async function loadPlace(cwd: string): Promise<Pick<Config, 'dataDir' | 'zone'>> {
  const variables = mergeVariables(process.env, await readDotenv(resolve(cwd, '.env')));
  const { environment } = readVariables(variables);
  return { dataDir: resolve(cwd, environment.TOCSIN_DATA_DIR), zone: environment.REPORT_TZ };
}

/** Path of the configuration file, as `cwd` has it, and how people name it. */
export async function configFile(
  cwd: string,
): Promise<{ readonly path: string; readonly name: string }> {
  const variables = mergeVariables(process.env, await readDotenv(resolve(cwd, '.env')));
  const { TOCSIN_CONFIG: name } = readVariables(variables).environment;
  return { path: resolve(cwd, name), name };
}

/** The variables that a process has that is started in `cwd`; those of the environment win. */
export async function variablesIn(
  cwd: string,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { values } = await readDotenv(resolve(cwd, '.env'));
  return { ...values, ...process.env };
}

/** Targets that exist without being written in `tocsin.yaml`. */
function unwritten(read: FileRead, hasServer: boolean, hostName: string): readonly string[] {
  const own = read.given.includes('targets') ? [] : [ownName(hostName)];
  return [...(hasServer ? [SERVER] : own), ...(hasLooseChecks(read) ? [CHECKS] : [])];
}

interface Dotenv {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly problems: readonly ConfigProblem[];
}

async function readDotenv(path: string): Promise<Dotenv> {
  const file = await readText(path, '.env');
  const text = file.text ?? '';
  return { values: parseEnv(text), text, problems: file.problems };
}

interface ConfigFile {
  readonly name: string;
  readonly text: string;
  readonly read: FileRead;
  readonly problems: readonly ConfigProblem[];
}

/** No file is fine, unless `TOCSIN_CONFIG` asked for another than the usual one. */
async function readConfigFile(
  { cwd, text: given }: Pick<LoadOptions, 'cwd' | 'text'>,
  name: string,
  variables: Variables,
): Promise<ConfigFile> {
  const { text, problems } =
    given === undefined
      ? await readText(resolve(cwd, name), name)
      : { text: withoutMark(given), problems: [] };
  if (text !== null) {
    const read = readEntries(readSource(name, text, variables.values));
    return { name, text, read, problems };
  }
  const read = readEntries(emptySource(name));
  if (name === DEFAULT_FILE || problems.length > 0) return { name, text: '', read, problems };
  const message = `TOCSIN_CONFIG: there is no file ${name} — write the path of your configuration file`;
  return { name, text: '', read, problems: [{ ...variables.place('TOCSIN_CONFIG'), message }] };
}

/** Text of a file without a byte order mark; null when there is none. */
async function readText(
  path: string,
  file: string,
): Promise<{ text: string | null; problems: ConfigProblem[] }> {
  try {
    return { text: withoutMark(await readFile(path, 'utf8')), problems: [] };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    if (code === 'ENOENT') return { text: null, problems: [] };
    const message = `this file cannot be read (${code}) — check its owner and permissions`;
    return { text: null, problems: [{ file, line: null, message }] };
  }
}

/** Without a byte order mark. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function namesUsed(text: string): string[] {
  return [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** A channel of a chat that has no token would swallow its alerts. */
function tokenProblems(read: FileRead, variables: Variables): ConfigProblem[] {
  const TOKEN = { discord: 'DISCORD_TOKEN', telegram: 'TELEGRAM_BOT_TOKEN' } as const;
  return read.entries.channels.flatMap(({ name, path, value }) => {
    if (value.kind !== 'discord' && value.kind !== 'telegram') return [];
    if (variables.values[TOKEN[value.kind]]) return [];
    const message = `channels.${name}: nothing can be sent there without ${TOKEN[value.kind]} — put it into .env`;
    return [{ file: read.source.file, line: read.source.lineOf(path), message }];
  });
}

function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...problems].sort(
    (a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0),
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
