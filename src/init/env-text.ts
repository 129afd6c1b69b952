/** What has to stand in quotes in `.env`, which nothing that is asked for holds. */
const PLAIN = /^[\w.:,/@+-]*$/;

/**
 * A text of `.env` with these variables: where one is assigned its last line is written anew, others come at the end;
 * every other line stays.
 *
 * @throws RangeError for a value that would need quotes.
 */
export function withVariables(text: string, values: ReadonlyMap<string, string>): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  for (const [name, value] of values) {
    if (!PLAIN.test(value)) throw new RangeError(`${name} holds a sign that needs quotes`);
    const assigned = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`);
    const at = lines.findLastIndex((line) => assigned.test(line));
    if (at < 0) lines.push(`${name}=${value}`);
    else lines[at] = `${name}=${value}`;
  }
  return lines.length === 0 ? '' : `${lines.join(end)}${end}`;
}

/** A list of ids with one more in it. */
export function withId(list: string | undefined, id: string): string {
  const ids = (list ?? '').split(',').map((one) => one.trim());
  return [...new Set([...ids, id].filter((one) => one !== ''))].join(',');
}
