/** `name`, or `name-2` and so on where that is taken. */
export function freeName(name: string, taken: { has(name: string): boolean }, sign = '-'): string {
  for (let count = 1; ; count += 1) {
    const tried = count === 1 ? name : `${name}${sign}${count}`;
    if (!taken.has(tried)) return tried;
  }
}

/** A text as a name of the configuration: letters, digits, `-`, `_` and `.`, room left for a number. */
export function asName(text: string, otherwise: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[^a-z\d]+|-+$/gi, '');
  return name.slice(0, 56) || otherwise;
}
