import type { Workshop } from '../collect/actions/perform.ts';
import { dockerRestarter } from '../collect/collectors/docker-restart.ts';
import type { Host } from '../collect/remote.ts';
import type { Target } from '../model/target.ts';
import type { Pauses } from './pauses.ts';

const NOT_RUNNING =
  'Only a running Tocsin does that: start it, and ask it in a chat or with npx tocsin.';

/** Where an action of a target happens; text says why it cannot now, and what to do. */
export function workshopOf(
  target: Target,
  { pauses, host }: { readonly pauses: Pick<Pauses, 'of'>; host?(target: Target): Host | null },
): Workshop | string {
  if (host === undefined) return NOT_RUNNING;
  if (pauses.of(target.id) !== null) {
    return `${target.name} is paused: /targets resume ${target.name} comes first.`;
  }
  if (target.docker !== undefined) {
    return { kind: 'engine', engine: dockerRestarter(target.docker) };
  }
  const found = host(target);
  if (found === null) return `${target.name} is not watched here: look at /targets.`;
  return {
    kind: 'host',
    host: found,
    folder: target.declared?.path ?? null,
    engine: target.containers?.engine ?? null,
    user: target.ssh?.user ?? null,
  };
}
