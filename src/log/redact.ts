/** Shorter values would blank out ordinary text. */
const SHORTEST = 6;

/**
 * Makes a function that replaces every secret in a text by `***`, also where it was encoded for an address, in base64
 * or escaped for JSON. By value, so that no library can leak one through a field nobody thought of.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.filter((secret) => secret.length >= SHORTEST).flatMap(formsOf);
  const all = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return (text) => all.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

/** Every way a secret may be written: JSON that holds JSON and is logged as JSON is escaped three times. */
function formsOf(secret: string): readonly string[] {
  const whole = secret.toWellFormed();
  const encoded = encodeURIComponent(whole);
  const inPath = encodeURI(whole);
  const inForm = encoded.replaceAll('%20', '+');
  const urls = [encoded, inPath, inForm].flatMap((form) => [form, smallHex(form)]);
  const once = escaped(whole);
  const twice = escaped(once);
  const bases = (['base64', 'base64url'] as const).map((base) => Buffer.from(whole).toString(base));
  return [secret, whole, ...urls, once, twice, escaped(twice), ...bases];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function smallHex(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}
