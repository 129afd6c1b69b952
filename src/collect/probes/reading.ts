import type { RE2JS } from 're2js';
import type { DeclaredProbe, Heartbeat, ProbeMetric } from '../../model/declared-probe.ts';
import { noLabels } from '../../model/sample.ts';
import { type Instant, SECOND } from '../../model/time.ts';
import type { ProbeAnswer } from '../remote.ts';
import { said } from './answer.ts';
import { EXIT, MAX_ANSWER, MISSING } from './question.ts';
import type { Queried } from './sqlite-file.ts';
import { type Answer, nothing, type Said } from './taking.ts';
import { minutesOf, toInstant } from './value.ts';

/** Of a heartbeat that says nothing else. */
const HEARTBEAT = 'heartbeat.age_s';
const MAX_COMPLAINT = 160;

/** Why there is no answer, in words; the shell's own codes are those of POSIX. */
const EXITS: Readonly<Record<number, string>> = {
  [EXIT.noFolder]: 'the path of the target is not there, or may not be entered',
  [EXIT.unreadable]: 'its file may not be read by the user who logs in',
  [EXIT.noProgram]: 'sqlite3 is not installed there — install it, e.g. apt install sqlite3',
  [EXIT.noFile]: 'its file is not there',
  126: 'its program may not be run there',
  127: 'its program is not there',
};

interface Reader {
  readonly pattern: RE2JS | null;
  /** Our own time. */
  readonly now: Instant;
}

/** The lines about a database that is to be copied, since sqlite3 is not installed there; null: it is. */
export function signatureIn({ code, text }: ProbeAnswer): string | null {
  const lines = text.trim();
  return code === EXIT.noProgram && /^\d+(?: .*)?(?:\n\d+(?: .*)?){2}$/.test(lines) ? lines : null;
}

/** Reads what a query of a copied database gave. */
export function copySaid(probe: DeclaredProbe, queried: Queried, { pattern, now }: Reader): Said {
  if (queried.kind === 'trouble') return nothing(queried.message);
  return said({ ...probe, format: 'sqlite', pattern }, { text: queried.text, now, zone: 0 });
}

/** Reads what the host's shell gave for a declared probe. */
export function shellSaid(probe: DeclaredProbe, answer: ProbeAnswer, reader: Reader): Said {
  const cut = cutShort(probe, answer);
  return cut === null ? endedSaid(probe, answer, reader) : nothing(cut);
}

function cutShort({ timeout }: DeclaredProbe, { end }: ProbeAnswer): string | null {
  switch (end) {
    case 'ended':
      return null;
    case 'late':
      return `gave no answer within ${timeout / SECOND} s`;
    case 'too long':
      return `printed more than ${MAX_ANSWER / 1_024} KiB`;
    case 'broken off':
      return 'was broken off';
    default:
      return end satisfies never;
  }
}

function endedSaid(
  probe: DeclaredProbe,
  { text, code }: ProbeAnswer,
  { pattern, now }: Reader,
): Said {
  const { source } = probe;
  const why = EXITS[code ?? 0] ?? null;
  if (source.kind === 'heartbeat') {
    return why === null ? beatSaid(probe, source.heartbeat, text) : nothing(why);
  }
  const answer = { text, now, zone: 0 };
  if (source.kind === 'sqlite') {
    if (code !== 0) return nothing(why ?? complaint(text));
    return said({ ...probe, format: 'sqlite', pattern }, answer);
  }
  if (why !== null && text.trim() === '') return nothing(why);
  return withCode(said({ ...probe, pattern }, answer), code);
}

/** Programs end with a code for many reasons, such as that grep found nothing: it matters where nothing can be read. */
function withCode(found: Said, code: number | null): Said {
  if (found.trouble === null || code === 0) return found;
  return { ...found, trouble: `${found.trouble}; it ended with exit code ${code}` };
}

/** What sqlite3 says is about the query and the file. */
function complaint(text: string): string {
  const [first = ''] = text.trim().split('\n');
  return `sqlite3 says “${first.slice(0, MAX_COMPLAINT)}”`;
}

function beatSaid(probe: DeclaredProbe, heartbeat: Heartbeat, text: string): Said {
  const { metrics } = probe;
  const metric = metrics[0]?.metric ?? HEARTBEAT;
  const lineEnd = text.indexOf('\n');
  const [, seconds, offset = '+0000'] =
    /^(\d{9,11}) ([+-]\d{4})/.exec(text.slice(0, Math.max(0, lineEnd))) ?? [];
  if (seconds === undefined) return nothing('the host did not tell its time');
  const rest = text.slice(lineEnd + 1);
  const answer: Answer = { text: rest, now: Number(seconds) * SECOND, zone: minutesOf(offset) };
  const isMissing = rest.trim() === MISSING;
  if (isMissing) return { ...nothing(null), missing: [{ metric, labels: noLabels() }] };
  const wanted = (from: string): ProbeMetric => ({ metric, from, as: 'age' });
  const format = { ...probe, labels: [], event: null, pattern: null };
  switch (heartbeat.from) {
    case 'file':
      return said({ ...format, format: 'number', metrics: [wanted('')] }, answer);
    case 'json':
      return said({ ...format, format: 'json', metrics: [wanted(heartbeat.field)] }, answer);
    case 'log': {
      const line = rest.split('\n').findLast((one) => toInstant(one, answer.zone) !== null);
      if (line === undefined)
        return { ...nothing(null), missing: [{ metric, labels: noLabels() }] };
      return said(
        { ...format, format: 'number', metrics: [wanted('')] },
        { ...answer, text: line },
      );
    }
    default:
      return heartbeat satisfies never;
  }
}
