import { z } from 'zod';
import type { Command, CommandContext } from '../../src/chat/command.ts';
import { command } from '../../src/chat/command.ts';
import { dispatcher } from '../../src/chat/dispatch.ts';
import { say } from '../../src/chat/reply.ts';
import type { Role } from '../../src/model/person.ts';
import { HOSTILE } from './hostile.ts';

/** A command that ran, and for whom. */
export interface Ran {
  readonly command: string;
  readonly role: Role | null;
  readonly id: number;
}

/** A real desk whose commands, one for each role, only note that they ran; `failures` must stay empty. */
export function notingDesk() {
  const ran: Ran[] = [];
  const failures: unknown[] = [];
  const noting = (name: string, role: Role): Command =>
    command({
      name,
      summary: `For ${role}.`,
      role,
      args: z.object({
        id: z.coerce.number().int().positive().max(1_000_000).describe('id'),
        note: z.string().max(500).optional().describe('what you know'),
      }),
      rest: 'note',
      async run({ id }, { actor }) {
        ran.push({ command: name, role: actor.role, id });
        return say('done');
      },
    });
  const desk = dispatcher({
    commands: [noting('look', 'viewer'), noting('ack', 'operator'), noting('reload', 'admin')],
    context: ({ actor }) => ({ actor }) as CommandContext,
    failed: (_name, error) => failures.push(error),
  });
  return { desk, ran, failures };
}

/** Weakest role for each command of `notingDesk`. */
export const NEEDS: Readonly<Record<string, Role>> = {
  look: 'viewer',
  ack: 'operator',
  reload: 'admin',
};

/** Who does what: `valid` ids say what they would run. */
export interface Forgery {
  readonly id: string;
  readonly role: Role | null;
  readonly valid: { readonly command: string; readonly id: number } | null;
}

const PEOPLE = [null, 'viewer', 'operator', 'admin'] as const;
const NAMES = ['look', 'ack', 'reload', 'nothing', 'constructor', '__proto__', 'ACK', 'a b', ''];
const PREFIXES = ['v1', 'v1a', 'v1r', 'v0', 'v2', 'V1', '', 'v1:', 'v1a:v1', 'pick'];

/** `count` ids that anybody could send, every tenth of them good; the same for the same count. */
export function forgeries(count: number): readonly Forgery[] {
  let state = 7;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = <T>(from: readonly T[]): T => from[next(from.length)] as T;
  const input = () =>
    pick([
      `${next(99)}`,
      `${next(9)} ${pick(HOSTILE)}`,
      pick(HOSTILE),
      `id=${next(9)} id=1`,
      '-1',
      '1e9',
    ]);
  return Array.from({ length: count }, (_, index) => {
    const role = pick(PEOPLE);
    if (index % 10 > 0) {
      // A made-up number never is one of the good ones, which begin at 100.
      return { id: `${pick(PREFIXES)}:${pick(NAMES)}:${input()}`, role, valid: null };
    }
    const command_ = pick(['look', 'ack', 'reload']);
    const id = 100 + index;
    return { id: `v1:${command_}:${id}`, role, valid: { command: command_, id } };
  });
}
