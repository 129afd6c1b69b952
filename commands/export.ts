import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { heading, line, MOST_ATTACHED, refuse, reply } from '../src/chat/reply.ts';
import type { ExportRequest } from '../src/report/export/plan.ts';
import { FORMATS, planExport } from '../src/report/export/plan.ts';
import { DURATION, MOMENT } from '../src/report/export/span.ts';
import { completeMetric } from '../src/report/metric-values.ts';
import { fitting, NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget } from '../src/report/targets.ts';

const MOMENT_HELP = 'write a day such as 2026-11-24, or a time such as 2026-11-24T08:00Z';

/** Arguments of an export, the same in a chat and on the command line. */
export const exportArguments = z.object({
  format: z.enum(FORMATS).describe('what to make'),
  window: z
    .string()
    .regex(DURATION, 'write a window such as 30m, 6h or 7d')
    .default('24h')
    .describe('how far back: 30m, 6h, 7d'),
  metric: z.string().max(200).optional().describe('which metric; all when left out'),
  target: z.string().max(200).optional().describe('which target; all when left out'),
  from: z
    .string()
    .regex(MOMENT, MOMENT_HELP)
    .optional()
    .describe('from when, in UTC: a day or time'),
  to: z
    .string()
    .regex(MOMENT, MOMENT_HELP)
    .optional()
    .describe('until when, in UTC: a day or time'),
  step: z
    .string()
    .regex(DURATION, 'write a step such as 5m or 1h')
    .optional()
    .describe('one value per 5m, 1h ...; every value when left out'),
  preset: z.string().max(100).optional().describe('grafana: metrics of this preset'),
});

/** A word that is meant as a window, well written or not. */
const LIKE_WINDOW = /^\d+[a-z]*$/i;

// `export` is a word of the language.
export const exportCommand = command({
  name: 'export',
  summary:
    'Metrics as a file: CSV, JSON, InfluxDB, Prometheus, a Grafana dashboard, a scrape file.',
  role: 'viewer',
  args: exportArguments,
  words: {
    window: LIKE_WINDOW,
    ...{ from: NAMED_ONLY, to: NAMED_ONLY, step: NAMED_ONLY, preset: NAMED_ONLY },
  },
  complete: {
    metric: completeMetric,
    target: completeTarget,
    window: async (typed) => windows(typed),
    step: async (typed) => fitting(['1m', '5m', '1h', '1d'].map(choice), typed),
  },

  async run(request, context) {
    const planned = await planExport(context, request);
    if (planned.kind === 'refused') return refuse(planned.reason);
    const terminal = commandLine(request);
    const parts: string[] = [];
    const notes: string[] = [];
    let size = 0;
    for await (const part of planned.text(context.signal, (text) => notes.push(text))) {
      size += part.length;
      if (size > MOST_ATTACHED) return tooLarge(terminal);
      parts.push(part);
    }
    const { name, mediaType, title } = planned;
    const content = parts.join('');
    return reply(
      [
        heading(name),
        line(title),
        ...notes.map((text) => line(text, 'warning')),
        { kind: 'attachment', name, mediaType, content, terminal },
      ],
      { data: { name, media_type: mediaType, content, notes }, asOf: context.now },
    );
  },
});

function windows(typed: string) {
  return fitting(['1h', '6h', '24h', '7d', '30d'].map(choice), typed);
}

function choice(value: string) {
  return { value, label: value };
}

function tooLarge(terminal: string): Reply {
  const most = `${MOST_ATTACHED / 1_024 / 1_024} MB`;
  return refuse(
    `That is more than ${most}: take a shorter window or a step, or write it with ${terminal} --out <file>.`,
  );
}

/** The same for a shell. */
function commandLine(request: ExportRequest): string {
  const words = Object.entries(request).flatMap(([name, value]) => {
    if (value === undefined || name === 'format') return [];
    return [
      /^[\w.:+-]+$/.test(value) ? `${name}=${value}` : `'${name}=${value.replaceAll("'", '')}'`,
    ];
  });
  return ['tocsin export', request.format, ...words].join(' ');
}
