import { expect, test } from 'vitest';
import type { KeptEntry } from '../../src/model/log.ts';
import { entryBlock, type LogReading } from '../../src/report/log-line.ts';

const NOW = Date.UTC(2026, 2, 10, 12);
const READING: LogReading = { zone: 'Europe/Berlin', names: new Map(), now: NOW };

function shown(entry: Partial<KeptEntry>, reading: Partial<LogReading> = {}) {
  const plain = { id: 1, target: 7, log: 'app', at: NOW, level: null, logger: null } as const;
  const whole = { ...plain, text: 'words', print: null, category: null, ...entry };
  return entryBlock(whole, { ...READING, ...reading });
}

const code = (text: string) => ({ text: [{ kind: 'code', text }] });

test.each([
  ['2026-03-10 12:00:00,123 - shop - ERROR - no', '13:00:00 app shop - ERROR - no'],
  ['[2026-03-10T12:00:00.5Z] started', '13:00:00 app started'],
  ['2026/03/10 13:00:00 +01:00 | started', '13:00:00 app started'],
  ['2026-03-10 12:00:00', '13:00:00 app 2026-03-10 12:00:00'],
  ['took 3 s at 2026-03-10 12:00:00', '13:00:00 app took 3 s at 2026-03-10 12:00:00'],
])('%j is shown as %j: its time once, as the reader’s clocks have it', (text, wanted) => {
  expect(shown({ text })).toMatchObject(code(wanted));
});

test('a line of another day has its date, and one of several targets its target', () => {
  const at = NOW - 13 * 3_600_000;
  expect(shown({ at })).toMatchObject(code('00:00:00 app words'));
  expect(shown({ at: at - 1_000 })).toMatchObject(code('03-09 23:59:59 app words'));
  const names = new Map([[7, 'web-1']]);
  expect(shown({}, { names })).toMatchObject(code('13:00:00 web-1/app words'));
});

test('what is worse than information stands out', () => {
  const tones = (['info', 'warning', 'error', 'critical'] as const).map((level) =>
    shown({ level }),
  );
  expect(tones).toMatchObject(['info', 'warning', 'bad', 'critical'].map((tone) => ({ tone })));
});
