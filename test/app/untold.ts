/** What applications told, where none tells anything. */
export const UNTOLD = { latest: async () => null, keep: () => {} };
