import { RE2JS } from 're2js';

/** Characters a pattern may have. */
const MAX_PATTERN = 200;
/** Steps a pattern may have once its repetitions are written out; matching a character takes at most as many. */
const MAX_PROGRAM = 1_000;

/** A pattern in RE2's syntax, or one sentence that says what is wrong. It matches in time linear to the text. */
export type Pattern =
  | { readonly kind: 'pattern'; readonly pattern: RE2JS }
  | { readonly kind: 'problem'; readonly message: string };

export function compilePattern(text: string): Pattern {
  if (text.length > MAX_PATTERN) {
    return problem(`a pattern has at most ${MAX_PATTERN} characters`);
  }
  try {
    const pattern = RE2JS.compile(text);
    if (pattern.programSize() > MAX_PROGRAM) {
      return problem('the repetitions of this pattern make it too large');
    }
    return { kind: 'pattern', pattern };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return problem(`not a pattern: ${why.replace('error parsing regexp: ', '')}`);
  }
}

function problem(message: string): Pattern {
  return { kind: 'problem', message };
}
