/** Stops the build where a union has a case that a switch forgot. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
