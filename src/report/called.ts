import { nearest } from '../model/nearest.ts';
import { shortened } from './state-text.ts';

/** Names in one refusal. */
const NAMED = 12;

/** What a person means by a word: the name itself in any case, or the only one that begins so. */
export function oneCalled(
  text: string,
  all: readonly string[],
  what: string,
): { readonly one: string } | { readonly why: string } {
  const word = text.trim().toLowerCase();
  const exact = all.find((name) => name.toLowerCase() === word);
  const begins = word === '' ? [] : all.filter((name) => name.toLowerCase().startsWith(word));
  const one = exact ?? (begins.length === 1 ? begins[0] : undefined);
  if (one !== undefined) return { one };
  const shown = shortened(text, 64);
  if (all.length === 0) return { why: `There is no ${what} ${shown}: tocsin.yaml has none.` };
  const near = nearest(word, all);
  const hint =
    near === undefined ? `There is ${all.slice(0, NAMED).join(', ')}.` : `Did you mean ${near}?`;
  return { why: `There is no ${what} ${shown}. ${hint}` };
}
