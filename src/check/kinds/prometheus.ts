import { z } from 'zod';
import { fitsPattern } from '../../collect/containers/select.ts';
import { line, listOf } from '../../config/fields.ts';
import type { CheckMetric } from '../../model/check.ts';
import type { FileTarget, KnownFiles } from '../file-targets.ts';
import { readFileTargets } from '../file-targets.ts';
import { ask } from '../http/ask.ts';
import type { HttpEntry } from '../http/keys.ts';
import { httpKeys, httpSecrets, shownUrl, wrongHttp } from '../http/keys.ts';
import type { CheckContext, Observation } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import type { ExposedSample } from '../metrics-text.ts';
import { parseExposed } from '../metrics-text.ts';

/** Bytes of one answer, unpacked. */
const MOST_BYTES = 5 * 1_048_576;
/** Series of one run that are kept, and of one that does not say which it wants. */
const MOST_SERIES = 10_000;
const MOST_UNNAMED = 500;
/** Programs that are asked at once, and told of by name when they fail. */
const AT_ONCE = 4;
const MOST_NAMED = 5;
/** Part of its time after which a run goes on without those that have not answered. */
const SHARE = 0.8;

const FILES_HINT = 'write whole paths such as [/etc/prometheus/targets/*.yaml]';
const METRICS_HINT = 'write names of metrics such as ["node_load1", "http_requests_*"]';

const { headers, user, password, token, network, proxy, verify, ca, cert, key } = httpKeys;

const keys = {
  url: httpKeys.url.optional(),
  files: listOf(
    line(FILES_HINT).refine((text) => /^\/(?:[^*\0]+\/)*[^/\0]+$/.test(text), FILES_HINT),
    FILES_HINT,
  ).optional(),
  metrics: listOf(z.string(METRICS_HINT).regex(/^[\w:*]{1,200}$/, METRICS_HINT), METRICS_HINT)
    .refine((list) => list.length <= 100, 'write at most 100')
    .default([]),
  ...{ headers, user, password, token, network, proxy, verify, ca, cert, key },
};

type Entry = z.infer<z.ZodObject<typeof keys>>;

/** Programs that expose metrics as Prometheus reads them. */
export const prometheus = checkKind({
  kind: 'prometheus',
  summary: 'programs expose metrics, which are kept as those of its target',
  keys,
  facts: {
    series: 'series that were kept',
    left_out: 'series that are wanted and were not kept',
    instances: 'programs that were asked',
    up: 'those that answered with metrics',
    scrape_ms: 'milliseconds until the slowest had answered',
    latency_ms: 'milliseconds of the whole run',
  },
  expect: () => [],
  problem(entry) {
    if ((entry.url === undefined) === (entry.files === undefined)) {
      return { key: 'url', message: 'write either `url` or `files`' };
    }
    return wrongHttp(httpEntry(entry, entry.url ?? EXAMPLE));
  },
  secrets: (entry) => httpSecrets(httpEntry(entry, entry.url ?? EXAMPLE)),
  subject: ({ url, files }) => (url === undefined ? (files ?? []).join(', ') : shownUrl(url)),
  async run(entry, context) {
    const targets = await targetsOf(entry, context.signal);
    if (targets.length === 0) throw new CheckFailure('the files name no target');
    // One that hangs must not cost what the others said.
    const late = AbortSignal.timeout(Math.floor(context.timeout * SHARE));
    const signal = targets.length === 1 ? context.signal : AbortSignal.any([context.signal, late]);
    const within = { ...context, signal };
    const seen = await inTurns(targets, (one) => scrape(one, entry, within));
    context.signal.throwIfAborted();
    return observed(seen, entry);
  },
});

/** Stands for the addresses of files. */
const EXAMPLE = 'http://192.0.2.1/';

/** It is opened anew for each run: minutes lie between two. */
function httpEntry(entry: Entry, url: string): HttpEntry {
  const { files: _, metrics: __, ...rest } = entry;
  return {
    ...{ ...rest, url, headers: { accept: ACCEPT, ...rest.headers } },
    ...{ redirects: 5, max_body: MOST_BYTES, http2: false, fresh: true },
  };
}

const ACCEPT = 'text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5';

const KNOWN = new WeakMap<Entry, KnownFiles>();

async function targetsOf(entry: Entry, signal: AbortSignal): Promise<readonly FileTarget[]> {
  if (entry.url !== undefined) return [{ url: entry.url, labels: {} }];
  const known = KNOWN.get(entry) ?? new Map();
  KNOWN.set(entry, known);
  return readFileTargets(entry.files ?? [], { known, signal });
}

type Scraped =
  | { readonly target: FileTarget; readonly trouble: string }
  | {
      readonly target: FileTarget;
      readonly trouble: null;
      readonly took: number;
      readonly samples: readonly ExposedSample[];
      readonly left: number;
    };

async function scrape(target: FileTarget, entry: Entry, context: CheckContext): Promise<Scraped> {
  try {
    const { answer, body, took } = await ask(httpEntry(entry, target.url), context);
    const place = shownUrl(answer.url);
    if (answer.status !== 200) {
      return { target, trouble: `${place} answers with status ${answer.status}` };
    }
    const read = parseExposed(body.toString('utf8'), {
      most: entry.metrics.length === 0 ? MOST_UNNAMED : MOST_SERIES,
      isWanted: (metric) =>
        entry.metrics.length === 0 || entry.metrics.some((one) => fitsPattern(one, metric)),
    });
    if (read.kind === 'samples') return { ...read, target, took, trouble: null };
    const trouble = `${place} answers, but line ${read.line} is no metric as Prometheus writes them`;
    return { target, trouble };
  } catch (error) {
    if (context.signal.aborted) {
      return { target, trouble: `${shownUrl(target.url)} had not answered in time` };
    }
    if (error instanceof CheckFailure) return { target, trouble: error.message };
    throw error;
  }
}

/** Works through all, some at once. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function observed(seen: readonly Scraped[], entry: Entry): Observation {
  const well = seen.filter((one) => one.trouble === null);
  const troubles = seen.flatMap(({ trouble }) => trouble ?? []);
  const most = entry.metrics.length === 0 ? MOST_UNNAMED : MOST_SERIES;
  const all = well.flatMap(({ target, samples }) => samples.map((one) => toMetric(one, target)));
  const metrics = all.slice(0, most);
  const left = all.length - metrics.length + well.reduce((sum, one) => sum + one.left, 0);
  const facts = {
    ...{ series: metrics.length, left_out: left, instances: seen.length, up: well.length },
    scrape_ms: well.length === 0 ? null : Math.round(Math.max(...well.map(({ took }) => took))),
  };
  if (troubles.length > 0) {
    const more = troubles.length > MOST_NAMED ? ` and ${troubles.length - MOST_NAMED} more` : '';
    const reason = `${troubles.slice(0, MOST_NAMED).join('; ')}${more}`;
    return { facts, metrics, verdict: { status: 'unhealthy', reason } };
  }
  if (left === 0) return { facts, metrics };
  const reason = `${left} series are not kept, ${metrics.length} are: name those you need in \`metrics\``;
  return { facts, metrics, verdict: { status: 'degraded', reason } };
}

/** What the check itself says of a series comes first, as with Prometheus; the label `name` will be the check's. */
function toMetric(sample: ExposedSample, target: FileTarget): CheckMetric {
  const { metric, value, isCounter } = sample;
  const labels: Record<string, string> = { ...target.labels };
  for (const [name, text] of Object.entries(sample.labels)) {
    const isTaken = name === 'name' || target.labels[name] !== undefined;
    labels[isTaken ? `exported_${name}` : name] = text;
  }
  return { metric, value, labels, ...(isCounter && { isCounter }) };
}
