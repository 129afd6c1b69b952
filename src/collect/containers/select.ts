import type { Container, ContainerWatch } from '../../model/container.ts';

/** Names of a container that patterns are compared with. */
function namesOf({ name, compose }: Pick<Container, 'name' | 'compose'>): readonly string[] {
  return compose === null ? [name] : [name, compose.service];
}

/** Whether a name fits a pattern in which `*` stands for anything; in time linear to both. */
export function fitsPattern(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.endsWith(last) && name.length - last.length >= at;
}

/** Whether a container is looked at; one that is expected always is. */
export function matters(container: Pick<Container, 'name' | 'compose'>, watch: ContainerWatch) {
  const names = namesOf(container);
  const fitsAny = (patterns: readonly string[]) =>
    patterns.some((pattern) => names.some((name) => fitsPattern(pattern, name)));
  if (names.some((name) => watch.expected.includes(name))) return true;
  return (watch.include.length === 0 || fitsAny(watch.include)) && !fitsAny(watch.exclude);
}

export function isExpected(
  container: Pick<Container, 'name' | 'compose'>,
  { expected }: ContainerWatch,
): boolean {
  return namesOf(container).some((name) => expected.includes(name));
}

/**
 * Whether a container should run: it is expected, its restart policy says so, or it was seen running and did not end by
 * itself as a job does that is done. What never ran and has no policy is a leftover.
 */
export function shouldRun(
  container: Container,
  { hasRun, watch }: { readonly hasRun: boolean; readonly watch: ContainerWatch },
): boolean {
  const { state, exitCode, restartPolicy, compose } = container;
  if (isExpected(container, watch)) return true;
  if (compose?.isOneOff === true) return false;
  if (restartPolicy === 'always' || restartPolicy === 'unless-stopped') return true;
  const isDone = state === 'exited' && exitCode === 0;
  return !isDone && (hasRun || restartPolicy === 'on-failure');
}

/**
 * What ends a process of Linux, by its number; shells and engines add 128 for the exit code.
 * https://man7.org/linux/man-pages/man7/signal.7.html
 */
const SIGNAL: Readonly<Record<number, string>> = {
  ...{ 1: 'SIGHUP', 2: 'SIGINT', 3: 'SIGQUIT', 4: 'SIGILL', 6: 'SIGABRT', 7: 'SIGBUS' },
  ...{ 8: 'SIGFPE', 9: 'SIGKILL', 11: 'SIGSEGV', 13: 'SIGPIPE', 14: 'SIGALRM', 15: 'SIGTERM' },
};

/** Why a container does not run, in words; null when it runs. */
export function whyDown(container: Container): string | null {
  const { state, error } = container;
  const more = error === '' ? '' : ` (${error})`;
  switch (state) {
    case 'running':
      return null;
    case 'restarting':
      return `it is restarted again and again, ${howEnded(container)}${more}`;
    case 'created':
      return `it was made and never started${more}`;
    case 'paused':
      return 'it is paused';
    case 'removing':
      return 'it is being removed';
    case 'dead':
      return `the engine could not remove it whole${more}`;
    case 'missing':
      return 'there is no such container';
    case 'exited':
      return `${howEnded(container)}${more}`;
  }
}

function howEnded({ exitCode, isOomKilled }: Container): string {
  if (isOomKilled) return `killed for want of memory (OOM), exit code ${exitCode}`;
  const signal = SIGNAL[exitCode - 128];
  if (signal !== undefined) return `ended by ${signal}, exit code ${exitCode}`;
  return `ended with exit code ${exitCode}`;
}
