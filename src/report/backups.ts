import type { Block, Reply } from '../chat/reply.ts';
import { code, heading, line, reply, say, time } from '../chat/reply.ts';
import type { Backup, BackupMade, Backups } from '../model/backup.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { iso } from './data.ts';

/** Lines of the table; more than a week of them is seldom kept. */
const MOST = 20;
/** A path or a reason that others wrote. */
const LONGEST = 500;

/** Backups that are kept, and what is going on. */
export function backupsReply(all: Backups, now: Instant): Reply {
  const { kept, makingSince, failure } = all;
  const count = `${kept.length} ${kept.length === 1 ? 'backup' : 'backups'}`;
  const tone = kept.length === 0 ? 'warning' : 'info';
  const blocks: Block[] = [heading(kept.length === 0 ? 'No backup yet' : count, tone)];
  if (makingSince !== null) {
    blocks.push(line(['One is being made, since ', time(makingSince), '.']));
  }
  if (failure !== null) {
    const { at, reason } = failure;
    blocks.push(line(['The last try failed ', time(at), `: ${cut(reason)}`], 'bad'));
  }
  return reply([...blocks, ...table(kept, now)], {
    footer: footer(all),
    tone: failure === null ? tone : 'bad',
    data: dataOf(all, null, now),
  });
}

/** How making one went, with those that are kept. */
export function madeReply(made: BackupMade, all: Backups, now: Instant): Reply {
  switch (made.kind) {
    case 'failed':
      return say(`No backup was made: ${cut(made.reason)}`, 'bad');
    case 'going on':
      return say(
        ['The backup goes on, since ', time(made.since), '. ', code('/backup list'), ' shows it.'],
        'info',
        dataOf(all, null, now),
      );
    case 'made': {
      const { backup, took } = made;
      const size = formatValue(backup.bytes, 'bytes');
      const told = `${size}, copied and read through in ${formatValue(took, 'ms')}.`;
      return reply(
        [heading(`${backup.name} is made`, 'good'), line(told, 'good'), ...table(all.kept, now)],
        { footer: footer(all), data: dataOf(all, backup.name, now) },
      );
    }
    default:
      return made satisfies never;
  }
}

function table(backups: readonly Backup[], now: Instant): Block[] {
  if (backups.length === 0) return [];
  const rows = backups
    .slice(0, MOST)
    .map(({ name, at, bytes }) => [name, age(now - at), formatValue(bytes, 'bytes')]);
  return [
    {
      kind: 'table',
      columns: [
        { title: 'Backup', align: 'left' },
        { title: 'Age', align: 'right' },
        { title: 'Size', align: 'right' },
      ],
      rows,
    },
  ];
}

function age(milliseconds: number): string {
  return milliseconds < SECOND ? 'now' : formatDuration(milliseconds);
}

function footer({ kept, keep, folder }: Backups): string {
  const more = kept.length > MOST ? `${MOST} of ${kept.length} shown · ` : '';
  return `${more}the newest ${keep} are kept in ${cut(folder)} · tocsin restore <name> brings one back`;
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function dataOf(
  { kept, folder, keep, makingSince, failure }: Backups,
  made: string | null,
  now: Instant,
) {
  return {
    made,
    making_since: iso(makingSince),
    failure: failure && { at: iso(failure.at), reason: failure.reason },
    folder,
    keep,
    backups: kept.map(({ name, at, bytes }) => ({
      ...{ name, at: iso(at), bytes },
      age_s: Math.round((now - at) / SECOND),
    })),
  };
}
