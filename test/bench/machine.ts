import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';

/** Where the figures were measured, in one line. Other work on the machine shows as its load. */
export function machine(): string {
  const all = cpus();
  const model = all[0]?.model.trim() || 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${model}, ${all.length} cores, ${memory} GB, ${type()} ${release()} ${arch()}, Node ${process.versions.node}, load ${load} before`;
}
