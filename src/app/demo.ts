import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { explainAll } from '../config/explain.ts';
import { loadPlace } from '../config/load.ts';
import type { Calendar } from '../demo/calendar.ts';
import { settingsText, variablesText } from '../demo/settings.ts';
import { storyOf } from '../demo/story.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, HOUR, MINUTE, systemClock } from '../model/time.ts';
import { dateIn, startOfDay } from '../report/day.ts';
import { StoreError } from '../store/ports.ts';
import { openEngine } from './demo-engine.ts';
import { checkDemoFolder, emptyDemoFolder, writeDemoFiles } from './demo-folder.ts';
import { loadSettings } from './settings.ts';
import { lockStores, openStores } from './stores.ts';

/** Where it goes when nobody says. */
const FOLDER = 'demo-data';
const DAYS = 14;

export interface DemoOrder {
  readonly cwd: string;
  /** Its folder; not given: `demo-data`. */
  readonly folder?: string | undefined;
  /** Only so many of its last days; all two weeks unless given. */
  readonly days?: number;
  /** Its last moment; now unless given. */
  readonly now?: Instant;
  /** Hears how much is done, 0 to 1. */
  told?(part: number): void;
}

export interface Demo {
  /** As it is named from where the process was started. */
  readonly folder: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly machines: readonly { readonly name: string; readonly story: string }[];
  readonly alerts: number;
}

/**
 * Stores the simulated history of five machines in a folder of its own: samples by the store, scores, alerts and
 * messages by what makes them in earnest, on a clock that runs through the two weeks. Nothing is sent.
 *
 * @throws StoreError with one line that says what to do, such as when the folder holds an installation.
 */
export async function loadDemo(order: DemoOrder): Promise<Demo> {
  const folder = resolve(order.cwd, order.folder ?? FOLDER);
  checkDemoFolder(folder);
  const { zone } = await loadPlace(order.cwd);
  const to = Math.floor((order.now ?? systemClock.now()) / MINUTE) * MINUTE;
  const calendar = calendarOf(zone, to, order.days ?? DAYS);
  const story = storyOf(calendar);
  await writeDemoFiles(folder, {
    'tocsin.yaml': settingsText(story.machines),
    '.env': variablesText(zone),
  });
  const config = await configOf(folder, settingsText(story.machines), zone);
  const signal = new AbortController().signal;
  {
    await using _lock = await lockStores(config, { wait: 0, signal });
    emptyDemoFolder(folder);
  }
  const clock = standingClock(calendar.from);
  await using stores = await openStores(config, { clock, signal, isReplaceable: true });
  const engine = await openEngine(config, story, { stores, clock });
  for (let at = calendar.from; at <= to; at += MINUTE) {
    clock.set(at);
    await engine.minute(at);
    if (at % HOUR === 0) order.told?.((at - calendar.from) / (to - calendar.from));
  }
  await engine.end();
  const alerts = await stores.store.alerts.between(calendar.from, to + 1, null);
  return {
    folder: shownFolder(order.cwd, folder),
    ...{ from: calendar.from, to },
    machines: story.machines.map(({ name, story: what }) => ({ name, story: what })),
    alerts: alerts.length,
  };
}

/** As short as it can be written; what lies elsewhere is named whole. */
function shownFolder(cwd: string, folder: string): string {
  const short = relative(cwd, folder);
  return short === '' || short.startsWith('..') ? folder : short;
}

function calendarOf(zone: string, to: Instant, count: number): Calendar {
  const days = [startOfDay(zone, dateIn(zone, to))];
  while (days.length <= DAYS) {
    const [last = to] = days.slice(-1);
    days.push(startOfDay(zone, dateIn(zone, last - HOUR)));
  }
  return { from: to - count * DAY, to, days };
}

/** Of the environment nothing counts: it may be that of an installation. */
async function configOf(folder: string, text: string, zone: string): Promise<Config> {
  const loaded = await loadSettings(folder, text);
  if (loaded.kind === 'refused') throw new StoreError(explainAll(loaded.problems));
  return {
    ...loaded.config,
    ...{ dataDir: folder, zone, channels: [], routes: [], escalations: [], reports: [] },
    ...{ people: [], rotas: [], exports: [], alertmanagers: [], maintenance: [] },
    databaseFile: join(folder, 'tocsin.db'),
    samplesFile: join(folder, 'samples.db'),
  };
}

function standingClock(from: Instant): Clock & { set(at: Instant): void } {
  let now = from;
  return {
    now: () => now,
    monotonic: () => now,
    set(at) {
      now = at;
    },
  };
}

/** npm finds the program from below the checkout alone; from elsewhere it would look for a package of that name. */
function program(folder: string): string {
  if (!isAbsolute(folder) && !folder.startsWith('..')) return 'npx tocsin';
  const launcher = ['../../bin/tocsin.mjs', '../bin/tocsin.mjs']
    .map((path) => resolve(import.meta.dirname, path))
    .find((path) => existsSync(path));
  return launcher === undefined ? 'npx tocsin' : `node ${launcher}`;
}

/** What was made and how to look at it, for the terminal. */
export function demoText({ folder, machines, alerts }: Demo): string {
  const width = Math.max(...machines.map(({ name }) => name.length));
  return [
    `Two weeks of ${machines.length} simulated machines are in ${folder}, with ${alerts} alerts:`,
    ...machines.map(({ name, story }) => `  ${name.padEnd(width)}  ${story}`),
    'Look at them there:',
    `  cd ${folder}`,
    ...['report week', 'alerts resolved', 'start'].map((one) => `  ${program(folder)} ${one}`),
  ].join('\n');
}
