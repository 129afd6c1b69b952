import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { sqliteCode } from './database.ts';
import type { Inspected, InspectOrder } from './inspect.ts';

/** The thread that reads a database through: that takes long, and nothing else may wait for it. */
const port = parentPort;
if (!port) throw new Error('this is a part of Tocsin and runs in a thread of its own');

port.postMessage(look(workerData as InspectOrder));

function look({ file, scan }: InspectOrder): Inspected {
  try {
    const raw = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 1_000 });
    try {
      const verdict = scan ? raw.pragma('quick_check(1)', { simple: true }) : 'ok';
      if (verdict !== 'ok') return { kind: 'damaged', reason: oneLine(String(verdict)) };
      raw.prepare('select count(*) from sqlite_master').get();
      const schema = raw.pragma('user_version', { simple: true }) as number;
      return { kind: 'sound', schema, scanned: scan };
    } finally {
      raw.close();
    }
  } catch (error) {
    const code = sqliteCode(error) ?? '';
    const kind = /^SQLITE_(NOTADB|CORRUPT)/.test(code) ? 'damaged' : 'unreadable';
    return { kind, reason: code === '' ? oneLine(String(error)) : code };
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
