import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { askRunning, socketPath } from '../chat/console/socket.ts';
import type { Config } from '../config/config.ts';
import { folderName } from '../mirror/names.ts';
import { checksIn, sourcesIn } from '../mirror/sources.ts';
import type { Shelf, TakenOver } from '../mirror/take-over.ts';
import { takeOver } from '../mirror/take-over.ts';
import type { MetricDefinition } from '../model/metric.ts';
import { nearest } from '../model/nearest.ts';
import type { Target } from '../model/target.ts';
import { SECOND, systemClock } from '../model/time.ts';
import { iso } from '../report/data.ts';
import { StoreError } from '../store/ports.ts';
import { wrongPoint } from '../store/samples/check.ts';
import { PRODUCTS } from './import-checks.ts';
import { openLive } from './live.ts';
import type { Stores } from './stores.ts';
import { openStores } from './stores.ts';

/** Samples that are looked at for one series and batch: more than a day at one second. */
const MOST_POINTS = 100_000;

export interface ImportOrder {
  readonly folder: string;
  /** Name of the target; null: the folder's own name. */
  readonly target: string | null;
  /** Nothing is written. */
  readonly dry: boolean;
  readonly cwd: string;
}

export interface Imported extends TakenOver {
  readonly folder: string;
  readonly target: string;
  readonly dry: boolean;
  /** Summaries that were found; what they sum up stands in the other files. */
  readonly summaries: number;
}

/**
 * Takes what a folder of analytics files holds of one target over into the store, when nothing runs on it.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function importFolder(config: Config, order: ImportOrder): Promise<Imported> {
  const folder = resolve(order.cwd, order.folder);
  const sources = await sourcesIn(folder);
  if (sources.kind === 'refused') {
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    throw new StoreError(isFolder ? sources.why : `${sources.why}. ${otherProducts(order)}`);
  }
  const answer = await askRunning(socketPath(config.dataDir), { kind: 'ping' }, SECOND);
  if (answer?.kind === 'running' && !answer.stopping) {
    throw new StoreError(
      `Tocsin is running on ${config.dataDir}: stop it, import, and start it again`,
    );
  }
  const signal = new AbortController().signal;
  await using stores = await openStores(config, { clock: systemClock, signal });
  const live = await openLive(config, { store: stores.store, clock: systemClock });
  const target = pick(live.targets(), order.target ?? basename(folder));
  const preset = live.judges().presetOf(target);
  const statusOf = (score: number) =>
    preset.policy.bands.find(({ from }) => score >= from)?.status ?? '';
  const shelf = shelfOf(stores, target, { config, statusOf });
  const read = { zone: config.zone, nameOf: namesOf(preset.metrics) };
  const taken = await takeOver(checksIn(folder, sources.files, read), shelf, { dry: order.dry });
  await stores.samples.flush();
  const { length: summaries } = sources.summaries;
  return { folder, target: target.name, dry: order.dry, summaries, ...taken };
}

/** The folder may have been meant as the name of a product. */
function otherProducts({ folder }: ImportOrder): string {
  const word = folder.toLowerCase();
  const near = word.length < 3 ? undefined : PRODUCTS.find((name) => name.includes(word));
  const meant = near ?? nearest(word, PRODUCTS);
  if (meant !== undefined) return `Did you mean tocsin import ${meant} <file>?`;
  return `Checks of another product come with tocsin import ${PRODUCTS.join(' | ')} <file>`;
}

function pick(targets: readonly Target[], wanted: string): Target {
  const found = targets.find(({ name }) => name === wanted || folderName(name) === wanted);
  if (found) return found;
  const names = targets.map(({ name }) => name).join(', ');
  throw new StoreError(`there is no target ${wanted}: write --target with one of ${names}`);
}

function shelfOf(
  { samples, store }: Stores,
  { id: target }: Target,
  { config, statusOf }: { readonly config: Config; readonly statusOf: Shelf['statusOf'] },
): Shelf {
  return {
    series: () => samples.series(target),
    async moments({ metric, labels }, from, to) {
      const range = { from, to: to + 1, limit: MOST_POINTS };
      const points = await samples.points(target, { metric, labels }, range);
      return new Set(points.map(({ at }) => at));
    },
    wrong: (at, value) => wrongPoint(at, value, systemClock.now()),
    ingest: (rows) => samples.ingest(rows.map((row) => ({ ...row, target }))),
    addScores: (scores) => store.scores.add(scores.map((score) => ({ ...score, target }))),
    scoresFrom: systemClock.now() - config.retention,
    statusOf,
  };
}

/** Names of the catalogue for those that others use; also below the same group, as in `system.cpu_percent`. */
function namesOf(metrics: readonly MetricDefinition[]): (name: string) => string {
  const aliases = new Map(
    metrics.flatMap(({ name, aliases: others = [] }) => others.map((one) => [one, name] as const)),
  );
  return (name) => {
    const known = aliases.get(name);
    if (known !== undefined) return known;
    const [group, last, ...more] = name.split('.');
    const inGroup = more.length === 0 ? aliases.get(last ?? '') : undefined;
    return inGroup?.startsWith(`${group}.`) === true ? inGroup : name;
  };
}

/** What became of it, for programs. */
export function importedData({ from, to, ...imported }: Imported): unknown {
  return { ...imported, from: iso(from), to: iso(to) };
}

/** What became of it, for the terminal. */
export function importedText(imported: Imported): string {
  const { folder, target, dry, checks, from, to, problems, summaries } = imported;
  const span = from === null || to === null ? '' : `, ${day(from)} to ${day(to)}`;
  const verb = dry ? 'Nothing was changed. This would be imported' : 'Imported';
  return [
    `${verb} from ${folder} into ${target}: ${checks} entries${span}.`,
    `  samples: ${countText(imported.samples)}`,
    `  scores: ${countText(imported.scores)}`,
    ...(summaries > 0
      ? [`  summaries left alone, since what they sum up is taken: ${summaries}`]
      : []),
    ...(problems.length > 0 ? ['Not taken over:'] : []),
    ...problems.map(({ reason, count, first }) => `  ${count} × ${reason} (first: ${first})`),
  ].join('\n');
}

function countText({ taken, present, refused }: TakenOver['samples']): string {
  return `${taken} taken, ${present} there already, ${refused} not taken over`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
