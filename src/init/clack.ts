import * as clack from '@clack/prompts';
import { Cancelled, type Prompts } from './prompts.ts';

/** Most choices that are shown at once; the others are scrolled to. */
const MOST_SHOWN = 12;

/** Asks in the terminal that this process has. */
export function clackPrompts(): Prompts {
  return {
    async line({ message, hint, initial, check }) {
      const answer = await clack.text({
        message,
        ...(hint !== undefined && { placeholder: hint }),
        ...(initial !== undefined && { initialValue: initial }),
        validate: validating(check),
      });
      return written(answer);
    },
    async secret({ message, check }) {
      return written(await clack.password({ message, validate: validating(check) }));
    },
    async choose(message, choices) {
      const options = choices.map(({ value, label, hint }) => ({
        ...{ value: value as string, label },
        ...(hint !== undefined && { hint }),
      }));
      const answer = await clack.select({ message, options, maxItems: MOST_SHOWN });
      const found = choices.find(({ value }) => value === answer);
      if (found === undefined) throw new Cancelled();
      return found.value;
    },
    async confirm(message) {
      const answer = await clack.confirm({ message });
      if (typeof answer !== 'boolean') throw new Cancelled();
      return answer;
    },
    say(text, tone) {
      const how = { good: clack.log.success, info: clack.log.info, warning: clack.log.warn };
      how[tone](text);
    },
    async during(message, work) {
      const shown = clack.spinner();
      shown.start(message);
      try {
        return await work();
      } finally {
        shown.stop(message);
        // biome-ignore lint/correctness/noUnsafeFinally: whoever pressed Ctrl+C meanwhile wants no more
        if (shown.isCancelled) throw new Cancelled();
      }
    },
  };
}

function validating(check: ((text: string) => string | null) | undefined) {
  return (text: string | undefined): string | undefined => {
    const trimmed = (text ?? '').trim();
    return trimmed === '' ? undefined : (check?.(trimmed) ?? undefined);
  };
}

function written(answer: string | symbol | undefined): string | null {
  if (typeof answer === 'symbol') throw new Cancelled();
  const text = (answer ?? '').trim();
  return text === '' ? null : text;
}
