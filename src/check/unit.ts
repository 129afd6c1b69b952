/** A unit as `systemctl show` has it: https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html */
export interface Unit {
  readonly id: string;
  readonly load: string;
  readonly active: string;
  readonly sub: string;
  readonly result: string;
  readonly type: string;
  /** By systemd itself, since a person started it. */
  readonly restarts: number;
  readonly exitCode: number | null;
}

/** What is asked of each; what a unit of its kind does not have is not given. */
export const PROPERTIES = [
  ...['Id', 'LoadState', 'ActiveState', 'SubState', 'Result', 'Type', 'NRestarts'],
  ...['ExecMainCode', 'ExecMainStatus'],
] as const;

/** Characters of a value that are kept. */
const MOST_TEXT = 255;

/** Units in the order in which they were asked for, with an empty line between two. */
export function parseUnits(text: string): readonly Unit[] {
  return text
    .split(/\n{2,}/)
    .map((part) => {
      const pairs = part.split('\n').map((line): [string, string] => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1, at + 1 + MOST_TEXT)];
      });
      return new Map(pairs);
    })
    .flatMap((values) => {
      const of = (name: (typeof PROPERTIES)[number]) => values.get(name) ?? '';
      if (of('Id') === '') return [];
      const hasEnded = of('ExecMainCode') !== '' && of('ExecMainCode') !== '0';
      return [
        {
          ...{ id: of('Id'), load: of('LoadState'), active: of('ActiveState') },
          ...{ sub: of('SubState'), result: of('Result'), type: of('Type') },
          restarts: Number(of('NRestarts')) || 0,
          exitCode: hasEnded ? Number(of('ExecMainStatus')) : null,
        },
      ];
    });
}

export interface Judgement {
  readonly status: 'degraded' | 'unhealthy';
  readonly reason: string;
}

/** What is wrong with a unit that was asked for as `name`; null when nothing is. */
export function judgeUnit(unit: Unit, name: string): Judgement | null {
  const found = unit.load === 'loaded' ? ofState(unit) : bad(unloaded(unit.load));
  return found === null ? null : { ...found, reason: `${name} ${found.reason}` };
}

function bad(reason: string): Judgement {
  return { status: 'unhealthy', reason };
}

function unloaded(load: string): string {
  if (load === 'not-found') return 'is not there: no such unit is installed';
  if (load === 'masked')
    return 'is masked, so that nothing can start it: systemctl unmask ends that';
  return `cannot be loaded (${load}): systemctl status says why`;
}

function ofState(unit: Unit): Judgement | null {
  const { active } = unit;
  // It is done as soon as it has run, and begun by a timer or by hand.
  const isTask = unit.type === 'oneshot' && unit.result === 'success';
  switch (active) {
    case 'active':
    case 'reloading':
    case 'refreshing':
      return null;
    case 'failed':
      return bad(`has failed: ${howEnded(unit)}`);
    case 'inactive':
      return isTask ? null : bad('is stopped');
    case 'activating':
      if (unit.sub.startsWith('auto-restart')) return looping(unit);
      return isTask ? null : { status: 'degraded', reason: 'is being started' };
    case 'deactivating':
      return { status: 'degraded', reason: 'is being stopped' };
    default:
      return bad(`is ${active}`);
  }
}

function looping(unit: Unit): Judgement {
  const times = unit.restarts === 1 ? 'once' : `${unit.restarts} times`;
  return bad(`is restarted in a loop, ${times} so far: ${howEnded(unit)}`);
}

/** Results of services, in words: https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#%24SERVICE_RESULT */
const RESULTS: Readonly<Record<string, string>> = {
  timeout: 'it took too long to start or to stop',
  signal: 'it was ended by a signal',
  'core-dump': 'it crashed',
  watchdog: 'it did not give its sign of life in time',
  'start-limit-hit': 'it was restarted too often, so systemd gave up',
  'oom-kill': 'it was killed for want of memory (OOM)',
  resources: 'systemd had not what it needs to start it',
  protocol: 'it did not tell systemd that it had started',
  'exec-condition': 'a condition of its own said no',
};

function howEnded({ result, exitCode }: Unit): string {
  if (result === 'exit-code') return `it ended with exit code ${exitCode ?? 'unknown'}`;
  const said = RESULTS[result] ?? `its result is ${result}`;
  const isSignal = result === 'signal' || result === 'core-dump';
  return isSignal && exitCode !== null ? `${said} (${exitCode})` : said;
}
