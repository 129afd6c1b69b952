// Lets the C library give memory back. Plain JavaScript that an old Node can parse.

/**
 * Read by glibc when a process begins: one pool for all threads, and free memory goes back at once. Pieces of 32 kB, which
 * V8 takes while it compiles, stand apart: in the pool they leave holes that nobody fills.
 * Measured: 126 MB resident with both chats connected instead of 143, and with 500 checks 146 instead of 154.
 * https://sourceware.org/glibc/manual/latest/html_node/Memory-Allocation-Tunables.html
 */
const SETTINGS = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '32768',
};

/**
 * That environment with what is not set by people.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
export function frugal(environment) {
  return Object.assign({}, SETTINGS, environment);
}

/**
 * Whether a process that began with that environment needs nothing more; elsewhere than on Linux nothing helps.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
export function isFrugal(environment, platform = process.platform) {
  return platform !== 'linux' || Object.keys(SETTINGS).every((name) => name in environment);
}
