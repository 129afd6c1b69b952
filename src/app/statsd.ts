import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { StatsdDeps } from '../web/statsd.ts';

export interface StatsdLog {
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/** Takes StatsD where it is configured; without a key it is said that nothing is taken, and the bot goes on. */
export async function openStatsd(
  { http, statsd }: Pick<Config, 'http' | 'statsd'>,
  { log, ...parts }: StatsdLog & Pick<StatsdDeps, 'clock' | 'take' | 'learn'>,
): Promise<AsyncDisposable | null> {
  if (statsd === null) return null;
  const { host, port } = statsd;
  const { key } = http;
  if (key === undefined) {
    log.error('StatsD is not taken: set ANALYTICS_API_KEY too, which every line has to carry');
    return null;
  }
  const { startStatsd } = await import('../web/statsd.ts');
  try {
    const { take, learn, clock } = parts;
    const running = await startStatsd({
      ...{ host, port, key, clock, take, learn },
      refused: (count, reason) => log.warn(`StatsD: ${count} were refused, the last: ${reason}`),
      failed: (error) => log.error({ err: error }, 'what came over StatsD was lost in part'),
    });
    log.info(`StatsD on ${host}:${port} (UDP)`);
    return running;
  } catch (error) {
    log.error(
      `cannot listen for StatsD on ${host}:${port} (${String(error)}): set STATSD_PORT to a free port; everything else goes on`,
    );
    return null;
  }
}
