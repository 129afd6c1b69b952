// Stops with npm. Plain JavaScript that an old Node can parse.

const LOOK_EVERY = 500;

/**
 * npm runs a script through a shell, and a shell that is told to stop does not tell its child: without this, `npm start`
 * that is stopped by its process id leaves the product running. Losing the parent is taken as being told to stop.
 *
 * @param {() => void} stop
 */
export function followParent(stop) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_EVERY);
  timer.unref();
}
