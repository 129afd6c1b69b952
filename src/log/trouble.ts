/** Where trouble is written; a pino logger fits. */
export interface TroubleLog {
  error(what: { err: unknown } | string, message?: string): void;
  info(message: string): void;
}

/** How long something lasts grows from round to round; it is the same trouble. */
const DURATION = /(?:\d+ (?:s|min|h|d)\b ?)+/g;

/**
 * Says what fails once and not with every round, and says when it works again. `kind` names the errors that are one
 * clear line for people; every other error is logged whole.
 */
export function trouble(log: TroubleLog, isClear: (error: unknown) => boolean) {
  const said = new Map<string, string>();
  return {
    /** `what` is the thing that did not work, e.g. `rounds of web-1`. */
    failed(what: string, error: unknown): void {
      const text = error instanceof Error ? error.message : String(error);
      const kind = text.replaceAll(DURATION, '');
      if (said.get(what) === kind) return;
      said.set(what, kind);
      if (isClear(error)) log.error(`${what}: ${text}; everything else goes on`);
      else log.error({ err: error }, what);
    },

    worked(what: string): void {
      if (said.delete(what)) log.info(`${what}: works again`);
    },
  };
}
