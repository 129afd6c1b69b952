import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { Health } from '../web/health.ts';

/** Listens for HTTP; an address that cannot be had is one line, and the bot goes on without. */
export async function openWeb(
  { http }: Pick<Config, 'http'>,
  deps: { readonly log: Pick<Log, 'info' | 'error'>; health(): Promise<Health> },
): Promise<AsyncDisposable | null> {
  if (!http.enabled) return null;
  const { startWeb } = await import('../web/server.ts');
  try {
    const web = await startWeb({
      ...http,
      health: deps.health,
      failed: (error) => deps.log.error({ err: error }, 'an HTTP request could not be answered'),
    });
    deps.log.info(`HTTP on ${web.address}`);
    return web;
  } catch (error) {
    deps.log.error(
      `cannot listen on ${http.host}:${http.port} (${codeOf(error)}): set ANALYTICS_PORT to a free port; everything else goes on`,
    );
    return null;
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : String(error);
}
