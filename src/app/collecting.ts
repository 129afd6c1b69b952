import type { Collector } from '../collect/collector.ts';
import { localCollector } from '../collect/collectors/local.ts';
import { timerSleep } from '../collect/sleep.ts';
import type { Target, TargetKind } from '../model/target.ts';
import { systemClock } from '../model/time.ts';

/** The collectors of the kinds that are watched; ssh2 is loaded only when a target needs it. */
export async function openCollectors(
  targets: readonly Target[],
): Promise<{ of(target: Target): Collector } & AsyncDisposable> {
  const kinds = new Set(targets.map(({ kind }) => kind));
  const made = new Map<TargetKind, Collector>();
  if (kinds.has('local')) made.set('local', localCollector());
  if (kinds.has('ssh')) {
    const { sshCollector } = await import('../collect/collectors/ssh.ts');
    made.set('ssh', sshCollector({ clock: systemClock, sleep: timerSleep, random: Math.random }));
  }
  return {
    of({ kind, name }) {
      const collector = made.get(kind);
      if (!collector) throw new Error(`no collector for ${name} (${kind})`);
      return collector;
    },
    async [Symbol.asyncDispose]() {
      for (const collector of made.values()) await collector[Symbol.asyncDispose]();
    },
  };
}
