import type { Problem } from './problem.ts';
import type { PresetName } from './recorders.ts';

export interface ClientOptions<Preset extends PresetName = never> {
  /** Where Tocsin listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** The value of `ANALYTICS_API_KEY`. */
  readonly key: string;
  /** Name of the target in `tocsin.yaml` that this application is. */
  readonly target: string;
  /** The target's preset: its recorders become methods. */
  readonly preset?: Preset;
  /**
   * Folder where rows wait while Tocsin is away, and outlast a crash of the application; several processes may share it.
   * Without it they wait in memory.
   */
  readonly bufferDir?: string;
  /** Bytes that may wait; beyond them the oldest rows are dropped. 64 MiB unless given. */
  readonly maxBufferBytes?: number;
  /** Milliseconds that rows are gathered before they are sent; 1,000 unless given. */
  readonly flushInterval?: number;
  /** Milliseconds that one request may take; 10,000 unless given. */
  readonly timeout?: number;
  /** Rows were dropped, because too many waited or because the disk gave back damaged ones. */
  readonly onDrop?: (count: number) => void;
  /** A row was refused and given up, or nothing can be delivered just now. */
  readonly onError?: (problem: Problem) => void;
}

const MAX_BUFFER = 64 * 1024 * 1024;

/** Options with everything said. */
export interface Settings {
  readonly url: URL;
  readonly key: string;
  readonly target: string;
  readonly bufferDir: string | null;
  readonly maxBufferBytes: number;
  readonly flushInterval: number;
  readonly timeout: number;
}

/** @throws TypeError when something is missing or makes no sense, with what to write. */
export function settingsOf(options: ClientOptions<PresetName>): Settings {
  const { key, target, bufferDir = null } = options;
  for (const [name, value] of Object.entries({ key, target })) {
    if (typeof value !== 'string' || value.trim() === '') {
      throw new TypeError(`createClient: ${name} is missing — write a text`);
    }
  }
  return {
    url: addressOf(options.url),
    ...{ key, target, bufferDir },
    maxBufferBytes: wholeFrom('maxBufferBytes', options.maxBufferBytes ?? MAX_BUFFER, 64 * 1024),
    flushInterval: wholeFrom('flushInterval', options.flushInterval ?? 1_000, 0),
    timeout: wholeFrom('timeout', options.timeout ?? 10_000, 1),
  };
}

function addressOf(url: string): URL {
  try {
    const address = new URL(url);
    if (address.protocol === 'http:' || address.protocol === 'https:') return address;
  } catch {
    // Said below.
  }
  throw new TypeError('createClient: url — write an address such as http://127.0.0.1:8000');
}

function wholeFrom(name: string, value: number, least: number): number {
  if (Number.isFinite(value) && value >= least) return value;
  throw new TypeError(`createClient: ${name} — write a number from ${least}`);
}
