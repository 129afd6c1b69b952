/**
 * How often a test that tries things at random tries them: `short` times in `npm test`, `long` times in
 * `npm run test:long`, which runs the files that ask here once more.
 */
export function often(short: number, long: number): number {
  return process.env['TOCSIN_TESTS'] === 'long' ? long : short;
}
