import { presetRecorders } from '../presets/recorders.ts';
import { alertMaker } from './alerting.ts';
import type { AlertOptions } from './answers.ts';
import type { Asking } from './asking.ts';
import { asking } from './asking.ts';
import type { RowBuffer } from './buffer.ts';
import { delivery } from './delivery.ts';
import { diskBuffer } from './disk-buffer.ts';
import type { CheckOptions, HealthCheck } from './health-checks.ts';
import { repeatCheck } from './health-checks.ts';
import { openHttp } from './http.ts';
import { kept } from './keep-alive.ts';
import { memoryBuffer } from './memory-buffer.ts';
import type { ClientOptions, Settings } from './options.ts';
import { settingsOf } from './options.ts';
import type { Problem, Reporter } from './problem.ts';
import { guarded } from './problem.ts';
import { pump } from './pump.ts';
import type { PresetName, RecordersOf, RecordOptions } from './recorders.ts';
import { eventOf } from './recorders.ts';
import type { Recording } from './recording.ts';
import { harmless, recording } from './recording.ts';
import { rowNames } from './rows.ts';
import { timed } from './wrap.ts';

export interface Client extends Recording, Asking {
  /**
   * Runs `work`, whose value it gives and whose errors it lets through, and records the metrics `call.duration_ms` and
   * `call.failed` with the label `name`. Work that gives a promise is timed to its end.
   */
  wrap<T>(name: string, work: () => T): T;
  /** Makes an alert, and gives its number; null while Tocsin is away, and then it is made later. Never rejects. */
  createAlert(message: string, options?: AlertOptions): Promise<number | null>;
  /** Looks again and again, here, and tells the results as check `name`; gives what ends it. */
  registerHealthCheck(name: string, look: HealthCheck, options?: CheckOptions): () => void;
  /** Sends now what waits; false when not all of it could be delivered within `timeout`, 10,000 ms unless given. */
  flush(options?: { readonly timeout?: number }): Promise<boolean>;
  /** Ends health checks, sends what waits for 5,000 ms at most, and leaves the rest in the buffer's folder. */
  close(options?: { readonly timeout?: number }): Promise<void>;
}

/**
 * Tells Tocsin about an application. What is recorded is gathered, sent in batches, and kept while Tocsin is away; a row
 * that is sent twice counts once. The client keeps no process alive: call `flush` or `close` before the end.
 *
 * @throws TypeError when an option is missing or makes no sense.
 */
export function createClient<Preset extends PresetName = never>(
  options: ClientOptions<Preset>,
): Client & RecordersOf<Preset> {
  const settings = settingsOf(options);
  const recorders = recordersOf(options.preset);
  const report = guarded<Problem>(options.onError);
  const names = rowNames();
  const buffer = bufferFor(settings, {
    token: names.token,
    dropped: guarded(options.onDrop),
    report,
  });
  const http = openHttp(settings);
  const { timeout, flushInterval, target } = settings;
  const deliver = delivery({ http, timeout, report });
  const pumping = pump({ buffer, flushInterval, deliver, report, random: Math.random });
  const stop = new AbortController();
  let isClosed = false;

  function keep(line: string): void {
    if (isClosed) {
      report({ kind: 'refused', message: 'the client is closed' });
      return;
    }
    buffer.add(line);
    pumping.wake();
  }

  const recorded = recording({ target, nextKey: names.next, keep, report });
  const asked = asking(http, timeout);
  const flush = (most = 10_000) => kept(pumping.drain(Date.now() + most));
  pumping.wake();

  return {
    ...recorded,
    ...asked,
    ...named(recorders, recorded, report),
    wrap(name: string, work) {
      return timed(work, ({ ms, failed }) => {
        const labels = { name };
        recorded.recordMetric('call.duration_ms', ms, { labels });
        recorded.recordMetric('call.failed', Number(failed), { labels });
      });
    },
    createAlert: alertMaker({ http, target, timeout, nextKey: names.next, keep, report }),
    registerHealthCheck(name, look, more = {}) {
      const own = new AbortController();
      const signal = own.signal;
      stop.signal.addEventListener('abort', () => own.abort(), { once: true });
      repeatCheck(look, more, { signal, tell: (result) => recorded.recordCheck(name, result) });
      return () => own.abort();
    },
    flush: (more) => flush(more?.timeout),
    async close(more) {
      if (isClosed) return;
      stop.abort();
      isClosed = true;
      await flush(more?.timeout ?? 5_000);
      pumping.stop();
      await kept(buffer.close());
      http.close();
    },
  } as Client & RecordersOf<Preset>;
}

function bufferFor(
  { bufferDir, maxBufferBytes: maxBytes }: Settings,
  deps: {
    readonly token: string;
    dropped(count: number): void;
    report(problem: Problem): void;
  },
): RowBuffer {
  const { token, dropped, report } = deps;
  if (bufferDir === null) return memoryBuffer({ maxBytes, dropped });
  const failed = (error: unknown) => {
    report({ kind: 'storage', message: `${bufferDir}: ${String(error)}` });
  };
  return diskBuffer({ folder: bufferDir, token, maxBytes, dropped, failed });
}

type AnyRecorder = (typeof presetRecorders)[PresetName][number];

function recordersOf(preset: PresetName | undefined): readonly AnyRecorder[] {
  if (preset === undefined) return [];
  if (Object.hasOwn(presetRecorders, preset)) return presetRecorders[preset];
  const known = Object.keys(presetRecorders).join(', ');
  throw new TypeError(`createClient: preset — write one of ${known}, or leave it out`);
}

/** A method for each recorder. */
function named(recorders: readonly AnyRecorder[], recorded: Recording, report: Reporter) {
  return Object.fromEntries(
    recorders.map((recorder) => [
      recorder.name,
      (...values: readonly unknown[]) =>
        harmless(() => {
          const { tags, body, options } = eventOf(recorder, values);
          recorded.recordEvent(recorder.event, { tags, body, ...options });
        }, report),
    ]),
  );
}

export type { ClientOptions, Problem, RecordOptions };
