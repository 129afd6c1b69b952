import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import type { Params } from './rules.ts';

/** Reads the parameters of a call from query, JSON, form or multipart body. */
export async function readParams(request: IncomingMessage, url: URL): Promise<Params> {
  const query = readFields(url.searchParams);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return { ...query, ...(await multipart(request)) };
  const text = await readText(request);
  if (type.startsWith('application/json')) return { ...query, ...JSON.parse(text || '{}') };
  return { ...query, ...readFields(new URLSearchParams(text)) };
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** A file that came with a call. */
export interface Upload {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Under this key of the parameters lie the files, by their names in the body; no table sees it. */
const UPLOADS = Symbol('uploads');

function multipart(request: IncomingMessage): Promise<Params> {
  const fields: Record<string, unknown> = {};
  const files: string[] = [];
  const uploads = new Map<string, Upload>();
  const { promise, resolve, reject } = Promise.withResolvers<Params>();
  const reader = busboy({ headers: request.headers });
  reader.on('field', (name, value) => {
    fields[name] = readField(value);
  });
  reader.on('file', (name, stream, { filename, mimeType }) => {
    files.push(name);
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      const bytes = Buffer.concat(parts);
      uploads.set(name, { name: filename ?? '', mediaType: mimeType, bytes });
    });
  });
  reader.on('close', () =>
    resolve(Object.assign({ ...unreferenced(files, fields), ...fields }, { [UPLOADS]: uploads })),
  );
  reader.on('error', reject);
  request.pipe(reader);
  return promise;
}

/** Files that no field refers to as `attach://<name>` are parameters themselves. */
function unreferenced(files: readonly string[], fields: Params): Params {
  const text = JSON.stringify(fields);
  const own = files.filter((name) => !text.includes(`attach://${name}`));
  return Object.fromEntries(own.map((name) => [name, `attach://${name}`]));
}

function readFields(fields: URLSearchParams): Params {
  return Object.fromEntries([...fields].map(([name, value]) => [name, readField(value)]));
}

/** The file that a parameter refers to. */
export function uploadOf(params: Params, name: string): Upload | undefined {
  const uploads = (params as { [UPLOADS]?: ReadonlyMap<string, Upload> })[UPLOADS];
  return uploads?.get(String(params[name]).replace('attach://', ''));
}

/** Numbers, booleans and objects arrive as text everywhere but in JSON bodies. */
function readField(value: string): unknown {
  if (!/^(-?\d+|true|false|[[{].*)$/s.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
