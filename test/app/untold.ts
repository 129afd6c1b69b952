/** What applications told, where none tells anything. */
export const UNTOLD = { latest: async () => null, keep: () => {} };

/** No log was followed before, and nothing of one is kept. */
export const NO_LOGS = { states: async () => ({}), take: async () => {} };
