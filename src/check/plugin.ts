import { z } from 'zod';
import type { CheckMetric, CheckStatus, CheckValue } from '../model/check.ts';
import { PLUGIN } from '../model/check.ts';
import type { CheckKind, Observation } from './kind.ts';
import { CheckFailure, checkKind } from './kind.ts';
import { quoted } from './refusal.ts';

/** What a plug-in's check does: it resolves to what it saw, in the shape that `Seen` says. */
export type PluginRun = (context: { readonly signal: AbortSignal }) => unknown;

/** Metrics that one run may give. */
const MOST_METRICS = 50;
/** Characters of a message. */
const MOST_MESSAGE = 500;

/** Other words for how a check stands. */
const STATUS: Readonly<Record<string, CheckStatus>> = {
  ...{ healthy: 'healthy', ok: 'healthy', degraded: 'degraded', warning: 'degraded' },
  ...{ unhealthy: 'unhealthy', critical: 'unhealthy', error: 'error', unknown: 'unknown' },
};

const STATUS_HINT = `give a status, one of ${Object.keys(STATUS).join(', ')}`;

const SHAPE = { error: 'return an object with a status' };
const Seen = z.looseObject(
  {
    status: z
      .string('give a status')
      .transform((text) => STATUS[text.toLowerCase()])
      .pipe(z.enum(['healthy', 'degraded', 'unhealthy', 'error', 'unknown'], STATUS_HINT)),
    message: z.string('give the message as a text').optional(),
    metrics: z
      .record(
        z.string().regex(/^[A-Za-z]\w{0,62}$/, 'name metrics as in response_time'),
        z.number(),
      )
      .refine(
        (metrics) => Object.keys(metrics).length <= MOST_METRICS,
        `give at most ${MOST_METRICS} metrics`,
      )
      .default({}),
  },
  SHAPE,
);

/** Checks that are made of code: `find` knows what each runs, `placeOf` where in a file an error comes from. */
export function pluginKind(deps: {
  find(file: string, name: string): PluginRun | null;
  placeOf(error: unknown): string | null;
  mask(text: string): string;
}): CheckKind {
  return checkKind({
    kind: PLUGIN,
    summary: 'code of your own looks',
    keys: { file: z.string(), check: z.string(), digest: z.string() },
    facts: {
      message: 'what it says',
      'metrics.*': 'a metric that it gives',
      latency_ms: 'milliseconds of the whole run',
    },
    runsCommands: true,
    expect: () => [],
    subject: ({ file }) => file,
    async run({ file, check }, { signal, waitFor }) {
      const run = deps.find(file, check);
      if (run === null) throw new CheckFailure(`${file} has no such check`, { status: 'error' });
      waitFor(`the check of ${file}`);
      try {
        return observed(await run({ signal }), deps.mask);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof CheckFailure) throw error;
        const message = thrown(error, deps);
        throw new CheckFailure(message, { status: 'error', cause: error });
      }
    },
  });
}

/** What an exception says, whatever it is. */
export function saidBy(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'object' ? 'it threw no error' : String(error);
}

/** What an exception says, with its place. */
function thrown(
  error: unknown,
  deps: { placeOf(error: unknown): string | null; mask(text: string): string },
): string {
  const place = deps.placeOf(error);
  const said = quoted(deps.mask(saidBy(error)));
  return `Health check failed: ${said.slice(1, -1)}${place === null ? '' : ` (${place})`}`;
}

function observed(answer: unknown, mask: (text: string) => string): Observation {
  const read = Seen.safeParse(answer);
  if (!read.success) {
    const [issue] = read.error.issues;
    const at = issue?.path.join('.') ?? '';
    const why = `the check gives no {status, message, metrics}: ${at === '' ? '' : `${at}: `}${issue?.message}`;
    throw new CheckFailure(why, { status: 'error' });
  }
  const { status, metrics } = read.data;
  const message = mask(read.data.message ?? '').slice(0, MOST_MESSAGE);
  const values = Object.entries(metrics);
  const facts: Record<string, CheckValue> = {
    message,
    ...Object.fromEntries(values.map(([name, value]) => [`metrics.${name}`, value])),
  };
  return {
    facts,
    details: { ...(message !== '' && { message }), ...metrics },
    metrics: values.map(
      ([label, value]): CheckMetric => ({ metric: 'check.value', value, labels: { label } }),
    ),
    ...(status !== 'healthy' && {
      verdict: { status, reason: message === '' ? `it says ${status}` : message },
    }),
  };
}
