import { z } from 'zod';
import { engineAddress } from './engine-address.ts';
import { line, listOf } from './fields.ts';

const HINT =
  'write which containers matter, e.g. {include: ["shop-*"], exclude: [scratch], expected: [shop-web]}, or false to look at none';
const NAMES_HINT = 'write a list of names of containers or services, in which * fits anything';
const EXPECTED_HINT = 'write a list of names of containers or services that must run';
const ENGINE_HINT = 'write unix:///run/docker.sock, or tcp://192.0.2.10:2376';

const anyName = /^[A-Za-z0-9*][\w.*-]{0,119}$/;
const patterns = listOf(z.string(NAMES_HINT).regex(anyName, NAMES_HINT), NAMES_HINT);
const containerNames = listOf(
  z.string(EXPECTED_HINT).regex(/^[A-Za-z0-9][\w.-]{0,119}$/, EXPECTED_HINT),
  EXPECTED_HINT,
);

const isEngine = (text: string) => engineAddress(text, null) !== null;
const engine = z.string(ENGINE_HINT).refine(isEngine, ENGINE_HINT);

/** Which containers of a target matter. */
export const ContainersEntry = z.strictObject(
  {
    include: patterns.default([]),
    exclude: patterns.default([]),
    expected: containerNames.default([]),
    engine: engine.optional(),
  },
  HINT,
);
export const containers = z.union([z.literal(false), ContainersEntry], HINT);

/** Keys of an engine that is asked directly. */
export const dockerKeys = {
  engine: engine.default('unix:///var/run/docker.sock'),
  ca: line("write the path of the authority's certificate").optional(),
  cert: line('write the path of our certificate').optional(),
  key: line('write the path of its key').optional(),
  containers: ContainersEntry.omit({ engine: true }).strict().optional(),
};

interface TlsKeys {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Three files or none: an engine that lets in whoever comes has no use for TLS. */
export function isWholeTls({ ca, cert, key }: TlsKeys): boolean {
  return (
    (ca === undefined) === (cert === undefined) && (cert === undefined) === (key === undefined)
  );
}
