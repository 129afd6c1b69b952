import { parseArgs } from 'node:util';
import type { Figure } from './figure.ts';
import { machine } from './machine.ts';
import { table } from './table.ts';

/** Each in a file of its own, loaded when asked for. */
const SUITES: Readonly<Record<string, () => Promise<{ run(): Promise<readonly Figure[]> }>>> = {
  start: () => import('./start.ts'),
  chat: () => import('./chat.ts'),
  collect: () => import('./collect.ts'),
  evaluate: () => import('./evaluate.ts'),
  samples: () => import('./samples.ts'),
  ssh: () => import('./ssh.ts'),
  checks: () => import('./checks.ts'),
  anomaly: () => import('./anomaly.ts'),
  report: () => import('./report.ts'),
};

const USAGE = `Use: npm run bench [-- <suite>] [--json]; suites: ${Object.keys(SUITES).join(', ')}`;
const WRONG_USE = 2;

interface Result {
  readonly suite: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
}

const asked = readArguments();
if (asked === null) {
  console.error(USAGE);
  process.exitCode = WRONG_USE;
} else {
  const results: Result[] = [];
  for (const suite of asked.suites) {
    const result = await measure(suite);
    results.push(result);
    if (!asked.json) console.log(`\n${suite} (${result.machine})\n${table(result.figures)}`);
  }
  if (asked.json) console.log(JSON.stringify(asked.all ? results : results[0], null, 2));
}

/** What to measure, or null when it was asked wrongly. */
function readArguments(): { suites: readonly string[]; all: boolean; json: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [suite, ...others] = positionals;
    if (suite === undefined) return { suites: Object.keys(SUITES), all: true, json: values.json };
    if (!Object.hasOwn(SUITES, suite) || others.length > 0) return null;
    return { suites: [suite], all: false, json: values.json };
  } catch {
    return null;
  }
}

async function measure(suite: string): Promise<Result> {
  const load = SUITES[suite];
  if (!load) throw new Error(`no suite ${suite}`);
  const here = machine();
  const { run } = await load();
  return { suite, machine: here, figures: await run() };
}
