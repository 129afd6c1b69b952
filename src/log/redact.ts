/** Shorter values would blank out ordinary text. */
const SHORTEST = 6;

/**
 * Makes a function that replaces every secret in a text by `***`, also where it was percent-encoded for an address or
 * escaped for JSON. By value, so that no library can leak one through a field nobody thought of.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const all = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return (text) => all.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
