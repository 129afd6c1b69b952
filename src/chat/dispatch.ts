import { nearest } from '../model/nearest.ts';
import type { Actor } from '../model/person.ts';
import { hasRole } from '../model/person.ts';
import { SECOND } from '../model/time.ts';
import { orAbort } from '../model/wait.ts';
import { describeCommand, parseArguments } from './arguments.ts';
import type { Command, CommandContext, Completer } from './command.ts';
import type { Reply } from './reply.ts';
import { code, refuse, say } from './reply.ts';
import type { Desk, Request } from './surface.ts';

/** Longest time a command may take. Discord's token lives 15 minutes, people's patience does not. */
const COMMAND_DEADLINE = 20 * SECOND;
/** Longest time suggestions may take: Discord shows none that come later. */
const COMPLETION_DEADLINE = 2 * SECOND;
/** Suggestions in one answer: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-autocomplete */
const MOST_CHOICES = 25;

/** What dispatch needs: the commands and the world they may reach. */
export interface DispatchDeps {
  readonly commands: readonly Command[];
  /** Everything of the context but who asks. */
  context(request: Request, signal: AbortSignal): CommandContext;
  /** Tells the log of a command that failed. */
  failed(name: string, error: unknown): void;
  /** Milliseconds a command may take; 20 s unless given. */
  readonly deadline?: number;
}

/** The only way from a surface to a command: find, authorise, parse, run. The one error boundary of chat. */
export function dispatcher(deps: DispatchDeps): Desk {
  const byName = new Map(deps.commands.map((one) => [one.name, one]));
  const infos = deps.commands.map(describeCommand);
  const { deadline = COMMAND_DEADLINE } = deps;

  return {
    commands: infos,

    async answer(request) {
      const command = byName.get(request.name.toLowerCase());
      if (request.actor.role === null && command?.role !== 'anyone') return stranger(request);
      if (!command) return refuse(unknownCommand(request.name, [...byName.keys()]));
      const refused = missingRole(command, request);
      if (refused) return refused;
      const late = AbortSignal.timeout(deadline);
      try {
        const parsed = parseArguments(command, request.input);
        if (parsed.kind === 'refused') return refuse(parsed.reason);
        const signal = AbortSignal.any([request.signal, late]);
        signal.throwIfAborted();
        return await orAbort(command.run(parsed.args, deps.context(request, signal)), signal);
      } catch (error) {
        deps.failed(command.name, error);
        return failure(command.name, { stopping: request.signal.aborted, late: late.aborted });
      }
    },

    async complete(request) {
      const command = byName.get(request.name.toLowerCase());
      const completer = command && completerOf(command, request.argument);
      if (!completer || missingRole(command, request)) return [];
      const limit = Math.min(deadline, COMPLETION_DEADLINE);
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limit)]);
      try {
        const suggesting = completer(request.typed, deps.context(request, signal));
        return (await orAbort(suggesting, signal)).slice(0, MOST_CHOICES);
      } catch (error) {
        deps.failed(`${command.name} completion`, error);
        return [];
      }
    },
  };
}

/** The name comes from outside: only what the command itself declares counts. */
function completerOf({ complete }: Command, argument: string): Completer | undefined {
  return complete && Object.hasOwn(complete, argument) ? complete[argument] : undefined;
}

function missingRole(command: Command, { actor }: Request): Reply | null {
  if (command.role === 'anyone' || hasRole(actor.role, command.role)) return null;
  if (actor.role === null) return refuse('You are not known here.');
  const { listed } = idsOf(actor);
  const variable = `ROLE_${command.role.toUpperCase()}_IDS`;
  return refuse([
    `/${command.name} is for the role ${command.role}; you are ${actor.role}. An admin can raise you: add `,
    code(listed),
    ` to ${variable} in .env.`,
  ]);
}

/** A person's id as the platform says it, and as the configuration takes it. */
function idsOf(actor: Actor): { readonly id: string; readonly listed: string } {
  const [surface = '', id = ''] = actor.id.split(':');
  return { id, listed: surface === 'telegram' ? `tg:${id}` : id };
}

function stranger({ actor }: Request): Reply {
  const { id, listed } = idsOf(actor);
  return refuse([
    'I do not know you. Give an admin this id: ',
    code(id),
    '. They add ',
    code(listed),
    ' to ROLE_OPERATOR_IDS (or ROLE_VIEWER_IDS) in .env, or give you a code from ',
    code('tocsin pair'),
    ' to send here as ',
    code('/pair CODE'),
    '.',
  ]);
}

function unknownCommand(name: string, names: readonly string[]): string {
  const shown = name.slice(0, 32);
  const near = nearest(shown.toLowerCase(), names);
  const hint = near ? ` Did you mean /${near}?` : '';
  return `There is no command /${shown}.${hint} /help lists them all.`;
}

function failure(name: string, why: { stopping: boolean; late: boolean }): Reply {
  if (why.stopping) return say(`/${name} was not finished: Tocsin is stopping.`, 'warning');
  if (why.late) {
    return say(`/${name} took too long and was given up. Try again, or ask for less.`, 'bad');
  }
  return say(
    `/${name} failed. The log says why; try again, or /about shows how Tocsin is doing.`,
    'bad',
  );
}
