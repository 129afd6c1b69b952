/** What is shown instead of a secret. */
const MASK = '***';

/** A user and a password in an address. */
const LOGIN = /(:\/\/)[^/@\s]+@/g;

/** Makes a function that replaces every secret in a text, and logins in addresses. */
export function masker(secrets: readonly string[]): (text: string) => string {
  // A longer secret may hold a shorter one.
  const longest = secrets.toSorted((a, b) => b.length - a.length);
  return (text) =>
    longest
      .reduce((clean, secret) => clean.replaceAll(secret, MASK), text)
      .replace(LOGIN, `$1${MASK}@`);
}
