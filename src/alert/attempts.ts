/** Steps that must not stop each other: each is tried, and what failed is thrown together at the end. */
export function attempts() {
  const errors: Error[] = [];
  return {
    /** What `work` gives, or null when it failed. */
    async run<T>(work: () => Promise<T>): Promise<T | null> {
      try {
        return await work();
      } catch (error) {
        errors.push(error instanceof Error ? error : new Error(String(error)));
        return null;
      }
    },

    /** @throws what failed: the one error, or all of them together. */
    end(): void {
      const [first, ...others] = errors;
      if (!first) return;
      if (others.length === 0) throw first;
      throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
    },
  };
}
