import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { Argument, Command, CommanderError } from 'commander';
import { anomalies } from '../commands/anomalies.ts';
import { config as configCommand } from '../commands/config.ts';
import { doctor } from '../commands/doctor.ts';
import { exportCommand } from '../commands/export.ts';
import { commands } from '../commands/index.ts';
import packageJson from '../package.json' with { type: 'json' };
import { toStandardOutput, Unwritable, writeOut } from './app/file-out.ts';
import type { Product } from './app/import-checks.ts';
import { exportOnce, runOnce } from './app/once.ts';
import { restore, restoredText } from './app/restore.ts';
import { loadSettings, readConfig } from './app/settings.ts';
import { describeCommand, parseArguments } from './chat/arguments.ts';
import type { ArgInfo, Command as ChatCommand } from './chat/command.ts';
import { signature } from './chat/command.ts';
import type { FileAnswer } from './chat/console/file-wire.ts';
import { withoutDashes } from './chat/console/options.ts';
import { renderForConsole, UNBROKEN } from './chat/console/render.ts';
import { typedWords } from './chat/console/shell-words.ts';
import { askForFile, askRunning, socketPath } from './chat/console/socket.ts';
import type { Reply } from './chat/reply.ts';
import type { Config, Loaded } from './config/config.ts';
import { explain, explainAll } from './config/explain.ts';
import { loadPlace } from './config/load.ts';
import { evalAnswer } from './expression/answer.ts';
import { findPolicy, presets } from './presets/all.ts';
import { doctorReply } from './report/doctor-text.ts';
import { scoreAnswer } from './score/answer.ts';
import { StoreError } from './store/ports.ts';

/** Exit codes: 0 done, 1 failed, 2 wrong use. */
const FAILED = 1;
const WRONG_USE = 2;
/** Longer than any command may take. */
const ANSWER_DEADLINE = 25_000;

type Zoned = Pick<Config, 'zone'>;

/** Ends the command line with a message for people and an exit code. */
class Stop extends Error {
  readonly code: number;

  constructor(message: string, { code, cause }: { code: number; cause?: unknown }) {
    super(message, { cause });
    this.code = code;
  }
}

const program = new Command('tocsin')
  .description(
    'Watches hosts, scores their health, raises alerts, and answers in Discord, Telegram and here.',
  )
  .version(packageJson.version)
  .exitOverride()
  .showHelpAfterError('(tocsin --help lists the commands)')
  .configureHelp({ showGlobalOptions: false });

for (const one of commands) {
  if (one !== exportCommand && one !== anomalies) addChatCommand(one);
}

inTheWordsOf(exportCommand)
  .option('--out <file>', 'write this file, whole or not at all, instead of standard output')
  .option('--json', 'print one JSON document')
  .action((words: string[], options: { out?: string; json?: boolean }) =>
    exportFile(words.join(' '), options),
  );

program
  .command('start')
  .description('watch and answer until stopped; what npm start does')
  .action(async () => {
    await import('./main.ts');
  });

program
  .command('init')
  .description('ask for chats and a first target, try each, and write .env and tocsin.yaml')
  .action(async () => {
    const { initInTerminal } = await import('./app/init.ts');
    process.exitCode = await initInTerminal(process.cwd());
  });

program
  .command('demo')
  .description('make up two weeks of five machines in a folder of their own, to look around in')
  .option('--data-dir <folder>', 'a new folder, or that of an earlier demo', 'demo-data')
  .option('--json', 'print one JSON document')
  .action((options: { dataDir: string; json?: boolean }) => demo(options));

program
  .command('reload')
  .description('read .env and tocsin.yaml anew, all or nothing; the same as config reload')
  .option('--confirm', 'also when something that is watched would go')
  .option('--json', 'print one JSON document')
  .action(async (options: { json?: boolean; confirm?: boolean }) =>
    chatCommand(
      configCommand,
      options.confirm ? 'reload confirm' : 'reload',
      options.json === true,
    ),
  );

program
  .command('restore')
  .description('put a backup in the place of what is stored, while Tocsin is stopped')
  .argument('<backup>', 'its name, as backup list shows it, or its folder')
  .option('--confirm', 'also when something is stored, which is moved aside')
  .option('--json', 'print one JSON document')
  .action((wanted: string, options: { json?: boolean; confirm?: boolean }) =>
    restoreFrom(wanted, options),
  );

const importing = program
  .command('import')
  .description(
    'take over analytics files of one target, while Tocsin is stopped, or checks of another product',
  )
  .argument('<folder>', 'the folder of the target, with metrics_<date>.jsonl and its like')
  .option('--target <name>', 'the target they are of; else that of the name of the folder')
  .option('--dry-run', 'only say what would be taken')
  .option('--json', 'print one JSON document')
  .action((folder: string, options: { target?: string; dryRun?: boolean; json?: boolean }) =>
    importFrom(folder, options),
  );

for (const [product, file, what] of [
  ['uptime-kuma', 'kuma.db', 'its database'],
  ['gatus', 'config.yaml', 'its configuration file'],
  ['healthchecks', 'checks.json', 'what GET /api/v3/checks/ answers'],
] as const) {
  importing
    .command(product)
    .description(`print its checks as they stand in tocsin.yaml, and what is not taken over`)
    .argument(`<${file}>`, what)
    .option('--write', 'write them into tocsin.yaml, and their secrets into .env')
    .option('--json', 'print one JSON document')
    .action((path: string, _: unknown, command: Command) =>
      importChecksFrom(product, path, command.optsWithGlobals()),
    );
}

program
  .command('check-config')
  .description('check .env and tocsin.yaml, and do nothing else')
  .option('--json', 'print one JSON document')
  .action(async (options: { json?: boolean }) => checkConfig(options.json === true));

program
  .command('score')
  .description('score given facts: a JSON object such as {"system.memory": 91}')
  .requiredOption(
    '--policy <name>',
    `one of ${presets.map(({ policy }) => policy.name).join(', ')}`,
  )
  .requiredOption('--facts <file>', 'a JSON file, or - for standard input')
  .option('--json', 'print one JSON document; it is printed in any case')
  .action((options: { policy: string; facts: string }) => score(options));

program
  .command('eval')
  .description('evaluate an expression on given facts, such as system.disk > 90')
  .argument('<expression>')
  .requiredOption('--facts <file>', 'a JSON file, or - for standard input')
  .option('--json', 'print one JSON document; it is printed in any case')
  .action((expression: string, options: { facts: string }) => evaluate(expression, options));

inTheWordsOf(anomalies)
  .option(
    '--file <csv>',
    'instead: how unusual each row of timestamp,value is, 0 to 1; - for standard input',
  )
  .option('--json', 'print one JSON document')
  .action((words: string[], { file, json }: { file?: string; json?: boolean }) =>
    file === undefined ? chatCommand(anomalies, words.join(' '), json === true) : scoreRows(file),
  );

await program.parseAsync().catch(finish);

function addChatCommand(one: ChatCommand): void {
  const info = describeCommand(one);
  inTheWordsOf(one)
    .option('--json', 'print one JSON document')
    .allowUnknownOption()
    .action(async (words: string[], options: { json?: boolean }) => {
      const read = withoutDashes(info, words);
      if ('unknown' in read) {
        throw new Stop(`unknown option '${read.unknown}'`, { code: WRONG_USE });
      }
      await chatCommand(one, typedWords(info, read.words), options.json === true);
    });
}

/** A command of the command line whose words are those of a chat command. */
function inTheWordsOf(one: ChatCommand): Command {
  const info = describeCommand(one);
  return program
    .command(one.name)
    .description(plain(one.summary))
    .usage(signature(info).replace(`/${one.name}`, '').trim())
    .argument('[words...]')
    .configureHelp({
      showGlobalOptions: false,
      visibleArguments: () => info.args.map(shownArgument),
    });
}

/** As help shows it; what stands behind a command is parsed as it is in a chat. */
function shownArgument({ name, description, required, choices }: ArgInfo): Argument {
  const argument = new Argument(required ? `<${name}>` : `[${name}]`, plain(description));
  return choices ? argument.choices(choices) : argument;
}

/** Without the marks of code, which a terminal does not know. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

async function chatCommand(one: ChatCommand, input: string, json: boolean): Promise<void> {
  const parsed = parseArguments(one, input);
  if (parsed.kind === 'refused') throw new Stop(parsed.reason, { code: WRONG_USE });
  const loaded = await loadSettings(process.cwd());
  const place = loaded.kind === 'config' ? loaded.config : await loadPlace(process.cwd());
  const ask = { kind: 'command', name: one.name, input, user: userInfo().username } as const;
  const running = await askRunning(socketPath(place.dataDir), ask, ANSWER_DEADLINE);
  const alone = () => (one === doctor ? examined(input) : stored(loaded, ask));
  const reply = running?.kind === 'reply' ? running.reply : await alone();
  const failed = isFailure(reply);
  if (failed) process.exitCode = FAILED;
  const file = json ? null : fileAsked(parsed.args, reply);
  if (json) console.log(JSON.stringify(document(reply, place, failed)));
  else if (file !== null) await toStandardOutput([file]);
  else console.log(rendered(reply, place));
}

/** The text of the one file that `--format` asks for; null where none is asked for. */
function fileAsked(
  { format }: Readonly<Record<string, unknown>>,
  { blocks }: Reply,
): string | null {
  if (format === undefined) return null;
  const files = blocks.filter((block) => block.kind === 'attachment');
  return files.length === 1 ? (files[0]?.content ?? null) : null;
}

/** A process that runs goes on with its own configuration; without one there is nothing to answer by. */
async function stored(
  loaded: Loaded,
  ask: { readonly name: string; readonly input: string; readonly user: string },
): Promise<Reply> {
  if (loaded.kind === 'refused') {
    console.error(explainAll(loaded.problems));
    throw new Stop('', { code: FAILED });
  }
  const reply = await runOnce(loaded.config, { ...ask, version: packageJson.version });
  console.error('Tocsin is not running: this is what it stored.');
  return reply;
}

/** Opens nothing that is stored: it may be what is damaged. */
async function examined(input: string): Promise<Reply> {
  const { examineOnce } = await import('./app/doctor-once.ts');
  const found = await examineOnce(process.cwd(), AbortSignal.timeout(ANSWER_DEADLINE));
  console.error('Tocsin is not running: it was examined from here.');
  return doctorReply(found, { all: input.trim() === 'all' });
}

/** A command that failed has nothing for a program, but for what became of a reload. */
function isFailure({ tone, data }: Reply): boolean {
  return isUndone(data) || (data === null && (tone === 'bad' || tone === 'warning'));
}

/** A configuration that was not taken over, or something that was tried and is not well. */
function isUndone(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  if ('ok' in data && data.ok === false) return true;
  if (!('kind' in data)) return false;
  return data.kind === 'refused' || data.kind === 'unconfirmed';
}

/** What `--json` prints: the data of an answer, or why there is none. */
function document(reply: Reply, { zone }: Zoned, failed: boolean): unknown {
  if (!failed || reply.data !== null) return reply.data ?? reply;
  const screen = { width: UNBROKEN, colour: false, zone, now: Date.now() };
  const text = reply.blocks.filter(({ kind }) => kind !== 'buttons');
  return { error: renderForConsole({ ...reply, blocks: text }, screen) };
}

function rendered(reply: Reply, { zone }: Zoned): string {
  const { stdout } = process;
  const colour = stdout.isTTY === true && stdout.hasColors();
  return renderForConsole(reply, {
    width: stdout.columns || UNBROKEN,
    colour,
    zone,
    now: Date.now(),
  });
}

async function exportFile(
  input: string,
  options: { readonly out?: string; readonly json?: boolean },
): Promise<void> {
  const parsed = parseArguments(exportCommand, input);
  if (parsed.kind === 'refused') throw new Stop(parsed.reason, { code: WRONG_USE });
  const loaded = await loadSettings(process.cwd());
  const { dataDir } = loaded.kind === 'config' ? loaded.config : await loadPlace(process.cwd());
  const write = async (answer: FileAnswer) => {
    if (answer.kind === 'refused') throw new Stop(answer.reason, { code: FAILED });
    await writeOut(answer, options);
  };
  const running = await askForFile(socketPath(dataDir), input);
  if (running) return write(running);
  if (loaded.kind === 'refused') {
    console.error(explainAll(loaded.problems));
    throw new Stop('', { code: FAILED });
  }
  await exportOnce(loaded.config, input, write);
}

async function restoreFrom(
  wanted: string,
  { json, confirm = false }: { readonly json?: boolean; readonly confirm?: boolean },
): Promise<void> {
  const read = await readConfig(process.cwd());
  if (!read) throw new Stop('', { code: FAILED });
  const outcome = await restore(read.config, wanted, { cwd: process.cwd(), confirm });
  if (outcome.kind === 'unconfirmed') process.exitCode = FAILED;
  if (json) console.log(JSON.stringify(outcome));
  else console.log(restoredText(outcome));
}

async function demo({ dataDir, json }: { dataDir: string; json?: boolean }): Promise<void> {
  const { loadDemo, demoText } = await import('./app/demo.ts');
  const isShown = process.stderr.isTTY === true && json !== true;
  const made = await loadDemo({
    cwd: process.cwd(),
    folder: dataDir,
    told(part) {
      if (isShown) process.stderr.write(`\r${Math.round(part * 100)} %`);
    },
  });
  if (isShown) process.stderr.write('\r');
  console.log(json ? JSON.stringify(made) : demoText(made));
}

async function importFrom(
  folder: string,
  { target = null, dryRun: dry = false, json }: ImportOptions,
): Promise<void> {
  const read = await readConfig(process.cwd());
  if (!read) throw new Stop('', { code: FAILED });
  const { importFolder, importedData, importedText } = await import('./app/import.ts');
  const outcome = await importFolder(read.config, { folder, target, dry, cwd: process.cwd() });
  console.log(json ? JSON.stringify(importedData(outcome)) : importedText(outcome));
}

async function importChecksFrom(
  product: Product,
  file: string,
  { write = false, json = false }: { readonly write?: boolean; readonly json?: boolean },
): Promise<void> {
  const { importChecks, importedChecksText } = await import('./app/import-checks.ts');
  const outcome = await importChecks(product, { file, write, cwd: process.cwd() });
  if (json) return console.log(JSON.stringify(outcome));
  if (!write) process.stdout.write(outcome.yaml);
  console.error(importedChecksText(outcome));
}

interface ImportOptions {
  readonly target?: string | null;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

async function checkConfig(json: boolean): Promise<void> {
  const loaded = await loadSettings(process.cwd());
  if (loaded.kind === 'refused') process.exitCode = FAILED;
  const problems = loaded.kind === 'refused' ? loaded.problems : [];
  const notices = loaded.kind === 'config' ? loaded.notices : [];
  if (json) console.log(JSON.stringify({ ok: problems.length === 0, problems, notices }));
  else if (problems.length > 0) console.error(explainAll(problems));
  else console.log([...notices.map(explain), 'The configuration is good.'].join('\n'));
}

function score({ policy: name, facts }: { policy: string; facts: string }): void {
  const policy = findPolicy(name);
  const known = presets.map((preset) => preset.policy.name).join(', ');
  if (!policy)
    throw new Stop(`there is no policy “${name}”: write one of ${known}`, { code: WRONG_USE });
  const scored = scoreAnswer(policy, readJson(facts));
  if (scored.kind === 'problem') throw new Stop(`${facts}: ${scored.message}`, { code: FAILED });
  console.log(JSON.stringify(scored.answer));
}

function evaluate(expression: string, { facts }: { facts: string }): void {
  const evaluated = evalAnswer(expression, readJson(facts));
  if (evaluated.kind === 'problem') throw new Stop(evaluated.message, { code: FAILED });
  console.log(JSON.stringify(evaluated.answer));
}

async function scoreRows(file: string): Promise<void> {
  const { printAnomalies, Unreadable } = await import('./app/anomalies-file.ts');
  await printAnomalies(file).catch((cause: Error) => {
    const name = file === '-' ? 'standard input' : file;
    if (!(cause instanceof Unreadable)) {
      throw new Stop(`${name} cannot be read: ${cause.message}`, { code: FAILED, cause });
    }
    throw new Stop(`${name}, ${cause.message}`, { code: WRONG_USE, cause });
  });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (cause) {
    const name = file === '-' ? 'standard input' : file;
    throw new Stop(`${name} cannot be read as JSON: ${(cause as Error).message}`, {
      code: FAILED,
      cause,
    });
  }
}

function finish(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
    if (error.exitCode !== 0) printError(error.message.replace(/^error: /, ''));
    return;
  }
  const known = [Stop, StoreError, Unwritable].some((kind) => error instanceof kind);
  const message = known ? (error as Error).message : String(error);
  if (message !== '') console.error(message);
  printError(
    message === '' ? 'the configuration is refused: npx tocsin check-config says why' : message,
  );
  process.exitCode = error instanceof Stop ? error.code : FAILED;
}

/** Programs that asked for JSON read of a failure there too. */
function printError(error: string): void {
  if (process.argv.includes('--json')) console.log(JSON.stringify({ error }));
}
