import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLive } from '../../src/app/live.ts';
import { configDesk } from '../../src/app/reload.ts';
import { loadSettings } from '../../src/app/settings.ts';
import type { Config } from '../../src/config/config.ts';
import { shownConfig } from '../../src/config/shown.ts';
import { folderWith } from '../config/folder.ts';
import { FULL_ENV, FULL_YAML } from '../config/full.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { freshStore } from './fresh-store.ts';

const by = { id: 'console:root', name: 'root', surface: 'console', role: 'admin' } as const;
const MUTATIONS = 100;
const SIGNS = ['{', ']', ':', '"', "'", '*x', '#', '|', '\t', '- ', '%', '°', '>', '0'];

/** Takes away, puts in, doubles or cuts off; the same for the same `turn`. */
function mutated(text: string, turn: number): string {
  const at = (turn * 7_919 + 13) % text.length;
  const lines = text.split('\n');
  const row = (turn * 31 + 5) % lines.length;
  switch (turn % 5) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + SIGNS[turn % SIGNS.length] + text.slice(at);
    case 2:
      return lines.toSpliced(row, 0, lines[row] ?? '').join('\n');
    case 3:
      return lines.toSpliced(row, 1).join('\n');
    default:
      return text.slice(0, at);
  }
}

/** A configuration in force, with the folder that it came from. */
async function inForce() {
  const folder = folderWith({ yaml: FULL_YAML, env: FULL_ENV });
  const read = () => loadSettings(folder);
  const loaded = await read();
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems));
  const { store } = await freshStore();
  const live = await openLive(loaded.config, { store, clock: fakeClock() });
  const followed: Config[] = [];
  let breaks = 0;
  const desk = configDesk({
    live,
    read,
    async follow() {
      followed.push(live.config());
      if (breaks > 0) {
        breaks -= 1;
        throw new Error('no such folder');
      }
    },
    said: () => {},
  });
  return {
    ...{ live, store, desk, followed },
    write: (yaml: string) => writeFileSync(join(folder, 'tocsin.yaml'), yaml),
    /** What follows breaks so many times. */
    breaks: (count: number) => {
      breaks = count;
    },
  };
}

test(`${MUTATIONS} mutated configurations in a row: the running one stays at each refusal`, async () => {
  const { live, desk, write, store, followed } = await inForce();
  const outcomes = { refused: 0, unconfirmed: 0, applied: 0 };
  for (let turn = 0; turn < MUTATIONS; turn++) {
    const before = JSON.stringify(await desk.show());
    const was = { config: live.config(), targets: live.targets() };
    const stored = JSON.stringify(await store.targets.list());
    followed.length = 0;
    write(mutated(FULL_YAML, turn));
    const outcome = await desk.reload({ confirm: false, by });
    outcomes[outcome.kind] += 1;
    if (outcome.kind === 'refused') expect(outcome.problems.join()).toMatch(/tocsin\.yaml/);
    if (outcome.kind === 'applied') {
      expect(followed).toEqual([live.config()]);
      continue;
    }
    expect(live.config()).toBe(was.config);
    expect(live.targets()).toBe(was.targets);
    expect(JSON.stringify(await desk.show())).toBe(before);
    expect(JSON.stringify(await store.targets.list())).toBe(stored);
    expect(followed).toEqual([]);
  }
  process.stdout.write(`${MUTATIONS} mutated configurations: ${JSON.stringify(outcomes)}\n`);
  expect(outcomes.refused).toBeGreaterThan(MUTATIONS / 3);
  expect(outcomes.applied).toBeGreaterThan(0);
  write(FULL_YAML);
  expect((await desk.reload({ confirm: true, by })).kind).toBe('applied');
  expect(live.targets().map(({ name }) => name)).toEqual(['router', 'web-1', 'here']);
});

test('what cannot be followed is taken back whole', async () => {
  const { live, desk, write, followed, breaks, store } = await inForce();
  const before = shownConfig(live.config());
  write(
    FULL_YAML.replace('  - {name: here, kind: local}\n', '').replace('[web-1, here]', '[web-1]'),
  );
  breaks(1);
  const outcome = await desk.reload({ confirm: true, by });
  expect(outcome).toEqual({
    kind: 'refused',
    problems: ['it could not be taken over: Error: no such folder'],
  });
  expect(shownConfig(live.config())).toEqual(before);
  expect((await store.targets.list()).map(({ name }) => name)).toContain('here');
  // The second time for what was before.
  expect(followed.map(({ targets }) => targets.length)).toEqual([2, 3]);
});

test('a store that fails changes nothing', async () => {
  const { live, desk, write, store } = await inForce();
  const before = live.config();
  const { sync } = store.targets;
  Object.assign(store.targets, { sync: () => Promise.reject(new Error('the disk is full')) });
  write(FULL_YAML.replace('name: here', 'name: there').replace('[web-1, here]', '[web-1]'));
  expect(await desk.reload({ confirm: true, by })).toEqual({
    kind: 'refused',
    problems: ['it could not be taken over: Error: the disk is full'],
  });
  expect(live.config()).toBe(before);
  Object.assign(store.targets, { sync });
  expect((await desk.reload({ confirm: true, by })).kind).toBe('applied');
  expect(live.targets().map(({ name }) => name)).toContain('there');
});
