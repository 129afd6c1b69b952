import { PERSONAL } from '../model/person.ts';
import { REACHES } from '../model/wishes.ts';
import type { ConfigProblem } from './config.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import { routeNodes } from './routes.ts';

/** What reaching people in a chat takes. */
const TOKEN = { discord: 'DISCORD_TOKEN', telegram: 'TELEGRAM_BOT_TOKEN' } as const;

/** People who are named where alerts go, and whom no message can reach. */
export function mutePeople(
  read: FileRead,
  variables: Readonly<Record<string, string | undefined>>,
): ConfigProblem[] {
  const { source, entries } = read;
  const wanted = new Set([
    ...routeNodes(read).flatMap(({ value }) => value.to ?? []),
    ...entries.rules.flatMap(({ value }) => value.channels ?? []),
    ...entries.escalations.flatMap(({ value }) => value.steps.flatMap(({ to }) => to)),
    ...entries.rotas.flatMap(({ value }) =>
      value.layers.flatMap(({ people }) => people.map((one) => `${PERSONAL}${one}`)),
    ),
  ]);
  return entries.people.flatMap(({ name, path, value }) => {
    const needs = REACHES.filter((one) => value[one] !== undefined).map((one) => TOKEN[one]);
    if (!wanted.has(`${PERSONAL}${name}`) || needs.some((one) => variables[one])) return [];
    const message = `${title(source, path)}: alerts go to \`${PERSONAL}${name}\`, and nothing can be sent there without ${needs.join(' or ')} — put it into .env`;
    return [problem(source, path, message)];
  });
}
