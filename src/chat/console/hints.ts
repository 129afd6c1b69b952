import type { Block, Button } from '../reply.ts';
import { cleanLine } from './lines.ts';

/** Most choices of a select that are named. */
const MOST_CHOICES = 8;

/** What a press would run, as it can be typed here; the dots stand for words of one's own. */
export function buttonHints(buttons: readonly Button[]): string {
  return buttons
    .map(({ command, input, ask }) =>
      cleanLine(`/${command} ${input}${ask === undefined ? '' : ' …'}`),
    )
    .join('   ');
}

/** What a choice would run: `Silence for: /silence 12 30m · 1h`. What all have in common stands only in the first. */
export function selectHint({
  label,
  command,
  options,
}: Extract<Block, { kind: 'select' }>): string {
  const inputs = options.slice(0, MOST_CHOICES).map(({ input }) => cleanLine(input).split(' '));
  const [first, ...others] = inputs;
  if (first === undefined) return '';
  const common = first.findIndex(
    (word, at) => at === first.length - 1 || others.some((words) => words[at] !== word),
  );
  const left = options.length - inputs.length;
  const choices = [
    cleanLine(`/${command} ${first.join(' ')}`),
    ...others.map((words) => words.slice(common).join(' ')),
    ...(left > 0 ? [`${left} more`] : []),
  ];
  const title = cleanLine(label);
  return `${title === '' ? '' : `${title}: `}${choices.join(' · ')}`;
}
