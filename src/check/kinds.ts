import type { CheckKind } from './kind.ts';
import { http } from './kinds/http.ts';
import { tcp } from './kinds/tcp.ts';

/** Every kind of check; add one line per file. */
export const checkKinds: readonly CheckKind[] = [http, tcp];

export function findCheckKind(kind: string): CheckKind | undefined {
  return checkKinds.find((one) => one.kind === kind);
}
