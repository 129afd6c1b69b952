import { z } from 'zod';
import { compilePattern } from '../expression/pattern.ts';
import { PROBE_FORMATS } from '../model/declared-probe.ts';
import { METRIC_KEYS } from '../model/metric-said.ts';
import { HOUR, SECOND } from '../model/time.ts';
import { duration, headers, LABEL, line, listOf, name, port } from './fields.ts';

const MAX_PROBES = 50;
const MAX_METRICS = 200;
/** Characters of a command: more is a program, and belongs into a file there. */
const MAX_COMMAND = 4_096;
/** A round takes 20 s at most, and one probe may take two fifths of it. */
const MAX_TIMEOUT = 8 * SECOND;

const METRIC_HINT = 'write names of metrics such as queue.length';
const METRIC = /^[a-zA-Z_][\w.-]{0,149}$/;
const FROM_HINT = 'write a key, a column, a group or a path such as queues.mail.length';
const FILE_HINT = 'write the path of a file there, such as data/heartbeat';

const metricName = z.string(METRIC_HINT).regex(METRIC, METRIC_HINT);
const file = line(FILE_HINT).refine((text) => !text.includes('\0'), FILE_HINT);
const from = z.string(FROM_HINT).min(1, FROM_HINT).max(300, 'write at most 300 characters');
const unit = z.unknown().transform((value, context) => {
  const read = METRIC_KEYS.unit(value);
  if ('value' in read) return read.value;
  context.issues.push({ code: 'custom', message: read.hint, input: value });
  return z.NEVER;
});

const HTTP_HINT = 'write the page such as {port: 8080, path: /stats}';
export const HttpSource = z.strictObject(
  {
    port,
    path: line('write the path such as /stats')
      .regex(/^\/[\x21-\x7e]*$/, 'write the path such as /stats')
      .default('/'),
    headers,
  },
  HTTP_HINT,
);

const QUERY_HINT = 'write one statement that reads, such as select count(*) as jobs from queue';
export const SqliteSource = z.strictObject(
  {
    file,
    query: line(QUERY_HINT, MAX_COMMAND)
      .regex(/^(select|with|values)\b/i, QUERY_HINT)
      .refine((text) => !text.includes('\0'), QUERY_HINT),
  },
  'write the file and the question as {file: app.db, query: "select ..."}',
);

const BEAT_HINT =
  'write where it is found: {file: PATH}, {log: PATH} or {json: PATH, field: last_seen}';
export const HeartbeatSource = z
  .strictObject(
    {
      file: file.optional(),
      log: file.optional(),
      pattern: line('write a text that the line holds', 200).optional(),
      json: file.optional(),
      field: from.optional(),
    },
    BEAT_HINT,
  )
  .refine(
    ({ file: one, log, json }) =>
      [one, log, json].filter((given) => given !== undefined).length === 1,
    BEAT_HINT,
  )
  .refine(({ json, field }) => (json === undefined) === (field === undefined), BEAT_HINT)
  .refine(({ log, pattern }) => pattern === undefined || log !== undefined, BEAT_HINT);

export const MetricSource = z.strictObject(
  {
    from,
    as: z.enum(['value', 'age'], 'write value or age').default('value'),
    unit: unit.optional(),
  },
  FROM_HINT,
);

const SOURCES = ['run', 'http', 'sqlite', 'heartbeat', 'off'] as const;

export const ProbeEntry = z
  .strictObject({
    name,
    run: z
      .string('write the command')
      .trim()
      .min(1, 'write the command')
      .max(MAX_COMMAND, `write at most ${MAX_COMMAND} characters; more belongs into a file there`)
      .refine((text) => !text.includes('\0'), 'write text')
      .optional(),
    http: HttpSource.optional(),
    sqlite: SqliteSource.optional(),
    heartbeat: HeartbeatSource.optional(),
    off: z.literal(true, 'write true, or leave it out').optional(),
    parse: z.enum(PROBE_FORMATS, `write one of ${PROBE_FORMATS.join(', ')}`).optional(),
    pattern: z
      .string('write a pattern with named groups such as (?P<jobs>[0-9]+) jobs')
      .superRefine((text, context) => {
        const read = compilePattern(text);
        if (read.kind === 'problem') context.addIssue({ code: 'custom', message: read.message });
        else if (Object.keys(read.pattern.namedGroups()).length === 0) {
          const message = 'name what it finds, as in (?P<jobs>[0-9]+) jobs';
          context.addIssue({ code: 'custom', message });
        }
      })
      .optional(),
    separator: z.string('write what stands between columns').min(1).max(5).optional(),
    labels: listOf(
      z.string().regex(LABEL, 'write names of columns or groups'),
      'write a list of columns such as [queue]',
    ).optional(),
    metric: metricName.optional(),
    metrics: z
      .record(
        metricName,
        z.union(
          [from.transform((one) => ({ from: one, as: 'value' as const })), MetricSource],
          FROM_HINT,
        ),
        'write metrics as {queue.length: jobs}',
      )
      .refine((all) => Object.keys(all).length <= MAX_METRICS, `write at most ${MAX_METRICS}`)
      .optional(),
    unit: unit.optional(),
    event: z
      .strictObject(
        { type: metricName, from },
        'write what is kept as {type: queue.sample, from: jobs}',
      )
      .optional(),
    every: duration(SECOND, 24 * HOUR).optional(),
    timeout: duration(SECOND, MAX_TIMEOUT).optional(),
  })
  .refine((entry) => SOURCES.filter((key) => Object.hasOwn(entry, key)).length === 1, {
    error: 'write one of `run`, `http`, `sqlite`, `heartbeat` and `off: true`',
    when: isRead,
  })
  .refine((entry) => entry.parse !== 'regex' || entry.pattern !== undefined, {
    path: ['pattern'],
    error: 'write a pattern with named groups such as (?P<jobs>[0-9]+) jobs',
    when: isRead,
  })
  .refine((entry) => entry.metric === undefined || entry.metrics === undefined, {
    path: ['metric'],
    error: 'write `metric` for one value or `metrics` for several',
    when: isRead,
  })
  .refine((entry) => !(entry.heartbeat && (entry.parse || entry.metrics)), {
    path: ['heartbeat'],
    error: 'it needs no `parse` and no `metrics`: `metric` names it, heartbeat.age_s unless given',
    when: isRead,
  })
  .refine((entry) => !(entry.sqlite && entry.parse), {
    path: ['parse'],
    error: 'leave it out: the columns of the query are read',
    when: isRead,
  });

export type ProbeEntry = z.infer<typeof ProbeEntry>;

const PATH_HINT = 'write the whole path of a folder there, such as /opt/app';

/** What local and remote hosts may declare. */
export const declaredKeys = {
  path: line(PATH_HINT)
    .regex(/^\/[^\0\n]*$/, PATH_HINT)
    .optional(),
  probes: z
    .array(ProbeEntry, 'begin every probe with "- "')
    .max(MAX_PROBES, `write at most ${MAX_PROBES} probes`)
    .optional(),
};

function isRead({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null;
}
