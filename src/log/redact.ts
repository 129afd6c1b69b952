/** Shorter values would blank out ordinary text. */
const SHORTEST = 6;

/** Less of a secret tells nothing, and ordinary words begin so. */
const SHORTEST_PART = 4;

/**
 * Makes a function that replaces every secret in a text by `***`, also where it was encoded for an address, in base64
 * or escaped for JSON, and what is left of one that was cut off by `…`. By value, so that no library can leak one through a field nobody thought of.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.filter((secret) => secret.length >= SHORTEST).flatMap(formsOf);
  const all = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return (text) => {
    const clean = all.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
    const [last = '', ...cut] = clean.split('…').reverse();
    return [...cut.reverse().map((part) => withoutBeginning(part, all)), last].join('…');
  };
}

/** A text without the beginning of a secret at its end. */
function withoutBeginning(text: string, secrets: readonly string[]): string {
  const sizes = secrets.map((secret) => {
    let size = Math.min(secret.length - 1, text.length);
    while (size >= SHORTEST_PART && !text.endsWith(secret.slice(0, size))) size -= 1;
    return size;
  });
  const longest = Math.max(0, ...sizes);
  return longest < SHORTEST_PART ? text : `${text.slice(0, -longest)}***`;
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
