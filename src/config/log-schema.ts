import { z } from 'zod';
import { compilePattern } from '../expression/pattern.ts';
import { LOG_FORMATS, type LogPattern, type LogSource } from '../model/log.ts';
import type { containers } from './container-schema.ts';
import { name, severity } from './fields.ts';

const PATH_HINT = 'write an absolute path, such as /var/log/app.log or /srv/*/app.log';
const CONTAINER_HINT = 'write the name of a container';
/** Of one target: each costs the host a little in every round. */
const MOST_LOGS = 20;
const MOST_PATTERNS = 30;

const LogEntry = z
  .strictObject({
    name,
    path: z
      .string(PATH_HINT)
      .max(1_024, PATH_HINT)
      // What a shell hands over as one argument, and one line of an answer can name.
      .regex(/^\/[^\p{Cc}]*$/u, PATH_HINT)
      .optional(),
    container: z
      .string(CONTAINER_HINT)
      .regex(/^[A-Za-z0-9][\w.-]{0,127}$/, CONTAINER_HINT)
      .optional(),
    format: z.enum(LOG_FORMATS, `write one of ${LOG_FORMATS.join(', ')}`).default('auto'),
  })
  .refine((entry) => (entry.path === undefined) !== (entry.container === undefined), {
    path: ['path'],
    error: 'write one of `path` and `container`',
    when: isRead,
  });

const PatternEntry = z.strictObject({
  name,
  match: z
    .string('write a pattern such as "out of memory"')
    .min(1)
    .superRefine((text, context) => {
      const compiled = compilePattern(text);
      if (compiled.kind === 'problem') context.addIssue(`${compiled.message}; patterns are RE2's`);
    }),
  severity: severity.optional(),
});

const unique = <T extends { readonly name: string }>(all: readonly T[]) =>
  new Set(all.map((one) => one.name)).size === all.length;

/** What a target that can be logged in to may say of its logs. */
export const logKeys = {
  logs: z
    .array(LogEntry, 'write a list such as [{name: app, path: /var/log/app.log}]')
    .max(MOST_LOGS, `write at most ${MOST_LOGS} logs`)
    .refine(unique, 'write each name once')
    .optional(),
  patterns: z
    .array(PatternEntry, 'write a list such as [{name: oom, match: "out of memory"}]')
    .max(MOST_PATTERNS, `write at most ${MOST_PATTERNS} patterns`)
    .refine(unique, 'write each name once')
    .optional(),
};

interface Read {
  readonly logs?: z.infer<typeof logKeys.logs>;
  readonly patterns?: z.infer<typeof logKeys.patterns>;
  /** What it says of its containers, such as the engine. */
  readonly containers?: z.infer<typeof containers> | undefined;
}

/** What a target says of its logs; nothing where it says nothing. */
export function toLogs({ logs, patterns, containers: watched }: Read): {
  readonly logs?: readonly LogSource[];
  readonly patterns?: readonly LogPattern[];
} {
  return {
    ...(logs !== undefined && {
      logs: logs.map((one) => toSource(one, watched ? (watched.engine ?? null) : null)),
    }),
    ...(patterns !== undefined && {
      patterns: patterns.map((one) => ({ ...one, severity: one.severity ?? null })),
    }),
  };
}

function toSource(
  { name: called, path, container, format }: z.infer<typeof LogEntry>,
  engine: string | null,
): LogSource {
  const from =
    path === undefined
      ? ({ kind: 'container', container: container ?? '', engine } as const)
      : ({ kind: 'file', path } as const);
  return { name: called, format, from };
}

/** Whether every log is that of a container. */
export function isOfContainers({ logs = [] }: Pick<Read, 'logs'>): boolean {
  return logs.every(({ container }) => container !== undefined);
}

/** Whether a check of two keys together makes sense: also when another key is wrong, so that all is said at once. */
function isRead({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null;
}
