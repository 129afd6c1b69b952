import { Cancelled, type Prompts } from '../../src/init/prompts.ts';

/** What the person does at a question whose message matches; questions come in this order. */
export type Step = readonly [question: RegExp, answer: string | boolean | null | typeof CANCEL];
export const CANCEL: unique symbol = Symbol('Ctrl+C');

/** A person who answers by a script; `said` has what they read. A choice is answered by a part of its label. */
export function scripted(steps: readonly Step[], reads: (text: string) => void = () => {}) {
  const left = [...steps];
  const said: string[] = [];
  const next = (message: string) => {
    const [question, answer] = left.shift() ?? [/^$/, null];
    if (!question.test(message)) throw new Error(`asked “${message}”, expected ${question}`);
    if (answer === CANCEL) throw new Cancelled();
    return answer as string | boolean | null;
  };
  const text = async ({ message, check }: Parameters<Prompts['line']>[0]) => {
    const answer = next(message);
    const wrong = answer === null ? null : (check?.(String(answer)) ?? null);
    if (wrong !== null) throw new Error(`${message}: ${wrong}`);
    return answer === null ? null : String(answer);
  };
  const prompts: Prompts = {
    line: text,
    secret: text,
    async choose(message, choices) {
      const wanted = String(next(message));
      const found = choices.find(({ label }) => label.includes(wanted));
      if (!found) throw new Error(`no “${wanted}” in ${choices.map(({ label }) => label)}`);
      return found.value;
    },
    confirm: async (message) => next(message) === true,
    say(line) {
      said.push(line);
      reads(line);
    },
    during: (_message, work) => work(),
  };
  return { prompts, said, left };
}
