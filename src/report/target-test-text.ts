import type { Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { TargetTest, TestStep } from '../model/target-test.ts';
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
  const lines = steps.flatMap(({ name: step, state, detail }, index) => [
    `${index === 0 ? '' : '\n'}${SIGNS[state]} `,
    strong(step),
    detail === '' ? '' : `: ${shortened(detail, WIDTH)}`,
  ]);
  return reply([heading(title, failed ? 'bad' : 'good'), line(lines)], {
    data: { target: name, ok: failed === undefined, steps, unknown_host_key: unknownKey },
  });
}
