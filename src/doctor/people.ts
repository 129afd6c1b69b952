import type { Examination, Finding } from '../model/finding.ts';
import { bad, fine, off, warning } from '../model/finding.ts';

export interface PeopleParts {
  /** Whether somebody is an admin, by configuration or by a code. */
  readonly hasAdmin: boolean;
  /** Whether a chat is connected. */
  readonly hasChat: boolean;
  /** Every place that messages go to beside the terminal, with why nothing can be sent there; null when it can. */
  readonly channels: readonly { readonly name: string; readonly closed: string | null }[];
  /** Channels that are told of a critical alert of any target. */
  readonly toldOfCritical: readonly string[];
  readonly hasHeartbeat: boolean;
}

/** Whether somebody hears of alerts, and can act on them. */
export function peopleExaminations(parts: () => Promise<PeopleParts>): readonly Examination[] {
  return [
    {
      ...{ area: 'people', name: 'who is told' },
      async examine() {
        const seen = await parts();
        return [...theAdmin(seen), ...theChannels(seen), theHeartbeat(seen)];
      },
    },
  ];
}

function theAdmin({ hasAdmin, hasChat }: PeopleParts): readonly Finding[] {
  if (!hasChat) return [];
  if (hasAdmin) return [fine('somebody is admin')];
  return [
    warning('nobody is admin in a chat', 'npx tocsin pair, and send what it prints to the bot'),
  ];
}

function theChannels({ channels, toldOfCritical }: PeopleParts): readonly Finding[] {
  if (channels.length === 0) {
    return [off('alerts are shown in the terminal alone', 'npx tocsin init')];
  }
  const closed = channels.flatMap(({ name, closed: why }) =>
    why === null ? [] : [bad(`nothing can be sent to ${name}`, why)],
  );
  const known = new Set(channels.map(({ name }) => name));
  const isTold = toldOfCritical.some((name) => known.has(name));
  if (isTold) return [...closed, fine('somebody is told of critical alerts')];
  return [
    ...closed,
    bad(
      'no route leads a critical alert to a channel: only the terminal shows it',
      `write into \`routes:\` of tocsin.yaml: {match: {severity: ">=critical"}, to: [${channels[0]?.name}]}`,
    ),
  ];
}

function theHeartbeat({ hasHeartbeat }: PeopleParts): Finding {
  if (hasHeartbeat) return fine('a heartbeat tells another service that this machine is up');
  return off(
    'nobody would notice that this machine is down',
    'write HEARTBEAT_URL into .env, such as one of https://healthchecks.io',
  );
}
