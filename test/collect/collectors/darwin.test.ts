import { expect, test } from 'vitest';
import { darwinPart } from '../../../src/collect/collectors/darwin-part.ts';
import type { ProbeAnswer } from '../../../src/collect/remote.ts';
import { labelText } from '../../../src/model/sample.ts';
import { damagedDarwin } from '../damaged.ts';
import { DARWIN_DF, DARWIN_SYSTEM } from '../darwin-texts.ts';

const AT = 1_763_000_600_000;
const TIMES = { now: 0, asked: { from: AT, to: AT + 1_000 } };

function answers(darwin: string, disks = DARWIN_DF): ReadonlyMap<string, ProbeAnswer> {
  const answer = (text: string) => ({ end: 'ended' as const, text, code: 0 });
  return new Map([
    ['darwin', answer(darwin)],
    ['disks', answer(disks)],
  ]);
}

test('a Mac gives the metrics of a host in their units', () => {
  const part = darwinPart();
  part.readings(answers(DARWIN_SYSTEM), TIMES);
  const later = DARWIN_SYSTEM.replace('1763000600', '1763000610').replaceAll(
    '13047081883',
    '13047091883',
  );
  const shifted = { now: 0, asked: { from: AT + 10_000, to: AT + 11_000 } };
  const readings = Object.fromEntries(
    part
      .readings(answers(later), shifted)
      .map(({ metric, labels, value }) => [`${metric} ${labelText(labels)}`.trim(), value]),
  );
  const page = 16_384;
  const free = (123_456 + 345_678 + 12_345) * page;
  expect(readings).toMatchObject({
    'system.cpu': 12.5,
    'system.cores': 8,
    'system.load1': 1.83,
    'system.load15': 2.15,
    'system.uptime': 610,
    'system.memory.total_bytes': 17_179_869_184,
    'system.memory.available_bytes': free,
    'system.swap': 25,
    'system.processes': 3,
    'system.clock_offset_s': 0,
    'net.received interface=en0': 1_000,
    'net.sent interface=en0': 0,
    'system.disk mount=/System/Volumes/Data': (100 * 220_200_960) / (220_200_960 + 241_172_480),
    'system.disk mount=/Volumes/Back up': 50,
  });
  expect(Object.keys(readings).filter((name) => /lo0|VM|home|devfs/.test(name))).toEqual([]);
  expect(part.latest()?.byCpu.map(({ name }) => name)).toEqual([
    'Web Browser',
    'database',
    'launchd',
  ]);
  expect(part.latest()?.byMemory[0]).toMatchObject({ pid: 321, memory: 512_000 * 1024 });
});

test('2,000 damaged answers of a Mac: never an error, never a number that cannot be', () => {
  expect(damagedDarwin(2_000)).toEqual([]);
});
