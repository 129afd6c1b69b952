import { engineTrouble, NO_ENGINE } from '../containers/trouble.ts';
import { EXIT } from './deed.ts';

/** Why a container was not restarted, from what the engine's command said, and what to do. */
export function restartTrouble(said: string, code: number | null, user: string | null): string {
  if (code === EXIT.noEngine) return NO_ENGINE;
  if (/no such container|no container with name/i.test(said)) {
    return 'there is no such container any more: /containers shows those that there are';
  }
  return engineTrouble(said, user);
}
