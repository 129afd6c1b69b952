import { appendFileSync, renameSync, statSync } from 'node:fs';
import { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { pino } from 'pino';
import { redactor } from './redact.ts';

/** A log file is kept aside once and begun anew beyond this; 10,000,000 bytes as requirement CON-26 says. */
const MAX_BYTES = 10_000_000;

/** Level number of warnings: https://getpino.io/#/docs/api?id=loggerlevels-object */
const WARN = 40;

export type Log = Logger & {
  /** Removes these values too from now on. */
  learn(secrets: readonly string[]): void;
};

export interface LogOptions {
  readonly level: string;
  readonly secrets: readonly string[];
  /** A file, or null for standard output. */
  readonly file: string | null;
  /** Told of each warning and error as one line, beside the log; null for nobody. */
  readonly show: ((line: string) => void) | null;
}

/** A log whose every line has lost its secrets before it leaves the process. */
export function openLog({ level, secrets, file, show }: LogOptions): Log {
  let redact = redactor(secrets);
  const write = file === null ? toStandardOutput : toFile(file);
  const stream = new Writable({
    decodeStrings: false,
    write(line: string | Buffer, _encoding, done) {
      write(redact(String(line)));
      const warning = show && warningOf(String(line));
      if (warning) show(redact(warning));
      done();
    },
  });
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return Object.assign(logger, {
    learn(more: readonly string[]) {
      redact = redactor([...secrets, ...more]);
    },
  });
}

/** A warning or error in one line; null for what is only worth the log. */
function warningOf(line: string): string | null {
  const { level, msg, err } = JSON.parse(line) as {
    level: number;
    msg?: string;
    err?: { message?: string };
  };
  if (level < WARN) return null;
  const parts = [msg, err?.message].filter((part) => part !== undefined && part !== '');
  return [...new Set(parts)].join(': ').replaceAll(/\s+/g, ' ');
}

function toStandardOutput(line: string): void {
  process.stdout.write(line);
}

/** Appends; a disk that is full must not end the process, so a line may be lost then. */
function toFile(file: string): (line: string) => void {
  let size = sizeOf(file);
  return (line) => {
    try {
      if (size > MAX_BYTES) {
        renameSync(file, `${file}.1`);
        size = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      size += line.length;
    } catch {
      // Nowhere left to say it: the log itself is what failed.
    }
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
