import type { Block, Reply } from '../chat/reply.ts';
import { code, heading, line, refuse, reply, say } from '../chat/reply.ts';
import type { CheckResult } from '../model/check.ts';
import type { Confirmed, Proposed } from '../model/file-change.ts';
import { CHECK_TONES } from './check-text.ts';
import { changeText, limited, reloadedReply } from './config-text.ts';
import { shortened } from './state-text.ts';

/** Lines of a difference in one answer, and characters of one: of what changes all is to be seen. */
const LINES = 30;
const WIDTH = { changed: 1_000, around: 160 } as const;
/** Details of what a check saw, and characters of one. */
const SEEN = 6;
const WORDS = 60;

/** What would become of the file, with the buttons of `command` that decide it; `more` says what it would do. */
export function proposedReply(
  command: 'targets' | 'check' | 'rules',
  proposed: Proposed,
  more: readonly Block[] = [],
): Reply {
  if (proposed.kind === 'refused') return notWritten(proposed.problems, proposed);
  const { id, file, isNew, lines, changes, tried } = proposed;
  const shown = lines.slice(0, LINES).flatMap((one) => [code(shortened(one, widthOf(one))), '\n']);
  const rest = lines.length - LINES;
  return reply(
    [
      heading(isNew ? `${file} would be made` : `${file} would change`, 'warning'),
      line([...shown, rest > 0 ? `and ${rest} more` : ''].slice(0, -1)),
      ...limited(changes.map(changeText), 'muted'),
      ...(tried === null ? [] : triedBlocks(tried)),
      ...more,
      line('Nothing is written yet. It can be confirmed for 15 minutes.', 'muted'),
      {
        kind: 'buttons',
        buttons: [
          { label: 'Confirm', tone: 'danger', command, input: `confirm ${id}` },
          { label: 'Cancel', tone: 'plain', command, input: `cancel ${id}` },
        ],
      },
    ],
    { data: proposed, private: true },
  );
}

function widthOf(shown: string): number {
  return /^[+-]/.test(shown) ? WIDTH.changed : WIDTH.around;
}

/** What a check saw that was tried once. */
function triedBlocks({ status, latency, reasons, details }: CheckResult): Block[] {
  const took = latency === null ? '' : ` in ${Math.round(latency)} ms`;
  const seen = Object.entries(details).slice(0, SEEN);
  const said = seen.map(([key, value]) => `${key} ${shortened(String(value), WORDS)}`).join(', ');
  const shown = said === '' ? '' : ` (${said})`;
  return [
    line(`Tried once: ${status}${took}${shown}.`, CHECK_TONES[status]),
    ...limited(reasons, CHECK_TONES[status]),
  ];
}

function notWritten(problems: readonly string[], data: unknown): Reply {
  const blocks = [heading('Nothing was written', 'bad'), ...limited(problems, 'bad')];
  return reply(blocks, { data, private: true });
}

/** Writes a proposed change of the file, or drops it, and says what came of it. */
export async function settledReply<By>(
  action: 'confirm' | 'cancel',
  id: string,
  {
    fileDesk,
    actor,
  }: {
    readonly fileDesk: {
      confirm(id: string, by: By): Promise<Confirmed>;
      cancel(id: string): Promise<boolean>;
    };
    readonly actor: By;
  },
): Promise<Reply> {
  if (action === 'confirm') return confirmedReply(await fileDesk.confirm(id, actor));
  return (await fileDesk.cancel(id))
    ? say('The change is cancelled: nothing was written.', 'info', { cancelled: id })
    : confirmedReply({ kind: 'gone' });
}

/** What became of a change that was confirmed. */
function confirmedReply(confirmed: Confirmed): Reply {
  switch (confirmed.kind) {
    case 'gone':
      return refuse(
        'There is no such change any more: it was confirmed or cancelled, or waited for too long. Ask for it again.',
      );
    case 'changed':
      return refuse(
        `${confirmed.file} was changed since this was shown, so nothing was written. Ask for the change again.`,
      );
    case 'refused':
      return notWritten(confirmed.problems, confirmed);
    case 'written':
      return writtenReply(confirmed);
    default:
      return confirmed satisfies never;
  }
}

function writtenReply(written: Extract<Confirmed, { kind: 'written' }>): Reply {
  const { file, copy, taken } = written;
  const kept = copy === null ? '' : ` What was there before is kept as ${copy}.`;
  const said = `${file} is written.${kept}`;
  if (taken === null) return say(`${said} The next start takes it over.`, 'good', written);
  const { blocks, tone } = reloadedReply(taken);
  const plain = blocks.filter(({ kind }) => kind !== 'buttons');
  return reply([...plain, line(said, 'muted')], { tone, data: written, private: true });
}
