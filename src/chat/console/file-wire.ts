import type { Socket } from 'node:net';

/** A file on its way to the command line: the lines that a running process answers with, in their order. */
export type FileLine =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'file'; readonly name: string; readonly mediaType: string }
  | { readonly kind: 'part'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What can be made of a file, as a running process and a stopped one plan it. */
export type FileAnswer =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly mediaType: string;
      /** `note` takes what people must know of it, once it is read. */
      text(signal: AbortSignal, note?: (line: string) => void): AsyncIterable<string>;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** Longest part of one line: so much is in memory at either end. */
const PART = 64 * 1_024;

/** The lines of an answer; one that fails on the way says so, so that nobody takes half a file for a whole one. */
export async function* fileLines(answer: FileAnswer, signal: AbortSignal): AsyncGenerator<string> {
  if (answer.kind === 'refused') return yield encoded(answer);
  const { name, mediaType } = answer;
  yield encoded({ kind: 'file', name, mediaType });
  const notes: string[] = [];
  try {
    for await (const text of answer.text(signal, (line) => notes.push(line))) {
      for (let at = 0; at < text.length; at += PART) {
        yield encoded({ kind: 'part', text: text.slice(at, at + PART) });
      }
    }
  } catch (error) {
    const reason = signal.aborted ? 'Tocsin is stopping' : String(error);
    return yield encoded({ kind: 'failed', reason });
  }
  for (const text of notes) yield encoded({ kind: 'note', text });
  yield encoded({ kind: 'end' });
}

function encoded(line: FileLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Reads lines as they come; only a line feed ends one. Whoever does not read holds up the sender. */
export async function* readFileLines(socket: Socket): AsyncGenerator<FileLine> {
  let rest: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      rest.push(chunk.subarray(from, end));
      yield JSON.parse(Buffer.concat(rest).toString('utf8')) as FileLine;
      rest = [];
      from = end + 1;
    }
    rest.push(chunk.subarray(from));
  }
}
