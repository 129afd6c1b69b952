import { z } from 'zod';
import type { SafeAction } from '../model/action.ts';
import { DAY, MINUTE, SECOND } from '../model/time.ts';
import { duration, listOf, name, whole } from './fields.ts';

const MAX_ACTIONS = 20;
/** Characters of a command: more is a program, and belongs into a file there. */
const MAX_COMMAND = 4_096;
const MAX_TIMEOUT = 10 * MINUTE;
const HINT = 'begin every action with "- ", such as - {name: restart-worker, restart: worker}';
const CONTAINER_HINT = 'write the name of a container or of a service of compose';

const command = (hint: string) =>
  z
    .string(hint)
    .trim()
    .min(1, hint)
    .max(MAX_COMMAND, `write at most ${MAX_COMMAND} characters; more belongs into a file there`)
    .refine((text) => !text.includes('\0'), 'write text');
const rules = listOf(name, 'write a list of names of rules').refine(
  (list) => list.length > 0,
  'write at least one name, or leave it out',
);

export const ActionEntry = z
  .strictObject(
    {
      name,
      restart: z
        .string(CONTAINER_HINT)
        .regex(/^[A-Za-z0-9][\w.-]{0,119}$/, CONTAINER_HINT)
        .optional(),
      run: command('write the command').optional(),
      dry_run: command('write a command that only shows what would happen').optional(),
      timeout: duration(SECOND, MAX_TIMEOUT).default(30 * SECOND),
      for: rules.optional(),
      per_hour: whole(1, 60, 'a number of runs').default(3),
      two_person: z.boolean('write true or false').default(false),
      after: duration(MINUTE, DAY).optional(),
      even_acknowledged: z.boolean('write true or false').default(false),
    },
    HINT,
  )
  .refine((entry) => (entry.restart === undefined) !== (entry.run === undefined), {
    error: 'write one of `restart` and `run`',
    when: isRead,
  })
  .refine((entry) => entry.after === undefined || entry.two_person !== true, {
    path: ['after'],
    error: 'what waits for two people cannot happen by itself: leave out `after` or `two_person`',
    when: isRead,
  })
  .refine((entry) => entry.after === undefined || Boolean(entry.for ?? entry.restart), {
    path: ['after'],
    error: 'write `for:` with the rules whose alerts it waits for',
    when: isRead,
  })
  .refine((entry) => entry.after !== undefined || entry.even_acknowledged !== true, {
    path: ['even_acknowledged'],
    error: 'it is for what happens by itself: write `after` too, or leave it out',
    when: isRead,
  });
export type ActionEntry = z.infer<typeof ActionEntry>;

const listOfActions = <T extends z.ZodType>(entry: T) =>
  z.array(entry, HINT).max(MAX_ACTIONS, `write at most ${MAX_ACTIONS} actions`).optional();

/** What hosts may say of what can be done there. */
export const actionKeys = { actions: listOfActions(ActionEntry) };
/** An engine has no shell. */
export const engineActionKeys = {
  actions: listOfActions(
    ActionEntry.refine((entry) => entry.run === undefined && entry.dry_run === undefined, {
      error: 'a docker target has no shell: write `restart` alone',
      when: isRead,
    }),
  ),
};

export function toAction(entry: ActionEntry): SafeAction {
  const { restart, run = '' } = entry;
  return {
    name: entry.name,
    deed:
      restart === undefined
        ? { kind: 'run', command: run }
        : { kind: 'restart', container: restart },
    dryRun: entry.dry_run ?? null,
    timeout: entry.timeout,
    rules: entry.for ?? [],
    perHour: entry.per_hour,
    twoPerson: entry.two_person,
    after: entry.after ?? null,
    evenAcknowledged: entry.even_acknowledged,
  };
}

function isRead({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null;
}
