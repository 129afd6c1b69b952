import type { CheckKind } from './kind.ts';
import { http } from './kinds/http.ts';
import { postgres } from './kinds/postgres.ts';
import { redis } from './kinds/redis.ts';
import { tcp } from './kinds/tcp.ts';

/** Every kind of check; add one line per file. */
export const checkKinds: readonly CheckKind[] = [http, postgres, redis, tcp];

export function findCheckKind(kind: string): CheckKind | undefined {
  return checkKinds.find((one) => one.kind === kind);
}
