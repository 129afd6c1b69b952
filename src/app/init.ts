import { chmod } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SECRET_VARIABLES } from '../config/environment.ts';
import { explain } from '../config/explain.ts';
import { lineDifference } from '../config/line-difference.ts';
import { editList } from '../config/list-edit.ts';
import { configFile, variablesIn } from '../config/load.ts';
import { contents, replaceFile } from '../config/replace-file.ts';
import { askDiscord } from '../init/discord.ts';
import { withId, withVariables } from '../init/env-text.ts';
import { Cancelled, type Prompts } from '../init/prompts.ts';
import { askTarget, type TargetWords } from '../init/target.ts';
import { askTelegram } from '../init/telegram.ts';
import type { TargetTest } from '../model/target-test.ts';
import { SECOND, systemClock } from '../model/time.ts';
import { StoreError } from '../store/ports.ts';
import { loadSettings } from './settings.ts';
import { testTarget } from './target-test.ts';

/** Below what a command may take. */
const TRY = 20 * SECOND;
const USUAL = { discord: 'https://discord.com/api', telegram: 'https://api.telegram.org' } as const;

const WITHOUT_TERMINAL = [
  'tocsin init asks in a terminal, and there is none. Write these into .env (chmod 600 .env) instead:',
  '  DISCORD_TOKEN, DISCORD_GUILD_ID, DISCORD_ALERT_CHANNEL_ID',
  '  TELEGRAM_BOT_TOKEN, TELEGRAM_CHAT_ID, ROLE_ADMIN_IDS=tg:<your id>',
  '  SERVER=monitor@192.0.2.10 for a host over SSH',
  'then: npx tocsin doctor. .env.example says what each is.',
].join('\n');

/** Asks in this terminal. Gives the exit code. */
export async function initInTerminal(cwd: string): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    process.stderr.write(`${WITHOUT_TERMINAL}\n`);
    return 1;
  }
  const { clackPrompts } = await import('../init/clack.ts');
  try {
    const isWritten = await initialise(cwd, clackPrompts());
    const next = isWritten ? 'Written. ' : '';
    process.stdout.write(
      `${next}Next: npm start (restart it where it runs), then npx tocsin doctor\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    process.stdout.write('Nothing was written.\n');
    return 1;
  }
}

interface Files {
  /** Text of `.env` and of the configuration file as they stand; null: there is none. */
  readonly env: string | null;
  readonly yaml: string | null;
  readonly yamlPath: string;
  readonly yamlName: string;
}

/**
 * Asks for chats and a first target, each tried for real, and writes `.env` and the configuration file at the end, when
 * the person agrees; until then nothing is touched.
 *
 * @returns whether something was written.
 * @throws Cancelled when the person presses Ctrl+C; StoreError with one line when a file cannot be written.
 */
export async function initialise(
  cwd: string,
  prompts: Prompts,
  options: { readonly fetch: typeof fetch; readonly patience?: number } = { fetch },
): Promise<boolean> {
  const files = await read(cwd);
  const known = await variablesIn(cwd);
  const asking = { fetch: options.fetch, clock: systemClock };
  const discordApi = known['DISCORD_API_URL'] || USUAL.discord;
  const values = new Map(await askDiscord(prompts, asking, discordApi));
  const telegramRoot = known['TELEGRAM_API_ROOT'] || USUAL.telegram;
  const telegram = await askTelegram(prompts, asking, telegramRoot, options.patience);
  if (telegram !== null) {
    values.set('TELEGRAM_BOT_TOKEN', telegram.token);
    if (telegram.chat !== null) {
      values.set('TELEGRAM_CHAT_ID', telegram.chat.id);
      values.set('ROLE_ADMIN_IDS', withId(known['ROLE_ADMIN_IDS'], `tg:${telegram.chat.user}`));
    }
  }
  const target = await askTarget(prompts, (words) => tryTarget(cwd, files, words));
  return write(cwd, files, { prompts, values, target });
}

async function read(cwd: string): Promise<Files> {
  const { path, name } = await configFile(cwd);
  const [env, yaml] = await Promise.all([contents(resolve(cwd, '.env')), contents(path)]);
  return { env, yaml, yamlPath: path, yamlName: name };
}

/** The text of the configuration file with a target more; text under `why`: it cannot be. */
async function withTarget(
  cwd: string,
  { yaml, yamlName }: Files,
  words: TargetWords,
): Promise<{ readonly text: string } | { readonly why: string }> {
  const now = await loadSettings(cwd, yaml ?? '');
  if (now.kind === 'refused') return { why: now.problems.map(explain).join('\n') };
  // What is watched without a file would be watched no more.
  const beside = now.config.targets
    .filter(({ kind }) => kind === 'local')
    .map(({ name, kind }) => ({ name, kind }));
  const edited = editList(yaml ?? '', 'targets', { kind: 'add', entry: words, beside });
  if (edited.kind === 'refused') return { why: `${yamlName}: ${edited.why}` };
  return { text: edited.text };
}

async function tryTarget(
  cwd: string,
  files: Files,
  words: TargetWords,
): Promise<TargetTest | string> {
  const made = await withTarget(cwd, files, words);
  if ('why' in made) return made.why;
  const loaded = await loadSettings(cwd, made.text);
  if (loaded.kind === 'refused') return loaded.problems.map(({ message }) => message).join('\n');
  const found = loaded.config.targets.find(({ name }) => name === words['name']);
  if (found === undefined) return `${words['name']} is not among the targets`;
  const { containers: _, ...target } = found;
  const nothing = { rounds: { last: async () => null }, latest: async () => null };
  const parts = { http: loaded.config.http, ...nothing };
  const signal = AbortSignal.timeout(TRY);
  try {
    return await testTarget({ ...target, id: 0 }, parts, { tell: () => {}, signal });
  } catch (error) {
    if (signal.aborted) return `${words['name']} did not answer in time`;
    throw error;
  }
}

interface Answers {
  readonly prompts: Prompts;
  readonly values: ReadonlyMap<string, string>;
  readonly target: TargetWords | null;
}

/** Shows what would become of the files, and writes them when the person agrees. */
async function write(cwd: string, files: Files, answers: Answers): Promise<boolean> {
  const { prompts, values, target } = answers;
  const yaml = target === null ? null : await textWith(cwd, files, target);
  if (values.size === 0 && yaml === null) {
    prompts.say('Nothing is to be written.', 'info');
    return false;
  }
  const loaded = await loadSettings(cwd, yaml ?? files.yaml ?? '', Object.fromEntries(values));
  if (loaded.kind === 'refused') throw new StoreError(loaded.problems.map(explain).join('\n'));
  if (values.size > 0) prompts.say(shownVariables(values), 'info');
  if (yaml !== null) {
    const lines = lineDifference(files.yaml ?? '', yaml);
    prompts.say([files.yamlName, ...lines].join('\n'), 'info');
  }
  if (!(await prompts.confirm('Write that?'))) return false;
  if (values.size > 0) await putVariables(resolve(cwd, '.env'), files.env, values);
  if (yaml !== null) await put(files.yamlPath, files.yamlName, { before: files.yaml, after: yaml });
  return true;
}

async function textWith(cwd: string, files: Files, target: TargetWords): Promise<string> {
  const made = await withTarget(cwd, files, target);
  if ('why' in made) throw new StoreError(made.why);
  return made.text;
}

async function putVariables(
  path: string,
  before: string | null,
  values: ReadonlyMap<string, string>,
): Promise<void> {
  // First, so that the copy of what was there is ours alone too.
  if (before !== null) await chmod(path, 0o600);
  await put(path, '.env', { before, after: withVariables(before ?? '', values) });
}

function shownVariables(values: ReadonlyMap<string, string>): string {
  const lines = [...values].map(([name, value]) =>
    SECRET_VARIABLES.includes(name) ? `+ ${name}=***` : `+ ${name}=${value}`,
  );
  return ['.env', ...lines].join('\n');
}

async function put(
  path: string,
  name: string,
  { before, after }: { readonly before: string | null; readonly after: string },
): Promise<void> {
  const now = systemClock.now();
  const outcome = await replaceFile(path, after, { expected: before, now });
  if (outcome.kind === 'replaced') return;
  const why = outcome.kind === 'failed' ? outcome.why : 'somebody else wrote it meanwhile';
  throw new StoreError(`${name} stays as it was: ${why}`);
}
