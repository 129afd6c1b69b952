import { PERSONAL } from '../model/person.ts';
import type { Reach } from '../model/wishes.ts';
import { addressFor, REACHES } from '../model/wishes.ts';
import { findChannelKind } from '../notify/kinds.ts';
import type { ChannelConfig, ConfigProblem } from './config.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import { routeNodes } from './routes.ts';

/** What reaching people in a chat takes; elsewhere it is a channel of that kind. */
const TOKEN = new Map<Reach, string>([
  ['telegram', 'TELEGRAM_BOT_TOKEN'],
  ['discord', 'DISCORD_TOKEN'],
]);

/** People who are named where alerts go, and whom no message can reach; `short`: channels of variables. */
export function mutePeople(
  read: FileRead,
  variables: Readonly<Record<string, string | undefined>>,
  short: readonly Pick<ChannelConfig, 'kind'>[],
): ConfigProblem[] {
  const { source, entries } = read;
  const kinds = new Set([...usableKinds(entries), ...short.map(({ kind }) => kind)]);
  const isThere = (reach: Reach) => {
    const token = TOKEN.get(reach);
    return token === undefined ? kinds.has(reach) : variables[token] !== undefined;
  };
  const wanted = new Set([
    ...routeNodes(read).flatMap(({ value }) => value.to ?? []),
    ...entries.rules.flatMap(({ value }) => value.channels ?? []),
    ...entries.escalations.flatMap(({ value }) => value.steps.flatMap(({ to }) => to)),
    ...entries.reports.flatMap(({ value }) => value.to ?? []),
    ...entries.rotas.flatMap(({ value }) =>
      value.layers.flatMap(({ people }) => people.map((one) => `${PERSONAL}${one}`)),
    ),
  ]);
  return entries.people.flatMap(({ name, path, value }) => {
    const reaches = REACHES.filter((one) => addressFor(value, one) !== null);
    if (!wanted.has(`${PERSONAL}${name}`) || reaches.some(isThere)) return [];
    const needs = reaches.map((one) => TOKEN.get(one) ?? `a channel of kind ${one}`).join(' or ');
    const where = reaches.every((one) => TOKEN.has(one)) ? '.env' : '.env or tocsin.yaml';
    const message = `${title(source, path)}: alerts go to \`${PERSONAL}${name}\`, and nothing can be sent there without ${needs} — put it into ${where}`;
    return [problem(source, path, message)];
  });
}

/** Kinds of channels that send, once they have somebody to send to. */
function usableKinds({ channels }: FileRead['entries']): string[] {
  return channels.flatMap(({ value }) => {
    const missing = findChannelKind(value.kind)?.missing?.({ ...value, to: [PERSONAL] }) ?? null;
    return missing === null ? [value.kind] : [];
  });
}
