import type { ArgInfo, Choice, CommandInfo } from '../../src/chat/command.ts';
import { type Reply, say } from '../../src/chat/reply.ts';
import type { Desk, Identify, Request, Seen } from '../../src/chat/surface.ts';
import type { Role } from '../../src/model/person.ts';

export interface StubDesk extends Desk {
  /** Requests in the order in which they came. */
  readonly asked: readonly Request[];
}

/** An argument with defaults. */
export function anArg(over: Partial<ArgInfo> & { name: string }): ArgInfo {
  return {
    description: `the ${over.name}`,
    required: false,
    rest: false,
    words: null,
    choices: null,
    completes: false,
    ...over,
  };
}

/** A command with defaults. */
export function aCommand(over: Partial<CommandInfo> & { name: string }): CommandInfo {
  return { summary: `Does ${over.name}.`, role: 'viewer', args: [], ...over };
}

/** A desk that notes what it is asked; it answers with the command's name unless told otherwise. */
export function stubDesk(
  options: {
    commands?: readonly CommandInfo[];
    answer?: (request: Request) => Reply | Promise<Reply>;
    complete?: (request: Request & { argument: string; typed: string }) => readonly Choice[];
  } = {},
): StubDesk {
  const asked: Request[] = [];
  return {
    asked,
    commands: options.commands ?? [aCommand({ name: 'health' })],
    async answer(request) {
      asked.push(request);
      return (await options.answer?.(request)) ?? say(`${request.name} answered`);
    },
    async complete(request) {
      return options.complete?.(request) ?? [];
    },
  };
}

/** Gives the roles of a table by user id; everyone else has none. Notes whom it saw. */
export function stubIdentify(
  roles: Readonly<Record<string, Role>> = {},
): Identify & { readonly seen: readonly Seen[] } {
  const seen: Seen[] = [];
  const identify: Identify = async (person) => {
    seen.push(person);
    return {
      id: `${person.surface}:${person.userId}`,
      name: person.name,
      surface: person.surface,
      role: roles[person.userId] ?? null,
    };
  };
  return Object.assign(identify, { seen });
}
