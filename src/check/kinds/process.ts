import { line } from '../../config/fields.ts';
import { compilePattern } from '../../expression/pattern.ts';
import { SECOND } from '../../model/time.ts';
import { askHost } from '../host.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import type { ListedProcess } from '../process-list.ts';
import { LIST, NO_LIST, parseProcessList } from '../process-list.ts';

const PROGRAM_HINT = 'write the name of a program such as nginx';

interface Entry {
  readonly process?: string | undefined;
  readonly pattern?: string | undefined;
}

/** A program that runs on a host. */
export const processes = checkKind({
  kind: 'process',
  summary: 'a program runs on the host of its target',
  needsHost: true,
  keys: {
    process: line(PROGRAM_HINT, 200)
      .refine((text) => !text.includes('/'), `${PROGRAM_HINT}, without its folder`)
      .optional(),
    pattern: line('write a pattern such as "python3 .*/worker.py"', 200)
      .superRefine((text, context) => {
        const read = compilePattern(text);
        if (read.kind === 'problem') context.addIssue({ code: 'custom', message: read.message });
      })
      .optional(),
  },
  facts: {
    count: 'processes that fit',
    rss_bytes: 'bytes of memory that they take together, what they share counted for each',
    cpu: 'percent of one core that they took together, each over its whole life',
    age_s: 'seconds since the oldest of them was started',
    latency_ms: 'milliseconds until the host had listed its processes',
  },
  expect: () => ['count >= 1'],
  problem: ({ process: name, pattern }) =>
    (name === undefined) === (pattern === undefined)
      ? { key: 'process', message: 'write either `process` or `pattern`' }
      : null,
  subject: ({ process: name, pattern }) => name ?? `“${pattern}”`,
  async run(entry, context) {
    const { end, text, code } = await askHost({ script: LIST }, context);
    if (end !== 'ended' || code === NO_LIST) {
      const message = REASONS[end](context.timeout);
      throw new CheckFailure(message, { status: 'unknown' });
    }
    const found = parseProcessList(text).filter(fitting(entry));
    const sum = (of: (one: ListedProcess) => number) =>
      found.reduce((all, one) => all + of(one), 0);
    const facts = {
      count: found.length,
      rss_bytes: sum(({ rss }) => rss),
      cpu: Math.round(sum(({ cpu }) => cpu) * 10) / 10,
      age_s: found.length === 0 ? null : Math.round(Math.max(...found.map(({ age }) => age))),
    };
    const { age_s: _, ...measured } = facts;
    const metrics = Object.entries(measured).map(([label, value]) => ({
      metric: 'check.value',
      value,
      labels: { label },
    }));
    return { facts, metrics };
  },
});

const REASONS = {
  ended: () => 'the host cannot list its processes: install procps there',
  late: (timeout: number) =>
    `the host had not listed its processes within ${timeout / SECOND} s: it is very busy`,
  'too long': () => 'the host lists more than 1 MiB of processes: use kind script with pgrep -c',
  'broken off': () => 'the connection to the host was lost meanwhile',
} as const;

function fitting({ process: name, pattern }: Entry): (one: ListedProcess) => boolean {
  if (pattern === undefined) return ({ command }) => programOf(command) === name;
  const read = compilePattern(pattern);
  if (read.kind === 'problem') throw new Error(read.message);
  return ({ command }) => read.pattern.matcher(command).find();
}

/** `nginx` of `/usr/sbin/nginx -g x` and of `nginx: worker process`, `bash` of `-bash`. */
function programOf(command: string): string {
  const [first = ''] = command.split(' ', 1);
  return first.slice(first.lastIndexOf('/') + 1).replace(/^-|:$/g, '');
}
