import type { Block, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, say } from '../chat/reply.ts';
import type { CheckView } from '../model/check.ts';
import { counted } from './state-text.ts';

/** Days from which a certificate is urgent, and from which it should have been renewed by itself. */
const URGENT = 3;
const SOON = 14;
/** Certificates that one answer lists. */
const MOST = 60;

interface Certificate {
  readonly check: string;
  readonly days: number;
  readonly issuer: string | null;
  readonly view: CheckView;
}

/** The certificate that each check saw when it last ran, by how soon it ends. */
export function certificatesReply(views: readonly CheckView[]): Reply {
  const all = views
    .flatMap((view) => certificateOf(view) ?? [])
    .toSorted((a, b) => a.days - b.days || a.check.localeCompare(b.check));
  const data = {
    certificates: all.map(({ check, days, issuer }) => ({ check, days_left: days, issuer })),
  };
  const [first] = all;
  if (first === undefined) {
    return say(
      'No check has seen a certificate. Those of https addresses and of kind tls do.',
      'info',
      data,
    );
  }
  const blocks: Block[] = [
    heading(
      `${counted(all.length, 'certificate')}, the first ${ends(first.days)}`,
      toneOf(first.days),
    ),
    {
      kind: 'table',
      columns: [
        { title: 'check', align: 'left' },
        { title: 'certificate', align: 'left' },
        { title: 'issuer', align: 'left' },
      ],
      rows: all.slice(0, MOST).map(({ check, days, issuer }) => [check, ends(days), issuer ?? '-']),
    },
  ];
  if (all.length > MOST) blocks.push(line(`… and ${all.length - MOST} more.`, 'muted'));
  const seen = all.map(({ view }) => view.state.last?.at ?? 0);
  return reply(blocks, { asOf: Math.min(...seen), data });
}

function certificateOf(view: CheckView): Certificate | null {
  const details = view.state.last?.details ?? {};
  const days = details['tls.days_left'];
  if (typeof days !== 'number') return null;
  const issuer = details['tls.issuer'];
  return {
    check: view.check.name,
    days,
    issuer: typeof issuer === 'string' && issuer !== '' ? issuer : null,
    view,
  };
}

function ends(days: number): string {
  if (days < 0) return `ended ${counted(-days, 'day')} ago`;
  return days === 0 ? 'ends today' : `ends in ${counted(days, 'day')}`;
}

function toneOf(days: number): Tone {
  if (days < URGENT) return 'critical';
  return days < SOON ? 'warning' : 'good';
}
