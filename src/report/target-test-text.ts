import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { TargetTest, TestStep, TestStepName } from '../model/target-test.ts';
import { shortened } from './state-text.ts';

const SIGNS = { ok: '✅', failed: '❌', skipped: '➖' } as const satisfies Record<
  TestStep['state'],
  string
>;
/** Characters of one step: a key that is not known brings its line for known_hosts. */
const WIDTH = 900;

/** Each step on the way to a target, and what to do where it failed. */
export function testedReply(name: string, { steps, unknownKey }: TargetTest): Reply {
  const failed = steps.find(({ state }) => state === 'failed');
  const title = failed ? `${name}: ${failed.name} failed` : `${name}: every step is ok`;
  return reply([heading(title, failed ? 'bad' : 'good'), stepsBlock(steps)], {
    data: { target: name, ok: failed === undefined, steps, unknown_host_key: unknownKey },
  });
}

/** The steps that have ended so far, and the one that is tried now, if any. */
export function testingReply(
  name: string,
  steps: readonly TestStep[],
  now: TestStepName | null,
): Reply {
  const going = now === null ? [] : [line(['⏳ ', strong(now)], 'muted')];
  const ended = steps.length === 0 ? [] : [stepsBlock(steps)];
  return reply([heading(`${name} is being tested`), ...ended, ...going]);
}

function stepsBlock(steps: readonly TestStep[]): Block {
  return line(
    together(steps).flatMap(({ name, state, detail }, index): Inline[] => [
      `${index === 0 ? '' : '\n'}${SIGNS[state]} `,
      strong(name),
      detail === '' ? '' : `: ${shortened(detail, WIDTH)}`,
    ]),
  );
}

/** Those that were skipped one after another for the same reason stand in one line. */
function together(steps: readonly TestStep[]) {
  const lines: { name: string; state: TestStep['state']; detail: string }[] = [];
  for (const { name, state, detail } of steps) {
    const last = lines.at(-1);
    const isSame = state === 'skipped' && last?.state === state && last.detail === detail;
    if (last && isSame) last.name = `${last.name}, ${name}`;
    else lines.push({ name, state, detail });
  }
  return lines;
}
