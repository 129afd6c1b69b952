import { PERSONAL } from '../model/person.ts';
import { REACHES } from '../model/wishes.ts';
import type { ConfigProblem } from './config.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import { routeNodes } from './routes.ts';

const MAIL = 'a channel of kind email';
/** What reaching people takes. */
const NEEDS = { discord: 'DISCORD_TOKEN', telegram: 'TELEGRAM_BOT_TOKEN', email: MAIL } as const;

/** People who are named where alerts go, and whom no message can reach. */
export function mutePeople(
  read: FileRead,
  variables: Readonly<Record<string, string | undefined>>,
): ConfigProblem[] {
  const { source, entries } = read;
  const isMail = ({ value }: FileRead['entries']['channels'][number]) =>
    `${value.kind}` === 'email';
  const hasMail = entries.channels.some(isMail) || variables['ALERT_EMAIL_SMTP'] !== undefined;
  const wanted = new Set([
    ...routeNodes(read).flatMap(({ value }) => value.to ?? []),
    ...entries.rules.flatMap(({ value }) => value.channels ?? []),
    ...entries.escalations.flatMap(({ value }) => value.steps.flatMap(({ to }) => to)),
    ...entries.rotas.flatMap(({ value }) =>
      value.layers.flatMap(({ people }) => people.map((one) => `${PERSONAL}${one}`)),
    ),
  ]);
  return entries.people.flatMap(({ name, path, value }) => {
    const needs = REACHES.filter((one) => value[one] !== undefined).map((one) => NEEDS[one]);
    const isThere = (need: string) => (need === MAIL ? hasMail : variables[need]);
    if (!wanted.has(`${PERSONAL}${name}`) || needs.some(isThere)) return [];
    const message = `${title(source, path)}: alerts go to \`${PERSONAL}${name}\`, and nothing can be sent there without ${needs.join(' or ')} — put it into .env${needs.includes(MAIL) ? ' or tocsin.yaml' : ''}`;
    return [problem(source, path, message)];
  });
}
