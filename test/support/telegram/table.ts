import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** Machine-readable table of the Bot API, beside the project; absent on machines that do not have it. */
const TABLE = resolve(import.meta.dirname, '../../../../shared/data/telegram-bot-api.json');

interface Entry {
  readonly returns?: readonly string[];
  readonly fields?: readonly Field[];
  readonly subtypes?: readonly string[];
}

interface Field {
  readonly name: string;
  readonly types: readonly string[];
  readonly required: boolean;
  readonly description: string;
}

interface Table {
  readonly methods: Readonly<Record<string, Entry>>;
  readonly types: Readonly<Record<string, Entry>>;
}

/** Checks against the table; each gives what is wrong, or an empty list. */
export interface TableCheck {
  request(method: string, params: unknown): string[];
  result(method: string, value: unknown): string[];
  update(value: unknown): string[];
}

let loaded: TableCheck | null | undefined;

/** Checks from the table of the Bot API, or null where the table is not at hand. Read and compiled once. */
export function tableCheck(): TableCheck | null {
  loaded ??= load();
  return loaded;
}

function load(): TableCheck | null {
  if (!existsSync(TABLE)) return null;
  const table = JSON.parse(readFileSync(TABLE, 'utf8')) as Table;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addKeyword({
    keyword: 'utf8Bytes',
    type: 'string',
    schemaType: 'number',
    validate: (max: number, text: string) => Buffer.byteLength(text) <= max,
  });
  ajv.addSchema({ $id: 'telegram', $defs: definitions(table) });
  const compiled = new Map<string, ValidateFunction>();

  function check(key: string, schema: () => object, value: unknown): string[] {
    const validate = compiled.get(key) ?? ajv.compile(schema());
    compiled.set(key, validate);
    if (validate(value)) return [];
    return (validate.errors ?? [])
      .slice(0, 4)
      .map(
        (error) => `${key}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
      );
  }

  return {
    request(method, params) {
      const entry = table.methods[method];
      if (!entry) return [`there is no method ${method}`];
      return check(`request ${method}`, () => objectSchema(entry), params);
    },
    result: (method, value) =>
      check(`result ${method}`, () => anyOf(table.methods[method]?.returns ?? []), value),
    update: (value) => check('update', () => reference('Update'), value),
  };
}

function definitions(table: Table): Record<string, object> {
  return Object.fromEntries(
    Object.entries(table.types).map(([name, entry]) => [
      name,
      entry.subtypes ? anyOf(entry.subtypes) : objectSchema(entry),
    ]),
  );
}

function objectSchema(entry: Entry): object {
  const fields = entry.fields ?? [];
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.filter((field) => field.required).map((field) => field.name),
    properties: Object.fromEntries(
      fields.map((field) => [field.name, { ...anyOf(field.types), ...limits(field) }]),
    ),
  };
}

/** Lengths stand in the descriptions only. Those counted after entity parsing are checked elsewhere. */
function limits(field: Field): object {
  const found = /(\d+)-(\d+) (characters|bytes)(.{0,30})/.exec(field.description);
  if (!found || field.types[0] !== 'String' || /after entit/.test(found[4] ?? '')) return {};
  const [, min, max, unit] = found;
  if (unit === 'bytes') return { minLength: Number(min), utf8Bytes: Number(max) };
  return { minLength: Number(min), maxLength: Number(max) };
}

function anyOf(types: readonly string[]): object {
  const schemas = types.map(typeSchema);
  return schemas.length === 1 ? (schemas[0] ?? {}) : { anyOf: schemas };
}

const PLAIN: Record<string, object> = {
  String: { type: 'string' },
  Integer: { type: 'integer' },
  Boolean: { type: 'boolean' },
  Float: { type: 'number' },
};

function typeSchema(type: string): object {
  if (type.startsWith('Array of ')) {
    return { type: 'array', items: typeSchema(type.slice('Array of '.length)) };
  }
  return PLAIN[type] ?? reference(type);
}

function reference(type: string): object {
  return { $ref: `telegram#/$defs/${type}` };
}
