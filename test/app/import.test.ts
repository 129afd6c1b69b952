import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importedText, importFolder } from '../../src/app/import.ts';
import { loadSettings } from '../../src/app/settings.ts';
import { openStores } from '../../src/app/stores.ts';
import { controlSocket, socketPath } from '../../src/chat/console/socket.ts';
import type { Config } from '../../src/config/config.ts';
import { DAY, MINUTE, systemClock } from '../../src/model/time.ts';
import { aMirror, aTarget, measured, missed, reading, scored } from '../mirror/world.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { stubDesk, stubIdentify } from '../support/stub-desk.ts';

const START = Math.floor(Date.now() / DAY) * DAY - DAY;

async function aConfig(): Promise<Config & { readonly cwd: string }> {
  const cwd = freshFolder();
  const yaml = 'targets: [{name: web-1, kind: local}, {name: bot, kind: local, preset: calls-bot}]';
  writeFileSync(join(cwd, 'tocsin.yaml'), yaml);
  const loaded = await loadSettings(cwd);
  if (loaded.kind === 'refused') throw new Error(loaded.problems[0]?.message);
  return { ...loaded.config, cwd };
}

const { signal } = new AbortController();

/** What the store holds of a target. */
async function stored(config: Config, metric: string, labels = {}) {
  await using stores = await openStores(config, { clock: systemClock, signal });
  const target = (await stores.store.targets.list()).find(({ name }) => name === 'web-1')?.id ?? 0;
  const range = { from: 0, to: Date.now(), limit: 10_000 };
  return {
    points: await stores.samples.points(target, { metric, labels }, range),
    scores: await stores.store.scores.history(target, 0, Date.now()),
    latest: await stores.store.scores.latest(target),
  };
}

/** A folder of the mirror, with a score that changes, a miss, and a torn line. */
async function aFolder() {
  const one = aMirror({ summaryEvery: 2 });
  for (const [index, score] of [100, 100, 80].entries()) {
    const at = START + index * MINUTE;
    const readings = [reading('system.cpu', index), reading('system.disk', 50, { mount: '/' })];
    one.mirror.take(aTarget(), measured(at, readings), scored(at, score));
  }
  one.mirror.take(aTarget(), missed(START + 3 * MINUTE), scored(START, null));
  await one.mirror.settled();
  const date = new Date(START).toISOString().slice(0, 10);
  appendFileSync(one.path(`metrics_${date}.jsonl`), '{"timestamp":"2025-10');
  return { folder: one.path(''), date };
}

describe('a folder that the mirror wrote', () => {
  test('is in the store with its own times, and a second time changes nothing', async () => {
    const config = await aConfig();
    const { folder, date } = await aFolder();
    const order = { folder, target: null, dry: false, cwd: config.cwd };
    const torn = { reason: 'this is no JSON object', count: 1, first: `metrics_${date}.jsonl:5` };
    const first = await importFolder(config, order);
    expect(first).toMatchObject({
      ...{ target: 'web-1', from: START, to: START + 3 * MINUTE, summaries: 1 },
      samples: { taken: 9, present: 3, refused: 0 },
      scores: { taken: 3, present: 3, refused: 0 },
      problems: [torn],
    });
    const held = await stored(config, 'system.cpu');
    expect(held.points).toEqual([0, 1, 2].map((value) => ({ at: START + value * MINUTE, value })));
    expect(held.scores.map(({ at, score }) => [at, score])).toEqual([
      [START, 100],
      [START + 2 * MINUTE, 80],
    ]);
    expect(held.latest?.at).toBe(START + 2 * MINUTE);
    expect(await importFolder(config, order)).toMatchObject({
      samples: { taken: 0, present: 12, refused: 0 },
      scores: { taken: 0, present: 6, refused: 0 },
    });
    expect(await stored(config, 'system.cpu')).toEqual(held);
  });

  test('changes nothing in a dry run', async () => {
    const config = await aConfig();
    const { folder } = await aFolder();
    const dry = await importFolder(config, { folder, target: null, dry: true, cwd: config.cwd });
    expect(dry.samples).toEqual({ taken: 9, present: 3, refused: 0 });
    expect(importedText(dry)).toMatch(
      /^Nothing was changed\. This would be imported from .* into web-1: 8 entries, /,
    );
    expect(await stored(config, 'system.cpu')).toEqual({ points: [], scores: [], latest: null });
  });

  test('leaves alone what is in the store already', async () => {
    const config = await aConfig();
    const { folder } = await aFolder();
    {
      await using stores = await openStores(config, { clock: systemClock, signal });
      const [target] = await stores.store.targets.sync(config.targets, 0);
      await stores.samples.append(target?.id ?? 0, START, [reading('system.cpu', 77)]);
    }
    const order = { folder, target: 'web-1', dry: false, cwd: config.cwd };
    expect((await importFolder(config, order)).samples).toEqual({
      taken: 8,
      present: 4,
      refused: 0,
    });
    expect((await stored(config, 'system.cpu')).points[0]).toEqual({ at: START, value: 77 });
  });
});

test('a folder of another monitor is taken over, row by row, and what is not is said', async () => {
  const config = await aConfig();
  const folder = join(freshFolder(), 'analytics');
  mkdirSync(folder);
  const time = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 19);
  const lines = [
    { timestamp: time(1), system: { cpu_percent: 5, memory_percent: '7%' }, mode: 'fast' },
    { timestamp: time(60), system: { cpu_percent: 6 }, health_analysis: { score: 90 } },
    { timestamp: time(500), system: { cpu_percent: 6 } },
    { timestamp: time(-1), system: { cpu_percent: 6 } },
  ].map((line) => JSON.stringify(line));
  writeFileSync(join(folder, 'metrics_2025-10-04.jsonl'), `${lines.join('\n')}\n\nnonsense\n`);
  writeFileSync(
    join(folder, 'health_history.jsonl'),
    `${JSON.stringify({ timestamp: time(2), score: 85 })}\n`,
  );
  const order = { folder, target: 'web-1', dry: false, cwd: config.cwd };
  const imported = await importFolder(config, order);
  expect(imported).toMatchObject({
    samples: { taken: 5, present: 0, refused: 2 },
    scores: { taken: 1, present: 0, refused: 1 },
  });
  expect(imported.problems.map(({ reason, first }) => `${first} ${reason}`).toSorted()).toEqual([
    'metrics_2025-10-04.jsonl:1 mode: it is a text, no number',
    'metrics_2025-10-04.jsonl:2 scores of that time are not kept any more (METRICS_RETENTION_DAYS)',
    'metrics_2025-10-04.jsonl:3 the time is more than a year ago',
    'metrics_2025-10-04.jsonl:4 the time is more than an hour in the future',
    'metrics_2025-10-04.jsonl:6 this is no JSON object',
  ]);
  expect((await stored(config, 'system.memory')).points.map(({ value }) => value)).toEqual([7]);
  expect((await stored(config, 'system.cpu')).latest).toMatchObject({ score: 85, status: 'GOOD' });
});

test('values of a time that the store has pruned are refused, with the reason', async () => {
  const config = await aConfig();
  const folder = freshFolder();
  {
    await using stores = await openStores(config, { clock: systemClock, signal });
    await stores.samples.prune(Date.now() - 30 * DAY);
  }
  const line = { timestamp: Date.now() - 60 * DAY, cpu_usage: 5 };
  writeFileSync(join(folder, 'metrics_2025-10-04.jsonl'), JSON.stringify(line));
  const order = { folder, target: 'web-1', dry: false, cwd: config.cwd };
  expect(await importFolder(config, order)).toMatchObject({
    samples: { taken: 0, present: 0, refused: 1 },
    problems: [
      { reason: 'the time is older than what is kept', first: 'metrics_2025-10-04.jsonl:1' },
    ],
  });
});

describe('what is refused', () => {
  async function refusal(folder: string, target: string | null = null): Promise<string> {
    const config = await aConfig();
    return importFolder(config, { folder, target, dry: true, cwd: config.cwd }).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
  }

  test('is a folder that is none, or has no such files', async () => {
    const folder = freshFolder();
    expect(await refusal(join(folder, 'none'))).toMatch(
      /^there is no folder .*none\. Checks of another product come with tocsin import uptime-kuma \| gatus \| healthchecks <file>$/,
    );
    for (const [word, product] of [
      ['kuma', 'uptime-kuma'],
      ['gatsu', 'gatus'],
    ] as const) {
      expect(await refusal(word)).toContain(`Did you mean tocsin import ${product} <file>?`);
    }
    expect(await refusal(folder)).toMatch(/has no analytics files: write a folder with metrics_/);
    writeFileSync(join(folder, 'summary_2025-10-04.json'), '{}');
    expect(await refusal(join(folder, 'summary_2025-10-04.json'))).toMatch(
      /is a file: write the folder/,
    );
  });

  test('is the folder above those of the targets, which are named', async () => {
    const one = aMirror();
    await one.rounds(1);
    expect(await refusal(one.folder)).toBe(
      `${one.folder} has one folder per target: write ${one.path('').replace(/\/$/, '')}`,
    );
  });

  test('is a target that is not watched', async () => {
    const { folder } = await aFolder();
    expect(await refusal(folder, 'web-9')).toBe(
      'there is no target web-9: write --target with one of web-1, bot',
    );
  });

  test('is a store on which Tocsin runs', async () => {
    const config = await aConfig();
    const { folder } = await aFolder();
    await using _door = await controlSocket({
      ...{
        path: socketPath(config.dataDir),
        desk: stubDesk(),
        identify: stubIdentify(),
        signal,
        file: async () => ({ kind: 'refused', reason: '' }),
      },
    });
    const order = { folder, target: null, dry: true, cwd: config.cwd };
    await expect(importFolder(config, order)).rejects.toThrow(
      `Tocsin is running on ${config.dataDir}: stop it, import, and start it again`,
    );
  });
});
