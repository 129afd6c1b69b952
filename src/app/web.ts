import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { Health } from '../web/health.ts';
import type { ServicePort } from '../web/health-routes.ts';
import type { WebDeps } from '../web/server.ts';
import { historian } from './exporting.ts';
import type { IngestDeps } from './ingest.ts';
import { openIngest } from './ingest.ts';
import type { PingBook } from './ping-book.ts';
import type { ScrapeDeps } from './scrape.ts';
import { openScrape } from './scrape.ts';
import type { StatsdLog } from './statsd.ts';
import { openStatsd } from './statsd.ts';

/** Answers HTTP: how the product does, what it measured, and what programs send; StatsD comes beside it. */
export async function openHttp(
  config: Pick<Config, 'http' | 'statsd'>,
  deps: IngestDeps &
    ScrapeDeps &
    Parameters<typeof historian>[0] &
    Omit<Parameters<typeof openWeb>[1], 'services'> &
    StatsdLog & {
      readonly pings: PingBook;
      readonly services: ServicePort['services'];
      readonly run: ServicePort['run'];
    },
): Promise<AsyncDisposable | null> {
  if (!config.http.enabled && config.statsd === null) return null;
  await using opened = new AsyncDisposableStack();
  const ingest = opened.use(await openIngest(deps));
  const { log, health, clock } = deps;
  if (config.http.enabled) {
    const { families } = opened.use(openScrape(deps));
    const { pings } = deps;
    const services: ServicePort = {
      ...{ services: deps.services, run: deps.run, targets: deps.live.targets },
      async score(target) {
        const { score, targets } = await ingest.status.status();
        if (target === null) return score;
        return targets.find(({ name }) => name === target)?.score ?? null;
      },
    };
    const parts = { log, health, ingest, families, history: historian(deps), pings, services };
    if (opened.use(await openWeb(config, parts)) !== null) pings.listening();
  }
  opened.use(await openStatsd(config, { log, clock, ...ingest }));
  return opened.move();
}

/** Listens for HTTP; an address that cannot be had is one line, and the bot goes on without. */
export async function openWeb(
  { http }: Pick<Config, 'http'>,
  deps: {
    readonly log: Pick<Log, 'info' | 'error'>;
    health(): Promise<Health>;
  } & Pick<WebDeps, 'ingest' | 'families' | 'history' | 'pings' | 'services'>,
): Promise<AsyncDisposable | null> {
  if (!http.enabled) return null;
  const { log, ...parts } = deps;
  const { startWeb } = await import('../web/server.ts');
  try {
    const web = await startWeb({
      ...http,
      ...parts,
      failed: (error) => log.error({ err: error }, 'an HTTP request could not be answered'),
    });
    log.info(`HTTP on ${web.address}`);
    return web;
  } catch (error) {
    log.error(
      `cannot listen on ${http.host}:${http.port} (${codeOf(error)}): set ANALYTICS_PORT to a free port; everything else goes on`,
    );
    return null;
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : String(error);
}
