import { z } from 'zod';
import { parseContainer } from '../../collect/containers/inspect.ts';
import { inspectQuestion, NONE, TROUBLE } from '../../collect/containers/probes.ts';
import { whyDown } from '../../collect/containers/select.ts';
import { engineTrouble } from '../../collect/containers/trouble.ts';
import { line } from '../../config/fields.ts';
import type { Container } from '../../model/container.ts';
import { SECOND } from '../../model/time.ts';
import { askHost } from '../host.ts';
import type { Observation } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';

const NAME_HINT = 'write the name of a container such as shop-web-1';
const ENGINE_HINT = 'write unix:///run/user/1000/docker.sock, or tcp://192.0.2.10:2375';

/** A container of an engine on a host. */
export const docker = checkKind({
  kind: 'docker',
  summary: 'a container runs on the host of its target',
  needsHost: true,
  keys: {
    container: z.string(NAME_HINT).regex(/^[A-Za-z0-9][\w.-]{0,119}$/, NAME_HINT),
    engine: line(ENGINE_HINT)
      .regex(/^(unix:\/\/\/|tcp:\/\/)[^\0\s]{1,1000}$/, ENGINE_HINT)
      .optional(),
  },
  facts: {
    running: 'whether it runs',
    healthy: 'whether its own health check passes; null where it has none, or has not ended yet',
    restarts: 'restarts by the engine since it was made, or since a person started it',
    exit_code: 'exit code of its last run, null while it runs',
    latency_ms: 'milliseconds until the engine had answered',
  },
  expect: () => [],
  subject: ({ container }) => container,
  async run({ container, engine = null }, context) {
    const { end, text } = await askHost(inspectQuestion(engine, container), context);
    if (end !== 'ended') {
      const message = `the container engine gave no answer within ${context.timeout / SECOND} s`;
      throw new CheckFailure(message, { status: 'error' });
    }
    const [first = '', ...more] = text.split('\n');
    if (first === NONE) throw new CheckFailure(NO_ENGINE, { status: 'error' });
    if (first === TROUBLE) throw refused(more.join('\n'), container);
    const found = parseContainer(jsonOf(first));
    if (found === null) {
      const message = 'the container engine gives an answer that cannot be read';
      throw new CheckFailure(message, { status: 'error' });
    }
    return observed(found, context.wanted);
  },
});

const NO_ENGINE =
  'neither docker nor podman is there, or not in the PATH of a login without terminal';

function refused(said: string, container: string): CheckFailure {
  if (/no such (object|container)/i.test(said)) {
    return new CheckFailure(`there is no container ${container}`);
  }
  return new CheckFailure(engineTrouble(said, null), { status: 'error' });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whoever expects it to run, or not, judges by that alone. */
function observed(found: Container, wanted: readonly string[]): Observation {
  const { state, health, exitCode, restartCount: restarts } = found;
  const running = state === 'running';
  const down = wanted.includes('running') ? null : whyDown(found);
  const isIll = running && health === 'unhealthy' && !wanted.includes('healthy');
  const reason = isIll ? `its own health check fails: docker inspect ${found.name} shows it` : down;
  const healthy = health === null || health === 'starting' ? null : health === 'healthy';
  return {
    facts: { running, healthy, restarts, exit_code: running ? null : exitCode },
    metrics: [{ metric: 'check.value', value: restarts, labels: { label: 'restarts' } }],
    ...(reason !== null && { verdict: { status: 'unhealthy' as const, reason } }),
  };
}
