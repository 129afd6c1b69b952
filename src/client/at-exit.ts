const works = new Set<() => void>();

function runAll(): void {
  for (const work of works) {
    try {
      work();
    } catch {
      // The process ends; nobody is left to be told.
    }
  }
}

/** Does something when the process ends by itself, by `process.exit` or by an error; gives what takes it back. */
export function atExit(work: () => void): () => void {
  if (works.size === 0) process.on('exit', runAll);
  works.add(work);
  return () => {
    works.delete(work);
    if (works.size === 0) process.off('exit', runAll);
  };
}
