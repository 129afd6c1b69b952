import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** A number from 0 to 1 that belongs to a seed and a step: the same at every load. */
export function chance(seed: number, step: number): number {
  let mixed = Math.imul(seed ^ Math.imul(step, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** What changes from minute to minute, -1 to 1. */
export function jitter(seed: number, at: Instant): number {
  return 2 * chance(seed, Math.floor(at / MINUTE)) - 1;
}

/** What changes slowly, -1 to 1: a line from one chance to the next, `period` apart. */
export function drift(seed: number, at: Instant, period: number): number {
  const step = Math.floor(at / period);
  const part = at / period - step;
  return 2 * ((1 - part) * chance(seed, step) + part * chance(seed, step + 1)) - 1;
}
