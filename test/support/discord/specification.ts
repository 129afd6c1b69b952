import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Discord's published OpenAPI 3.1 document (https://github.com/discord/discord-api-spec); beside the checkout in CI. */
const DOCUMENT = fileURLToPath(
  new URL('../../../../shared/data/discord-openapi.json', import.meta.url),
);

type Json = { [key: string]: unknown };

interface Operation {
  readonly requestBody?: { content?: Record<string, unknown> };
  readonly responses: Record<string, unknown>;
}

interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, Json> };
}

/** Checks traffic against Discord's own document; says nothing where the document is not at hand. */
export interface Specification {
  readonly present: boolean;
  /** Problems of a request body; `path` as in the document's paths, decoded. */
  request(method: string, path: string, body: unknown): string[];
  response(method: string, path: string, status: number, body: unknown): string[];
}

let loaded: Specification | null = null;

/** The specification, read once per process. */
export function specification(): Specification {
  loaded ??= existsSync(DOCUMENT) ? fromDocument() : absent;
  return loaded;
}

const absent: Specification = { present: false, request: () => [], response: () => [] };

function fromDocument(): Specification {
  const document = adjusted(JSON.parse(readFileSync(DOCUMENT, 'utf8')) as OpenApi);
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  ajv.addFormat('snowflake', /^\d{1,20}$/);
  ajv.addFormat('nonce', true);
  ajv.addSchema(document, 'discord');
  const routes = Object.keys(document.paths).sort((a, b) => variables(a) - variables(b));
  const compiled = new Map<string, ValidateFunction>();

  function check(pointer: readonly string[], value: unknown): string[] {
    const ref = `discord#/${pointer.map(escapePointer).join('/')}`;
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref });
    compiled.set(ref, validate);
    return validate(value) ? [] : describe(validate.errors ?? []);
  }

  function operation(method: string, path: string): { route: string; found: Operation } | null {
    const route = routes.find((one) => matches(one, path) && method in (document.paths[one] ?? {}));
    const found = route === undefined ? undefined : document.paths[route]?.[method];
    return route === undefined || found === undefined ? null : { route, found };
  }

  return {
    present: true,
    request(method, path, body) {
      const known = operation(method, path);
      if (known === null) return ['the document knows no such operation'];
      if (known.found.requestBody?.content?.['application/json'] === undefined) {
        return body === undefined ? [] : ['the document knows no body here'];
      }
      const place = ['requestBody', 'content', 'application/json', 'schema'];
      return check(['paths', known.route, method, ...place], body);
    },
    response(method, path, status, body) {
      const known = operation(method, path);
      if (known === null || status >= 400) return [];
      const answer = known.found.responses[String(status)] as { content?: Json } | undefined;
      if (answer === undefined) return [`the document knows no answer ${status}`];
      if (answer.content === undefined)
        return body === undefined ? [] : ['body where none belongs'];
      const place = ['responses', String(status), 'content', 'application/json', 'schema'];
      return check(['paths', known.route, method, ...place], body);
    },
  };
}

function variables(path: string): number {
  return path.split('{').length;
}

function matches(route: string, path: string): boolean {
  const pattern = route.replaceAll(/[.+*?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Union branches that failed make hundreds of lines; the deepest ones are the telling ones. */
function describe(errors: readonly ErrorObject[]): string[] {
  const lines = errors
    .filter((error) => !['anyOf', 'oneOf', '$ref', 'const', 'type'].includes(error.keyword))
    .sort((a, b) => b.instancePath.length - a.instancePath.length)
    .map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  const first = errors[0];
  return lines.length > 0
    ? lines.slice(0, 6)
    : [`${first?.instancePath} ${first?.message} ${JSON.stringify(first?.params)}`];
}

/**
 * The document as Discord behaves: big integers may come as text (its README says so), the library always sends `tts`
 * and `enforce_nonce`, and a misspelt key in a request is an error.
 */
function adjusted(document: OpenApi): OpenApi {
  widenIntegers(document);
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    const properties = schema['properties'] as Json | undefined;
    if (properties === undefined || 'allOf' in schema || name.endsWith('Response')) continue;
    schema['unevaluatedProperties'] = false;
    if (!('embeds' in properties)) continue;
    properties['tts'] ??= { type: 'boolean' };
    properties['enforce_nonce'] ??= { type: 'boolean' };
  }
  return document;
}

function widenIntegers(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value as Json)) {
    if (isBigInteger(child)) {
      (value as Json)[key] = { anyOf: [child, { type: 'string', pattern: '^-?\\d+$' }] };
    } else {
      widenIntegers(child);
    }
  }
}

function isBigInteger(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, maximum } = value as Json;
  const integer = type === 'integer' || (Array.isArray(type) && type.includes('integer'));
  return integer && typeof maximum === 'number' && maximum > 2 ** 32;
}
