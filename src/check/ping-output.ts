/** What a system's `ping` counted. */
export interface PingSummary {
  /** Percent of what was sent that was not answered. */
  readonly loss: number;
  /** Milliseconds there and back, on average; null when nothing came back. */
  readonly rtt: number | null;
}

/** Lines of iputils, BusyBox and macOS: `3 packets transmitted, 3 packets received, 0.0% packet loss`. */
const COUNTS = /^(\d+) packets transmitted, (\d+)(?: packets)? received/m;
/** `rtt min/avg/max/mdev = 0.022/0.029/0.035/0.005 ms`, or `round-trip min/avg/max/stddev = ...`. */
const TIMES = /^(?:rtt|round-trip) min\/avg\/max\S* = [\d.]+\/([\d.]+)\//m;

/** The summary at the end of what `ping` prints; null when there is none, or nothing was sent. */
export function pingSummary(text: string): PingSummary | null {
  const [, sent, received] = COUNTS.exec(text) ?? [];
  const [all, back] = [Number(sent ?? 0), Number(received)];
  if (all === 0) return null;
  const [, average] = TIMES.exec(text) ?? [];
  return {
    loss: Math.max(0, (100 * (all - back)) / all),
    rtt: average === undefined ? null : Number(average),
  };
}

export interface PingRefusal {
  readonly status: 'unhealthy' | 'error';
  /** Of a host or of the program, to be read after its name. */
  readonly reason: string;
  readonly isOfHost: boolean;
}

const NO_NAME = 'has no address: DNS knows no such name';

/** What the programs say on stderr. */
const REFUSALS: readonly (readonly [said: RegExp, PingRefusal])[] = [
  [
    /not permitted|permission denied|missing cap_net_raw/i,
    {
      status: 'error',
      reason:
        'may not send here: run setcap cap_net_raw+p "$(command -v ping)", or allow net.ipv4.ping_group_range for our group',
      isOfHost: false,
    },
  ],
  [
    /temporary failure in name resolution/i,
    { status: 'unhealthy', reason: 'has no address: DNS does not answer', isOfHost: true },
  ],
  [
    /name or service not known|unknown host|bad address|no address associated/i,
    { status: 'unhealthy', reason: NO_NAME, isOfHost: true },
  ],
  [
    /network is unreachable|no route to host/i,
    { status: 'unhealthy', reason: 'cannot be reached: no way to that network', isOfHost: true },
  ],
];

/** Why `ping` gave no summary, from what it said on stderr; null when that is not known. */
export function pingRefusal(text: string): PingRefusal | null {
  return REFUSALS.find(([said]) => said.test(text))?.[1] ?? null;
}
