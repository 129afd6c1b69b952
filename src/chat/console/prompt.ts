import type { Interface } from 'node:readline/promises';
import { createInterface } from 'node:readline/promises';
import type { Channel, Delivery } from '../../notify/channel.ts';
import type { ChatPlace } from '../command.ts';
import type { Reply } from '../reply.ts';
import type { Desk, Identify } from '../surface.ts';
import type { Screen } from './render.ts';
import { renderForConsole } from './render.ts';

const PROMPT = 'tocsin> ';

export interface PromptDeps {
  readonly desk: Desk;
  readonly identify: Identify;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly user: string;
  readonly zone: string;
  now(): number;
  /** The person typed /quit, or closed the input. */
  quit(): void;
}

/** The terminal's place in the world of chats. */
export const CONSOLE: ChatPlace = {
  surface: 'console',
  id: 'console',
  thread: null,
  title: 'terminal',
};

/** A prompt where commands work as in the chats, with completion; lines from elsewhere appear above it. */
export function consolePrompt(deps: PromptDeps) {
  const { input, output } = deps;
  const history: string[] = [];
  const lines = createInterface({
    input,
    output,
    history,
    prompt: PROMPT,
    completer: (line: string) => complete(deps, line),
  });
  return {
    /** Shows something above what is being typed. */
    print(reply: Reply): void {
      above(lines, output, renderForConsole(reply, screenOf(deps)));
    },

    /** Shows one line, such as a warning, in the same way. */
    show(text: string): void {
      above(lines, output, text);
    },

    /** Answers line after line until the person leaves or `signal` aborts. */
    async run(signal: AbortSignal): Promise<void> {
      const close = () => lines.close();
      signal.addEventListener('abort', close, { once: true });
      lines.on('SIGINT', () => deps.quit());
      lines.prompt();
      for await (const line of lines) {
        if (/^\/?(quit|exit)$/.test(line.trim())) break;
        if (line.trim() !== '') await answer(deps, line, signal);
        if (signal.aborted) break;
        lines.prompt();
      }
      lines.close();
      deps.quit();
    },
  };
}

function above(lines: Interface, output: NodeJS.WriteStream, text: string): void {
  output.write(`\r\u001b[K${text}\n`);
  lines.prompt(true);
}

async function answer(deps: PromptDeps, line: string, signal: AbortSignal): Promise<void> {
  const { name, input } = split(line);
  const actor = await whoami(deps);
  const reply = await deps.desk.answer({ name, input, actor, place: CONSOLE, signal });
  deps.output.write(`${renderForConsole(reply, screenOf(deps))}\n`);
}

function whoami({ identify, user }: PromptDeps) {
  return identify({ surface: 'console', userId: user, name: user, groups: [], owner: false });
}

/** A leading slash is welcome, and not needed. */
function split(line: string): { name: string; input: string } {
  const [, name = '', input = ''] = /^\s*\/?(\S+)\s*(.*)$/s.exec(line) ?? [];
  return { name: name.toLowerCase(), input };
}

function screenOf({ output, zone, now }: PromptDeps): Screen {
  const colour = output.isTTY === true && output.hasColors?.() === true;
  return { width: output.columns ?? 100, colour, zone, now: now() };
}

async function complete(deps: PromptDeps, text: string): Promise<[string[], string]> {
  const words = text.split(/\s+/);
  const typed = words.at(-1) ?? '';
  if (words.length > 1) return [await argumentChoices(deps, text, typed), typed];
  const wanted = typed.startsWith('/') ? typed : `/${typed}`;
  const all = deps.desk.commands.map((one) => `/${one.name} `);
  return [all.filter((one) => one.startsWith(wanted)), typed];
}

async function argumentChoices(deps: PromptDeps, text: string, typed: string): Promise<string[]> {
  const { name, input } = split(text);
  const args = deps.desk.commands.find((one) => one.name === name)?.args ?? [];
  const argument = args[Math.min(text.split(/\s+/).length - 2, args.length - 1)];
  if (!argument) return [];
  if (argument.choices) return argument.choices.filter((choice) => choice.startsWith(typed));
  const actor = await whoami(deps);
  const signal = AbortSignal.timeout(2_000);
  const request = { name, input, actor, place: CONSOLE, signal, argument: argument.name, typed };
  const choices = await deps.desk.complete(request);
  return choices.map(({ value }) => value).filter((value) => value.startsWith(typed));
}

/** Alerts on the terminal: a card is shown above the prompt; what changes later is a short line of its own. */
export function consoleChannel(name: string, print: (reply: Reply) => void): Channel {
  const show = async (reply: Reply): Promise<Delivery> => {
    print(reply);
    return { kind: 'delivered', remoteId: 'console' };
  };
  const short = (reply: Reply): Reply => ({
    ...reply,
    blocks: reply.blocks.filter(({ kind }) => kind === 'heading' || kind === 'text'),
    footer: null,
  });
  return {
    name,
    kind: 'console',
    post: ({ reply }) => show(reply),
    edit: (_id, { reply }) => show(short(reply)),
  };
}
