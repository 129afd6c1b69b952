/** Keeps the process alive until `work` has ended: somebody waits for it, and nothing else of the client does. */
export async function kept<T>(work: Promise<T>): Promise<T> {
  const hold = setInterval(() => {}, 60_000);
  try {
    return await work;
  } finally {
    clearInterval(hold);
  }
}
