import { tmpdir } from 'node:os';
import { openCore } from '../../src/app/core.ts';
import { registering } from '../../src/app/registering.ts';
import { settingsFile } from '../../src/app/settings.ts';
import { CONSOLE } from '../../src/chat/console/prompt.ts';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import { openLog } from '../../src/log/log.ts';
import type { Clock } from '../../src/model/time.ts';
import type { Engine } from './engine.ts';
import { NO_SAMPLES } from './engine.ts';

const refused = () => Promise.reject(new Error('not in this test'));
const NO_LOG_LINES = {
  ...{ find: refused, errors: refused, shares: refused, counts: refused },
  states: async () => ({}),
};

const BERLIN = 'Europe/Berlin';
const ana = { id: 'console:ana', name: 'Ana', surface: 'console', role: 'operator' } as const;

/** What people do with the engine's alerts: the product's own commands, answered as text. */
export function deskOf({ live, people, alerting, store, wake }: Engine, clock: Clock) {
  const { desk } = openCore({
    ...{ live, people, alerting, store, clock },
    samples: NO_SAMPLES,
    logs: NO_LOG_LINES,
    events: {
      ask: () => Promise.reject(new Error('not in this test')),
      usage: () => Promise.reject(new Error('not in this test')),
    },
    log: openLog({ level: 'silent', secrets: [], file: null, show: null }),
    checks: {
      list: () => [],
      troubles: () => [],
      services: async () => [],
      subject: () => '',
      pings: () => null,
      history: async () => [],
      run: async () => ({ problem: 'not in this test' }),
      switch: async () => ({ problem: 'not in this test' }),
      kinds: [],
      attempt: async () => null,
    },
    file: settingsFile(tmpdir()),
    config: {
      show: async () => live.config(),
      reload: async () => ({ kind: 'refused', problems: ['not in this test'] }),
    },
    backups: {
      list: () => Promise.reject(new Error('not in this test')),
      make: () => Promise.reject(new Error('not in this test')),
    },
    self: () => Promise.reject(new Error('not in this test')),
    paired: () => {},
    queued: wake,
    rejudge: async () => {},
    pushed: async () => {},
    registered: registering({ live, store, samples: NO_SAMPLES, clock, rejudge: async () => {} }),
    storage: { report: () => Promise.reject(new Error('not in this test')) },
  });
  return async (text: string): Promise<string> => {
    const [name = '', ...words] = text.split(' ');
    const signal = AbortSignal.timeout(60_000);
    const asked = { name, input: words.join(' '), actor: ana, place: CONSOLE, signal };
    const reply = await desk.answer(asked);
    const options = { width: UNBROKEN, colour: false, zone: BERLIN, now: clock.now() };
    return renderForConsole(reply, options);
  };
}
