import { lockDataDir } from '../../src/store/lock.ts';

/** Takes the lock of a data directory, says so, and keeps it until standard input ends. */
const lock = await lockDataDir(process.argv[2] ?? '', {
  wait: 0,
  stillRunning: async () => false,
  signal: new AbortController().signal,
});
process.stdout.write(lock ? 'locked\n' : 'held\n');
process.stdin.resume();
process.stdin.on('end', () => void lock?.[Symbol.asyncDispose]());
