import type { ComposeService, Container, ContainerHealth } from '../../model/container.ts';
import { CONTAINER_STATES } from '../../model/container.ts';
import type { Instant } from '../../model/time.ts';

/** Characters of a name that are kept; Docker bounds none of its own. */
const MAX_NAME = 120;
const MAX_ERROR = 160;
const MAX_PATH = 1_024;
const HEALTHS: readonly ContainerHealth[] = ['healthy', 'unhealthy', 'starting'];

/** What an id looks like; anything else is never sent back to an engine. */
export const CONTAINER_ID = /^[0-9a-f]{12,64}$/;

/** Labels that compose writes: https://docs.docker.com/reference/compose-file/services/#labels */
export const LABELS = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  oneOff: 'com.docker.compose.oneoff',
  folder: 'com.docker.compose.project.working_dir',
  files: 'com.docker.compose.project.config_files',
} as const;

/**
 * Reads what an engine says of one container: the answer of `/containers/{id}/json`, of which the command line gives the
 * same parts. null when it is none.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerInspect
 */
export function parseContainer(given: unknown): Container | null {
  const whole = record(given);
  const state = record(whole['State']);
  const config = record(whole['Config']);
  const id = text(whole['Id'], 64);
  const name = text(withoutSlash(whole['Name']), MAX_NAME);
  const status = CONTAINER_STATES.find((one) => one === state['Status']);
  if (!CONTAINER_ID.test(id) || name === '' || status === undefined) return null;
  const policy = record(record(whole['HostConfig'])['RestartPolicy']);
  const health = record(state['Health'])['Status'];
  return {
    ...{ id, name, state: status },
    image: text(config['Image'], MAX_NAME),
    health: HEALTHS.find((one) => one === health) ?? null,
    exitCode: whole32(state['ExitCode']),
    isOomKilled: state['OOMKilled'] === true,
    error: text(state['Error'], MAX_ERROR),
    startedAt: moment(state['StartedAt']),
    finishedAt: moment(state['FinishedAt']),
    restartCount: Math.max(0, whole32(whole['RestartCount'])),
    restartPolicy: text(policy['Name'], 20),
    compose: composeOf(record(config['Labels'])),
  };
}

function composeOf(labels: Readonly<Record<string, unknown>>): ComposeService | null {
  const project = text(labels[LABELS.project], MAX_NAME);
  const service = text(labels[LABELS.service], MAX_NAME);
  if (project === '' || service === '') return null;
  return {
    ...{ project, service },
    isOneOff: text(labels[LABELS.oneOff], 10).toLowerCase() === 'true',
    folder: text(labels[LABELS.folder], MAX_PATH),
    files: text(labels[LABELS.files], MAX_PATH),
  };
}

/** The engine's own names begin with one. */
function withoutSlash(given: unknown): unknown {
  return typeof given === 'string' && given.startsWith('/') ? given.slice(1) : given;
}

export function record(given: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given);
  return isRecord ? (given as Record<string, unknown>) : {};
}

/** Text of one line, without what moves a terminal or hides itself. */
export function text(given: unknown, most: number): string {
  if (typeof given !== 'string') return '';
  return given
    .slice(0, 4 * most)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, most);
}

function whole32(given: unknown): number {
  const isWhole = typeof given === 'number' && Number.isInteger(given);
  return isWhole && Math.abs(given) < 2 ** 32 ? given : 0;
}

/** Never is the year 1. */
function moment(given: unknown): Instant | null {
  const at = typeof given === 'string' ? Date.parse(given.slice(0, 40)) : Number.NaN;
  return Number.isFinite(at) && at > 0 ? at : null;
}
