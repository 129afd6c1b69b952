import { word } from '../shell/quote.ts';
import { text } from './inspect.ts';

const MAX_SAID = 200;

/** In the words of docker, of podman, and of Node. */
const NOT_RUNNING =
  /cannot connect|is the docker daemon running|connect:? (ECONNREFUSED|ENOENT|connection refused|no such file)/i;

/** No engine's command is there. */
export const NO_ENGINE =
  'neither docker nor podman is there, or not in the PATH of a login without terminal: install docker.io, or write `containers: false`';

/** Why an engine cannot be asked, from what its command or its socket said, and what to do. */
export function engineTrouble(said: string, user: string | null): string {
  const first = text(said.split('\n').find((line) => line.trim() !== '') ?? '', MAX_SAID);
  if (/permission denied|connect EACCES/i.test(said)) {
    const who = user === null ? 'USER' : word(user);
    return `the engine's socket refuses us (permission denied): put the user into its group with “usermod -aG docker ${who}”, which holds from the next login`;
  }
  if (NOT_RUNNING.test(said)) {
    return 'the container engine does not run: look with “systemctl status docker” and “journalctl -u docker”, start it with “systemctl start docker”';
  }
  return first === ''
    ? 'the container engine gives no answer'
    : `the container engine says “${first}”`;
}
