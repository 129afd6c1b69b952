import type { Block, Inline, Reply, Tone } from '../chat/reply.ts';
import { heading, line, refuse, reply, say, time } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import type { Service } from '../model/service.ts';
import { findService, lookedAt } from '../model/service.ts';
import type { Instant } from '../model/time.ts';
import { CHECK_TONES } from './check-text.ts';
import { iso } from './data.ts';
import { counted } from './state-text.ts';
import { fitting } from './suggestions.ts';

/** Services that one answer shows, and names that a refusal lists. */
const MOST = 60;
const LISTED = 20;

/** Worst first; what nobody looks at comes last. */
const ORDER = ['unhealthy', 'error', 'degraded', 'unknown', 'healthy', 'paused'] as const;

const TONES: Readonly<Record<Service['status'], Tone>> = { ...CHECK_TONES, paused: 'muted' };

/** One service with every detail of its newest look, or which there are. */
export function serviceReply(services: readonly Service[], name: string): Reply {
  const found = findService(services, name);
  return 'id' in found ? cardOf(found) : unknown(name, found);
}

/** One service with every detail of its newest look. */
export function cardOf(service: Service): Reply {
  const { id, status, kind, target, reasons, details, at, latency, lastOk } = service;
  const values: readonly (readonly [string, string | readonly Inline[]])[] = [
    ...(latency === null ? [] : [['time', `${Math.round(latency)} ms`] as const]),
    ['last check', at === null ? 'never' : [time(at)]],
    ['last ok', lastOk === null ? 'not since it is looked at' : [time(lastOk)]],
    ...Object.entries(details).map(([name, value]) => [name, String(value)] as const),
  ];
  return reply(
    [
      heading(`${id}: ${status}`, TONES[status]),
      line(kind === null ? `told by ${target}` : `check of kind ${kind}, of ${target}`),
      ...reasons.map((reason) => line(reason, TONES[status])),
      {
        kind: 'fields',
        fields: values.map(([label, value]) => ({ name: label, value, inline: true })),
      },
    ],
    { asOf: at, data: serviceData(service) },
  );
}

/** Every service in a field of its own, the worst first. `about` is the product's version and time. */
export function servicesReply(
  services: readonly Service[],
  { now, about }: { readonly now: Instant; readonly about: string },
): Reply {
  const data = { services: services.map(serviceData) };
  if (services.length === 0) {
    const none =
      'No check is configured, and no application tells of one. Make one: /watch <address>';
    return say(none, 'info', data);
  }
  const sorted = services.toSorted((a, b) => rank(a) - rank(b));
  const bad = lookedAt(services).filter(({ status }) => status !== 'healthy').length;
  const shown = sorted.slice(0, MOST);
  const blocks: Block[] = [
    heading(
      `${counted(services.length, 'check')}, ${bad} not healthy`,
      TONES[sorted[0]?.status ?? 'unknown'],
    ),
    {
      kind: 'fields',
      fields: shown.map((one) => ({ name: one.id, value: summary(one, now), inline: true })),
    },
  ];
  if (sorted.length > MOST) blocks.push(line(`… and ${sorted.length - MOST} more.`, 'muted'));
  const times = services.flatMap(({ at }) => at ?? []);
  const asOf = times.length === 0 ? null : Math.max(...times);
  return reply(blocks, { asOf, data, footer: about });
}

function summary({ status, latency, at, lastOk, reasons }: Service, now: Instant): string {
  const took = latency === null ? [] : [`${Math.round(latency)} ms`];
  const age = at === null ? [] : [`${formatDuration(Math.max(0, now - at))} ago`];
  const isLost = status !== 'healthy' && status !== 'degraded' && lastOk !== null;
  const ok = isLost ? [`last ok ${formatDuration(Math.max(0, now - lastOk))} ago`] : [];
  return [[status, ...took, ...age, ...ok].join(' · '), ...reasons.slice(0, 1)].join('\n');
}

function unknown(name: string, names: readonly string[]): Reply {
  const rest = names.length - LISTED;
  const listed = names.slice(0, LISTED).join(', ');
  const known =
    names.length === 0
      ? 'There is none.'
      : `Checks: ${listed}${rest > 0 ? ` and ${rest} more` : ''}.`;
  return refuse(`There is no check “${name.slice(0, 64)}”. ${known}`);
}

function serviceData({ at, lastOk, latency, ...service }: Service) {
  return { ...service, latency_ms: latency, last_check: iso(at), last_ok: iso(lastOk) };
}

function rank({ status }: Service): number {
  return ORDER.indexOf(status);
}

/** Suggests services whose name has what was typed. */
export async function completeService(
  typed: string,
  { checks }: { readonly checks: { services(): Promise<readonly Service[]> } },
): Promise<readonly { value: string; label: string }[]> {
  const all = await checks.services();
  return fitting(
    all.map(({ id, kind, target }) => ({
      value: id,
      label: `${id} (${kind ?? `told by ${target}`})`,
    })),
    typed,
  );
}
