// Stops with npm, and with the launcher. Plain JavaScript that an old Node can parse.

const LOOK_EVERY = 500;
/** Names the launcher's process to the one that it starts under another Node. */
const LAUNCHER = 'TOCSIN_LAUNCHER_PID';

/** Environment for a process that is to stop with this one. */
export function followed() {
  return Object.assign({}, process.env, { [LAUNCHER]: String(process.pid) });
}

/**
 * npm runs a script through a shell, and a shell that is told to stop does not tell its child: without this, `npm start`
 * that is stopped by its process id leaves the product running. A launcher that is killed cannot tell its child either.
 * Losing the parent is taken as being told to stop.
 *
 * @param {() => void} stop
 */
export function followParent(stop) {
  const launcher = Number(process.env[LAUNCHER] || 0);
  // Whatever is started from here has another parent.
  delete process.env[LAUNCHER];
  const isFollower = launcher !== 0 || process.env.npm_lifecycle_event !== undefined;
  if (!isFollower || process.platform === 'win32') return;
  const parent = launcher || process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_EVERY);
  timer.unref();
}
