import type { SurfaceState } from '../surface.ts';
import type { Log } from './log.ts';

/** How the connection stands; each change is logged once, however often it is confirmed. */
export interface Status {
  current(): SurfaceState;
  connected(): void;
  /** Not connected, but it will be tried again. */
  lost(detail: string): void;
  /** Only a person can help; later changes are ignored. True the first time. */
  down(detail: string): boolean;
}

export function newStatus(log: Log): Status {
  let state: SurfaceState = { kind: 'connecting', detail: 'connecting to Discord' };
  let told = false;
  return {
    current: () => state,
    connected() {
      if (state.kind === 'down') return;
      if (state.kind !== 'connected') log('info', 'connected to Discord');
      state = { kind: 'connected', detail: '' };
      told = false;
    },
    lost(detail) {
      if (state.kind === 'down') return;
      state = { kind: 'connecting', detail };
      if (!told) log('warn', detail);
      told = true;
    },
    down(detail) {
      if (state.kind === 'down') return false;
      state = { kind: 'down', detail };
      log('error', detail);
      return true;
    },
  };
}
