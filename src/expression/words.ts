/** How deep brackets, calls and signs may nest; a chain such as `a and b and c` nests nothing. */
export const MAX_DEPTH = 20;
export const TOO_DEEP = `the expression is nested more than ${MAX_DEPTH} deep`;

/** CEL text, and for each of its characters (and its end) the offset in the text as it was written. */
export interface Rewritten {
  readonly kind: 'rewritten';
  readonly text: string;
  readonly origin: readonly number[];
}

/** A word that stands where it means nothing; `position` counts in the text as it was written. */
interface Misplaced {
  readonly kind: 'problem';
  readonly message: string;
  readonly position: number;
}

interface Token {
  readonly at: number;
  readonly text: string;
}

const TOKEN = new RegExp(
  [
    String.raw`'''(?:\\[^]|[^\\])*?(?:'''|$)`,
    String.raw`"""(?:\\[^]|[^\\])*?(?:"""|$)`,
    String.raw`'(?:\\[^]|[^'\\])*(?:'|$)`,
    String.raw`"(?:\\[^]|[^"\\])*(?:"|$)`,
    String.raw`[A-Za-z_]\w*`,
    String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`,
    String.raw`\s+`,
    String.raw`&&|\|\||//|[=!<>]=|[^]`,
  ].join('|'),
  'y',
);

const LOGIC: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['&&', '&&'],
  ['||', '||'],
]);
const OPENING = ['(', '[', '{'];
const CLOSING = [')', ']', '}'];
/** What ends the reach of a `not`; the empty text is the end. */
const STOPS = new Set([...LOGIC.keys(), ...CLOSING, ',', '?', ':', '']);
const MAY_PRECEDE_NOT = new Set([...OPENING, ...LOGIC.keys(), ',', '?', ':', '!', 'not', '']);

/**
 * Turns the words `and`, `or`, `not` outside strings into CEL's signs. `not` binds looser than comparisons, as in Python:
 * what follows it, up to the next `and`, `or`, `?`, `:`, `,` or closing bracket, is put in parentheses.
 */
export function rewriteWords(source: string): Rewritten | Misplaced {
  const rewriter = new Rewriter();
  for (const token of [...tokenise(source), { at: source.length, text: '' }]) {
    const message = rewriter.take(token);
    if (message !== null) return { kind: 'problem', message, position: token.at };
  }
  return { kind: 'rewritten', text: rewriter.text, origin: rewriter.origin };
}

class Rewriter {
  text = '';
  readonly origin: number[] = [];
  /** Brackets that are open: `(` was written, `not` still needs its closing parenthesis. */
  readonly #open: ('(' | 'not')[] = [];
  #previous = '';

  /** Writes one token (empty at the end); gives what is wrong with its place, or null. */
  take({ at, text }: Token): string | null {
    // After a dot, `and` is a part of a name.
    const word = this.#previous === '.' ? `.${text}` : text;
    const message = this.#misplaced(word);
    if (message !== null) return message;
    if (STOPS.has(word)) this.#closeNots(at);
    if (CLOSING.includes(text)) this.#open.pop();
    if (OPENING.includes(text)) this.#open.push('(');
    if (word === 'not') this.#open.push('not');
    this.#write(word === 'not' ? '!(' : (LOGIC.get(word) ?? text), at);
    if (text.trim() !== '') this.#previous = text;
    return null;
  }

  #misplaced(word: string): string | null {
    if (this.#open.length >= MAX_DEPTH && (word === 'not' || OPENING.includes(word)))
      return TOO_DEEP;
    if (word === '//') return 'comments cannot stand in an expression; division is written /';
    if (STOPS.has(word) && this.#previous === 'not' && this.#open.at(-1) === 'not') {
      return '`not` needs something after it';
    }
    if (word === 'not' && !MAY_PRECEDE_NOT.has(this.#previous)) {
      return '`not` cannot stand here; put it and what it denies in parentheses';
    }
    return null;
  }

  #closeNots(at: number): void {
    while (this.#open.at(-1) === 'not') {
      this.#open.pop();
      this.#write(')', at);
    }
  }

  #write(text: string, at: number): void {
    this.text += text;
    for (let index = 0; index < text.length; index++) this.origin.push(at + index);
  }
}

function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    tokens.push({ at, text: TOKEN.exec(source)?.[0] ?? '' });
  }
  return tokens;
}
