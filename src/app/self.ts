import type { SelfReport } from '../chat/command.ts';
import type { ChatSurface } from '../chat/surface.ts';
import type { ExportStatus } from '../model/export.ts';
import type { Target, TargetPause } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { isStale } from '../report/health.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Health, ServiceHealth } from '../web/health.ts';
import { worstOf } from '../web/health.ts';

interface SelfDeps {
  /** true unless given. */
  readonly running?: boolean;
  readonly version: string;
  readonly startedAt: Instant;
  readonly store: Store;
  readonly samples: Samples;
  /** Destinations of samples. */
  exports(): readonly ExportStatus[];
  chats(): readonly ChatSurface[];
}

/** How the product itself is doing, for people. */
export function selfReport(deps: SelfDeps): () => Promise<SelfReport> {
  return async () => ({
    samples: await lostSamples(deps),
    running: deps.running ?? true,
    version: deps.version,
    startedAt: deps.startedAt,
    node: process.version,
    residentBytes: process.memoryUsage.rss(),
    databaseBytes: (await deps.store.size()) + (await deps.samples.size()),
    exports: deps.exports(),
    surfaces: deps.chats().map((chat) => {
      const { kind, detail } = chat.state();
      return { name: chat.name, state: detail === '' ? kind : `${kind}: ${detail}` };
    }),
  });
}

/** A process made for one answer has lost nothing, and need not start the thread that keeps the samples. */
async function lostSamples({ running, samples }: SelfDeps): Promise<SelfReport['samples']> {
  if (running === false) return { shed: 0, damaged: 0 };
  const { shed, damaged } = await samples.stats();
  return { shed, damaged };
}

interface HealthDeps extends SelfDeps {
  readonly clock: Clock;
  targets(): readonly Target[];
  /** The pause of a target that is in force; null when it is watched. */
  paused(target: number): TargetPause | null;
}

/** How the product itself is doing, for `GET /health`. A silent part is degraded; a store that fails is unhealthy. */
export function serviceHealth(deps: HealthDeps): () => Promise<Health> {
  // The wall clock may be set meanwhile.
  const ageAtStart = Math.max(0, deps.clock.now() - deps.startedAt);
  const begun = deps.clock.monotonic() - ageAtStart;
  return async () => {
    const services: Record<string, ServiceHealth> = { store: await storeHealth(deps) };
    services['collection'] = await collectionHealth(deps);
    for (const chat of deps.chats()) {
      const { kind, detail } = chat.state();
      const status = kind === 'connected' ? 'healthy' : 'degraded';
      services[chat.name] = { status, response_time: null, ...(detail !== '' && { detail }) };
    }
    return {
      status: worstOf(services),
      timestamp: new Date(deps.clock.now()).toISOString(),
      services,
      version: deps.version,
      uptime: Math.round((deps.clock.monotonic() - begun) / SECOND),
    };
  };
}

async function storeHealth({ store, clock }: HealthDeps): Promise<ServiceHealth> {
  const started = clock.monotonic();
  try {
    await store.outbox.counts();
    const seconds = (clock.monotonic() - started) / SECOND;
    return { status: 'healthy', response_time: Number(seconds.toFixed(4)) };
  } catch {
    return { status: 'unhealthy', response_time: null, detail: 'the database does not answer' };
  }
}

async function collectionHealth(deps: HealthDeps): Promise<ServiceHealth> {
  const silent: string[] = [];
  const paused: string[] = [];
  for (const target of deps.targets()) {
    const pause = deps.paused(target.id);
    if (pause !== null) {
      paused.push(`${target.name} since ${new Date(pause.at).toISOString()}`);
      continue;
    }
    const last = await deps.store.rounds.last(target.id).catch(() => null);
    if (!last?.ok || isStale(last, target, deps.clock.now())) silent.push(target.name);
  }
  const detail = [
    ...(silent.length > 0 ? [`no fresh data from ${firstOf(silent)}`] : []),
    ...(paused.length > 0 ? [`paused: ${firstOf(paused)}`] : []),
  ].join('; ');
  const status = silent.length === 0 ? 'healthy' : 'degraded';
  return { status, response_time: null, ...(detail !== '' && { detail }) };
}

function firstOf(names: readonly string[]): string {
  return names.slice(0, 10).join(', ');
}
