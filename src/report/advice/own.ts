import { formatDuration } from '../../model/format.ts';
import type { Instant } from '../../model/time.ts';
import { DAY } from '../../model/time.ts';
import type { Advice, Adviser } from './advice.ts';
import type { AdviceReaders } from './readers.ts';

/** From then on a backup is old: one is made every day. */
const OLD = 2 * DAY;
/** Days of a rota that are looked at. */
const AHEAD = 7 * DAY;

const KNOWN = { target: null, confidence: 'high' } as const;

/** What the monitor itself lacks: backups, somebody who hears of alerts, somebody on call. */
export const own: Adviser = async (readers, { isFleet, now }) => {
  if (!isFleet) return [];
  return [...(await backups(readers, now)), ...(await route(readers)), ...oncall(readers, now)];
};

async function backups(readers: AdviceReaders, now: Instant): Promise<Advice[]> {
  const all = await readers.backups?.list();
  if (all === undefined || all.makingSince !== null) return [];
  const [newest] = all.kept;
  const age = newest === undefined ? null : now - newest.at;
  if (age !== null && age < OLD) return [];
  const failed = all.failure === null ? '' : `, the last try failed: ${all.failure.reason}`;
  return [
    {
      ...{ ...KNOWN, kind: 'backups', severity: 'warning', basis: `${all.kept.length} kept` },
      text:
        age === null
          ? `there is no backup${failed}`
          : `the newest backup is ${formatDuration(age)} old, beyond ${formatDuration(OLD)}${failed}`,
      shownBy: { command: 'backup', input: 'list' },
    },
  ];
}

async function route({ channelDesk }: AdviceReaders): Promise<Advice[]> {
  if (channelDesk === undefined) return [];
  const { ways } = channelDesk.route({ severity: 'critical' });
  const reached = new Set(ways.flatMap(({ to }) => to.flatMap((one) => one.reached)));
  const { channels } = await channelDesk.list();
  const outside = channels.filter(({ kind }) => kind !== 'console');
  const able = outside.filter(({ name, off }) => off === null && reached.has(name));
  if (able.length > 0) return [];
  const of =
    outside.length === 0
      ? 'there is no channel but the terminal'
      : `of ${outside.length} channels none is told`;
  return [
    {
      ...{
        ...KNOWN,
        kind: 'nobody is told',
        severity: 'critical',
        basis: 'the routes as they are',
      },
      text: `a critical alert reaches nobody: ${of}`,
      shownBy: { command: 'channels', input: '' },
    },
  ];
}

function oncall({ oncallDesk }: AdviceReaders, now: Instant): Advice[] {
  return (oncallDesk?.rotas() ?? []).flatMap(({ name, duties, unreachable }): Advice[] => {
    const empty = duties
      .filter(({ person, from }) => person === null && from < now + AHEAD)
      .reduce((sum, { from, to }) => sum + Math.min(to, now + AHEAD) - Math.max(from, now), 0);
    const shown = { shownBy: { command: 'oncall', input: '' } };
    const known = {
      ...KNOWN,
      kind: 'on call',
      severity: 'warning',
      basis: 'the next 7 days',
    } as const;
    return [
      ...(empty > 0
        ? [
            {
              ...known,
              ...shown,
              text: `in rota ${name} nobody is on call for ${formatDuration(empty)} of the next 7 days`,
            },
          ]
        : []),
      ...(unreachable.length > 0
        ? [
            {
              ...known,
              ...shown,
              text: `in rota ${name} no message can reach ${unreachable.slice(0, 5).join(', ')}`,
            },
          ]
        : []),
    ];
  });
}
