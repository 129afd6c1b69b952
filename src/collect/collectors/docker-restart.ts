import type { EngineAddress } from '../../model/container.ts';
import type { Restarter } from '../actions/perform.ts';
import { restartTrouble } from '../actions/trouble.ts';
import { dockerEngine, EngineError } from './docker-engine.ts';

/** Restarts containers of an engine that is asked directly. */
export function dockerRestarter(address: EngineAddress): Restarter {
  const engine = dockerEngine(address);
  return {
    async restart(container, signal) {
      try {
        // https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerRestart
        const path = `/containers/${encodeURIComponent(container)}/restart`;
        return (await engine.post(path, signal))
          ? null
          : restartTrouble('no such container', null, null);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        return error.isOurs ? error.message : restartTrouble(error.message, null, null);
      }
    },
  };
}
