import { createInterface } from 'node:readline/promises';
import type { Channel, Delivery } from '../../notify/channel.ts';
import type { ChatPlace } from '../command.ts';
import type { Reply } from '../reply.ts';
import type { Desk, Identify } from '../surface.ts';
import { cleanLine } from './lines.ts';
import type { Screen } from './render.ts';
import { renderForConsole } from './render.ts';
import { split, suggestions } from './suggestions.ts';

const PROMPT = 'tocsin> ';
/** Cards of which it is known what they said last. */
const MOST_CARDS = 1_000;

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
  const lines = createInterface({
    input: deps.input,
    output: deps.output,
    prompt: PROMPT,
    completer: (line: string) => suggest(deps, line),
  });
  let closed = false;
  let busy = false;
  lines.once('close', () => {
    closed = true;
  });
  lines.on('SIGINT', () => deps.quit());

  /** Writes where the prompt stands, and the prompt with what is typed again under it. */
  function above(text: string): void {
    if (closed) {
      deps.output.write(`${text}\n`);
      return;
    }
    const { rows } = lines.getCursorPos();
    const up = rows > 0 ? `\u001b[${rows}A` : '';
    deps.output.write(`${up}\r\u001b[J${text}\n`);
    if (!busy) lines.prompt(true);
  }

  /** With a blank line below, so that answers and alerts stand apart. */
  function paragraph(reply: Reply): string {
    return `${renderForConsole(reply, screenOf(deps))}\n`;
  }

  async function answer(line: string, signal: AbortSignal): Promise<void> {
    busy = true;
    try {
      above(paragraph(await ask(deps, line, signal)));
    } catch (error) {
      // Who asks could not be told, or the answer not be shown: the prompt lives on.
      above(cleanLine(`That did not work: ${String(error)}`));
    } finally {
      busy = false;
    }
  }

  return {
    /** Shows something above what is being typed. */
    print(reply: Reply): void {
      above(paragraph(reply));
    },

    /** Shows one line, such as a warning, in the same way. */
    show(text: string): void {
      above(cleanLine(text));
    },

    /** Answers line after line until the person leaves or `signal` aborts. */
    async run(signal: AbortSignal): Promise<void> {
      const close = () => lines.close();
      signal.addEventListener('abort', close, { once: true });
      if (signal.aborted) close();
      else lines.prompt();
      for await (const line of lines) {
        if (/^\s*\/?(quit|exit)\s*$/.test(line)) break;
        if (line.trim() !== '') await answer(line, signal);
        if (signal.aborted || closed) break;
        lines.prompt();
      }
      signal.removeEventListener('abort', close);
      lines.close();
      deps.quit();
    },
  };
}

async function ask(deps: PromptDeps, line: string, signal: AbortSignal): Promise<Reply> {
  const { name, input } = split(line);
  const actor = await whoami(deps);
  return deps.desk.answer({ name, input, actor, place: CONSOLE, signal });
}

function screenOf({ output, zone, now }: PromptDeps): Screen {
  const colour = output.isTTY === true && output.hasColors?.() === true;
  // A serial line, or a container, says 0 where it does not know.
  return { width: output.columns || 100, colour, zone, now: now() };
}

/** What readline asks for: suggestions, and the part of the line that they stand for. */
async function suggest(deps: PromptDeps, line: string): Promise<[string[], string]> {
  const { desk } = deps;
  try {
    return await suggestions({ desk, actor: await whoami(deps), place: CONSOLE }, line);
  } catch {
    return [[], line];
  }
}

function whoami({ identify, user }: PromptDeps) {
  return identify({ surface: 'console', userId: user, name: user, groups: [], owner: false });
}

/**
 * Alerts on the terminal: a card is shown above the prompt; what it says anew later is a short line of its own, and a
 * card that says what it said before is not shown again.
 */
export function consoleChannel(name: string, print: (reply: Reply) => void): Channel {
  /** What each card said last. */
  const said = new Map<string, string>();
  const isNews = (card: string, { blocks }: Reply): boolean => {
    const text = JSON.stringify(blocks);
    if (said.get(card) === text) return false;
    // The newest come last, so that the first is the one to forget.
    said.delete(card);
    said.set(card, text);
    const [oldest] = said.keys();
    if (oldest !== undefined && said.size > MOST_CARDS) said.delete(oldest);
    return true;
  };
  const delivered = (remoteId: string): Delivery => ({ kind: 'delivered', remoteId });
  return {
    name,
    kind: 'console',
    async post({ key, reply }) {
      isNews(key, inShort(reply));
      print(reply);
      return delivered(key);
    },
    async edit(remoteId, { reply }) {
      const short = inShort(reply);
      if (isNews(remoteId, short)) print(short);
      return delivered(remoteId);
    },
  };
}

function inShort(reply: Reply): Reply {
  const blocks = reply.blocks.filter(({ kind }) => kind === 'heading' || kind === 'text');
  return { ...reply, blocks, footer: null };
}
