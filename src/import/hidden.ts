import { secretsBelow, secretsIn, secretsInText } from '../check/http/keys.ts';
import type { Part } from './found.ts';
import { Secret } from './found.ts';

/** An address; a secret where it holds a password, or a parameter that tells one. */
export function addressPart(url: string): Part {
  return URL.canParse(url) ? hidden(url, secretsIn(new URL(url))) : url;
}

/** What is sent; a secret where it is JSON or a form that holds one. */
export function bodyPart(text: string): Part {
  return hidden(text, secretsInText(text));
}

/** The value of a header; a secret where its name says so. */
export function headerPart(name: string, value: string): Part {
  return hidden(value, secretsBelow({ [name]: value }));
}

function hidden(text: string, secrets: readonly string[]): Part {
  return secrets.some((secret) => secret !== '') ? new Secret(text) : text;
}
