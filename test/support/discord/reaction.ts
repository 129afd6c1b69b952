import type { Pending } from './interactions.ts';
import type { World } from './world.ts';

export interface Reaction {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly method: string;
  /** Without `/api/v10` and query, decoded. */
  readonly path: string;
  readonly body: unknown;
  readonly withResponse: boolean;
  readonly arrivedAt: number;
}

export interface Desk {
  readonly world: World;
  readonly pending: Map<string, Pending>;
  readonly gatewayUrl: () => string;
  readonly problem: (text: string) => void;
}

export type Handler = (desk: Desk, call: Call, ids: readonly string[]) => Reaction;

export function failure(status: number, code: number, message: string): Reaction {
  return { status, body: { message, code } };
}

/** 400 as Discord gives it, noted as a violation too; null when there is nothing to refuse. */
export function refusal(desk: Desk, call: Call, problems: readonly string[]): Reaction | null {
  if (problems.length === 0) return null;
  for (const text of problems) desk.problem(`${call.method} ${call.path}: ${text}`);
  return failure(400, 50035, `Invalid Form Body: ${problems.join('; ')}`);
}
