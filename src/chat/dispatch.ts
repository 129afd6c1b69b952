import { hasRole } from '../model/person.ts';
import { describeCommand, parseArguments } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import type { Reply } from './reply.ts';
import { code, refuse, say } from './reply.ts';
import type { Desk, Request } from './surface.ts';

/** Longest time a command may take. Discord's token lives 15 minutes, people's patience does not. */
const COMMAND_DEADLINE = 20_000;

/** What dispatch needs: the commands and the world they may reach. */
export interface DispatchDeps {
  readonly commands: readonly Command[];
  /** Everything of the context but who asks. */
  context(request: Request, signal: AbortSignal): CommandContext;
  /** Tells the log of a command that failed. */
  failed(name: string, error: unknown): void;
}

/** The only way from a surface to a command: find, authorise, parse, run. The one error boundary of chat. */
export function dispatcher(deps: DispatchDeps): Desk {
  const byName = new Map(deps.commands.map((one) => [one.name, one]));
  const infos = deps.commands.map(describeCommand);

  return {
    commands: infos,

    async answer(request) {
      const command = byName.get(request.name.toLowerCase());
      if (request.actor.role === null && command?.role !== 'anyone') return stranger(request);
      if (!command) return refuse(unknownCommand(request.name, [...byName.keys()]));
      const refused = missingRole(command, request);
      if (refused) return refused;
      const parsed = parseArguments(command, request.input);
      if (parsed.kind === 'refused') return refuse(parsed.reason);
      try {
        const signal = AbortSignal.any([request.signal, AbortSignal.timeout(COMMAND_DEADLINE)]);
        return await withDeadline(command.run(parsed.args, deps.context(request, signal)), signal);
      } catch (error) {
        deps.failed(command.name, error);
        return failure(command.name, request.signal);
      }
    },

    async complete(request) {
      const command = byName.get(request.name);
      const completer = command?.complete?.[request.argument];
      if (!command || !completer || missingRole(command, request)) return [];
      try {
        const choices = await completer(request.typed, deps.context(request, request.signal));
        return choices.slice(0, 25);
      } catch (error) {
        deps.failed(`${command.name} completion`, error);
        return [];
      }
    },
  };
}

/** Rejects when the signal aborts, whether or not the work listens to it. */
function withDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function missingRole(command: Command, { actor }: Request): Reply | null {
  if (command.role === 'anyone' || hasRole(actor.role, command.role)) return null;
  if (actor.role === null) return refuse('You are not known here.');
  return refuse(
    `/${command.name} needs the role ${command.role}; you are ${actor.role}. An admin can raise you: ${actor.id.replace(':', ' ')}.`,
  );
}

function stranger({ actor }: Request): Reply {
  const [surface = '', id = ''] = actor.id.split(':');
  const listed = surface === 'telegram' ? `tg:${id}` : id;
  return refuse([
    `I do not know you. Give an admin this id: `,
    code(id),
    ` — they add `,
    code(listed),
    ` to ROLE_OPERATOR_IDS (or ROLE_VIEWER_IDS) in .env, or give you a code from `,
    code('tocsin pair'),
    '.',
  ]);
}

function unknownCommand(name: string, names: readonly string[]): string {
  const near = names.find((one) => one.startsWith(name.slice(0, 3)) || distance(one, name) <= 2);
  const hint = near ? ` Did you mean /${near}?` : '';
  return `There is no command /${name.slice(0, 32)}.${hint} /help lists them all.`;
}

function failure(name: string, signal: AbortSignal): Reply {
  if (signal.aborted) return say(`/${name} was not finished: Tocsin is stopping.`, 'warning');
  return say(
    `/${name} failed. The log says why; try again, or /about shows how Tocsin is doing.`,
    'bad',
  );
}

/** Edits between two short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
