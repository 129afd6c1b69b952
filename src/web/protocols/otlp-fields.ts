/** Fields of a message as JSON has them; whoever sends may have written anything. */
export type Fields = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

/** What is no object counts as an empty one, so that it is refused by itself. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/** The same one by one, of a list or of what is read while it is gone through. */
export function* eachOf(value: unknown): Generator<Fields> {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) {
    for (const one of value as Iterable<unknown>) yield objectOf(one);
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Large whole numbers, `NaN` and `Infinity` are texts: https://protobuf.dev/programming-guides/json/ */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

export function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(numberOf) : [];
}

/** Attributes as pairs of texts; lists and maps as JSON. */
export function attributesOf(value: unknown): readonly (readonly [string, string])[] {
  return listOf(value).map((one) => {
    const plain = plainOf(objectOf(one['value']));
    return [textOf(one['key']), typeof plain === 'string' ? plain : JSON.stringify(plain)] as const;
  });
}

type Plain = string | number | boolean | readonly Plain[] | { readonly [name: string]: Plain };

function plainOf(value: Fields): Plain {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue } = value;
  if (stringValue !== undefined) return textOf(stringValue);
  if (boolValue !== undefined) return Boolean(boolValue);
  if (intValue !== undefined || doubleValue !== undefined) return numberOf(intValue ?? doubleValue);
  if (arrayValue !== undefined) return listOf(objectOf(arrayValue)['values']).map(plainOf);
  const pairs = listOf(objectOf(kvlistValue)['values']).map((one) => {
    return [textOf(one['key']), plainOf(objectOf(one['value']))] as const;
  });
  return kvlistValue === undefined ? '' : Object.fromEntries(pairs);
}
