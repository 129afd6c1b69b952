import { fileBlocks } from '../../../src/collect/logs/blocks.ts';
import { containerLines } from '../../../src/collect/logs/container.ts';
import { splitLines } from '../../../src/collect/logs/lines.ts';
import { NEW_STATE, readState } from '../../../src/collect/logs/state.ts';
import { takeIn } from '../../../src/collect/logs/take-in.ts';
import { DAY } from '../../../src/model/time.ts';
import { damaged } from '../mutations.ts';

const LINES = `2026-11-26 11:22:33,456 - trading.db - ERROR - no answer from 192.0.2.1
Traceback (most recent call last):
  File "a.py", line 1
ValueError: invalid 12
WARNING 2026-11-26 11:22:33,456 views 12 140735 slow answer
{"level": "CRITICAL", "time": "2026-11-26 11:22:33,456", "module": "sms", "message": "down "now""}
{"level":50,"time":1795692153000,"name":"api","msg":"no"}
time=2026-11-26T11:22:33Z level=warn msg="took \\"long\\"" took=3s
Nov 26 11:22:33 web-1 sshd[123]: error: no such user
<34>1 2026-11-26T11:22:33.003Z web-1 su - ID47 [a b="c"] failed
192.0.2.1 - ana [26/Nov/2026:13:22:33 +0200] "GET / HTTP/1.1" 502 12
2026-11-26T11:22:33.123456789Z plain
`;
const BLOCKS =
  '\ntoken C 0 1:2 30 /a b.log\nsome bytes\n\ntoken N 0 1:3 4 /c.log\nhead\ntoken G 1 0:0 0 -\n';
const NOW = Date.UTC(2026, 10, 26, 12);

const CONTEXT = { format: 'auto', clock: { now: NOW, zone: 0 }, patterns: [] } as const;

/** What cannot be among what is made of `count` damaged logs. */
export async function damagedLogs(count: number, seed = 5): Promise<string[]> {
  const wrong: string[] = [];
  const blocks = damaged(BLOCKS, count, seed + 1);
  for (const text of damaged(LINES, count, seed)) {
    const bytes = Buffer.from(text, 'latin1');
    wrong.push(...(await wrongEntries(bytes)), ...wrongBlocks(blocks.next().value ?? ''));
    const { cursor } = containerLines(bytes, { at: '2026-11-26T11:22:33Z', count: 0 });
    if (cursor === null) wrong.push(text);
    readState(text);
  }
  return wrong;
}

async function wrongEntries(bytes: Buffer): Promise<string[]> {
  const { lines, used } = splitLines(bytes, { isWithin: false, isLast: true });
  const news = [{ file: '1:1', lines, hasBefore: false }];
  const { pieces, state } = await takeIn(NEW_STATE, news, CONTEXT);
  const entries = pieces.flatMap((piece) => piece.entries);
  const strange = entries.filter(
    ({ at, text, print }) =>
      !(at >= 0 && at <= NOW + DAY) || text.length > 17_000 || (print?.length ?? 0) > 300,
  );
  if (used === bytes.length && state.lines === lines.length) return strange.map(({ text }) => text);
  return [`${used} of ${bytes.length} bytes, ${state.lines} of ${lines.length} lines`];
}

function wrongBlocks(text: string): string[] {
  const found = fileBlocks(Buffer.from(text), 'token');
  return found.filter(({ size }) => !Number.isFinite(size)).map(({ path }) => path);
}
