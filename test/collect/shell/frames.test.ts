import { expect, test } from 'vitest';
import { type Frame, frameReader } from '../../../src/collect/shell/frames.ts';

const MARK = 'tocsin-0123456789abcdef01234567';

function heard(chunks: readonly Buffer[]): { frames: Frame[]; data: string } {
  const frames: Frame[] = [];
  const data: Buffer[] = [];
  const reader = frameReader(MARK, {
    data: (bytes) => data.push(Buffer.from(bytes)),
    frame: (frame) => frames.push(frame),
  });
  for (const chunk of chunks) reader.take(chunk);
  reader.end();
  return { frames, data: Buffer.concat(data).toString('latin1') };
}

const WHOLE = Buffer.from(
  `noise${MARK}>0\nfirst, without a line end${MARK}<0\n${MARK}>1\n\xff\0\n${MARK}<127\n${MARK}.\n`,
  'latin1',
);
const FRAMES: Frame[] = [
  { kind: 'begins', place: 0 },
  { kind: 'ended', code: 0 },
  { kind: 'begins', place: 1 },
  { kind: 'ended', code: 127 },
  { kind: 'done' },
];

test('marks are found wherever the output is cut into chunks', () => {
  for (let size = 1; size <= WHOLE.length; size += 1) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < WHOLE.length; at += size) chunks.push(WHOLE.subarray(at, at + size));
    const { frames, data } = heard(chunks);
    expect(frames, `chunks of ${size}`).toEqual(FRAMES);
    expect(data).toBe('noisefirst, without a line end\xff\0\n');
  }
});

test('half a mark at the very end is data', () => {
  expect(heard([Buffer.from(`said${MARK.slice(0, 9)}`)]).data).toBe(`said${MARK.slice(0, 9)}`);
});

test.each([
  ['another sign', `${MARK}*1\n`],
  ['no number', `${MARK}>x\n`],
  ['a negative number', `${MARK}<-1\n`],
  ['no line end near', `${MARK}>000000000000000000\n`],
  ['half a mark', `${MARK.slice(0, 20)}>0\n`],
])('what looks like a mark and has %s is data', (_, text) => {
  const { frames, data } = heard([Buffer.from(`a${text}b${MARK}.\n`)]);
  expect(frames).toEqual([{ kind: 'done' }]);
  expect(data).toBe(`a${text}b`);
});
