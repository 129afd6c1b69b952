import { z } from 'zod';
import type { ProbeAnswer } from '../../collect/remote.ts';
import { SECOND } from '../../model/time.ts';
import { askHost } from '../host.ts';
import type { Observation } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { parsePluginOutput } from '../plugin-output.ts';

/** Characters of a command: more is a program, and belongs into a file there. */
const MAX_COMMAND = 4_096;
/** Bytes that are read of what it prints. */
const MAX_OUTPUT = 65_536;

const RUN_HINT = 'write the command such as /usr/lib/nagios/plugins/check_load -w 4 -c 8';

/** A command on a host that judges by itself. */
export const script = checkKind({
  kind: 'script',
  summary: 'a command on the host of its target says so by its exit code',
  needsHost: true,
  runsCommands: true,
  keys: {
    run: z
      .string(RUN_HINT)
      .trim()
      .min(1, RUN_HINT)
      .max(MAX_COMMAND, `write at most ${MAX_COMMAND} characters; more belongs into a file there`)
      .refine((text) => !text.includes('\0'), 'write text'),
  },
  facts: {
    exit_code: 'exit code of the command',
    text: 'first line that it prints, without values',
    'perf.*':
      'a value of what it prints after `|`, by its label with `_` for what is no letter or digit',
    latency_ms: 'milliseconds that it took, with the way to the host',
  },
  expect: () => [],
  subject: ({ run }) => /^[\w./-]+(?=\s|$)/.exec(run)?.[0] ?? 'a command',
  async run({ run }, context) {
    context.waitFor('the command to end');
    const question = { script: run, limit: MAX_OUTPUT, isForeign: true, apart: true };
    return read(await askHost(question, context), context);
  },
});

function read(
  { end, text, code }: ProbeAnswer,
  { timeout, wanted }: { readonly timeout: number; readonly wanted: readonly string[] },
): Observation {
  if (end === 'late') {
    throw new CheckFailure(
      `the command had not ended within ${timeout / SECOND} s and was stopped`,
    );
  }
  if (end === 'too long') {
    const message = 'the command prints more than 64 KiB: let it print less';
    throw new CheckFailure(message, { status: 'error' });
  }
  const { line, values } = parsePluginOutput(text);
  const exit = code ?? 0;
  const verdict = wanted.includes('exit_code') ? null : verdictOf(exit, line);
  const perf = values.map(({ label, value }) => [`perf.${nameOf(label)}`, value] as const);
  return {
    facts: { exit_code: exit, text: line, ...Object.fromEntries(perf) },
    metrics: values.map(({ label, value }) => ({
      metric: 'check.value',
      value,
      labels: { label },
    })),
    ...(verdict !== null && { verdict }),
  };
}

type Verdict = NonNullable<Observation['verdict']>;

/** https://www.monitoring-plugins.org/doc/guidelines.html#AEN78 */
const STATUS = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;

/** Shells say so when there is nothing that they can start. */
const CANNOT_RUN: Readonly<Record<number, string>> = {
  126: 'the command may not be run there (exit code 126): make it executable for the user',
  127: 'the command is not there (exit code 127): write its whole path, or install it',
};

function verdictOf(exit: number, line: string): Verdict | null {
  if (exit === 0) return null;
  const trouble = CANNOT_RUN[exit];
  if (trouble !== undefined) return { status: 'error', reason: trouble };
  const how = exit > 128 ? `it was ended by signal ${exit - 128}` : `exit code ${exit}`;
  const silent = `${how}, and it printed nothing`;
  const status = STATUS[exit];
  if (status !== undefined) return { status, reason: line === '' ? silent : line };
  return { status: 'unhealthy', reason: line === '' ? silent : `${line} (${how})` };
}

/** A label as expressions can name it. */
function nameOf(label: string): string {
  const name = label.replaceAll(/[^A-Za-z0-9_]/g, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}
