import { z } from 'zod';
import type { CheckValue } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';

/** https://www.rfc-editor.org/rfc/rfc9083#section-5.3, as far as it is read. */
const Domain = z.object({
  objectClassName: z.literal('domain'),
  status: z.array(z.string().max(100)).max(50).default([]),
  events: z
    .array(z.object({ eventAction: z.string(), eventDate: z.string() }))
    .max(100)
    .default([]),
});

/** Some registries leave the date to the registrar: https://www.rfc-editor.org/rfc/rfc8056#section-2 */
const ENDS = ['expiration', 'registrar expiration'];

/** What a registry tells of a domain, at `now`; null when it is no answer of RDAP. */
export function domainFacts(text: string, now: Instant): Record<string, CheckValue> | null {
  const read = Domain.safeParse(jsonOf(text));
  if (!read.success) return null;
  const { status, events } = read.data;
  const [ends = Number.NaN] = ENDS.flatMap((action) =>
    events.filter((one) => one.eventAction === action).map((one) => Date.parse(one.eventDate)),
  );
  return {
    days_left: Number.isNaN(ends) ? null : Math.floor((ends - now) / DAY),
    status: status.toSorted().join(', '),
  };
}

/** https://www.rfc-editor.org/rfc/rfc9224#section-4 */
const Bootstrap = z.object({
  services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])),
});

/** IANA's list of registries; null when it is none. */
export type Registries = z.infer<typeof Bootstrap>['services'];

export function registriesIn(text: string): Registries | null {
  const read = Bootstrap.safeParse(jsonOf(text));
  return read.success ? read.data.services : null;
}

/** Address of the registry of a domain: that of the longest end of its name; null when none answers RDAP over https. */
export function registryOf(domain: string, registries: Registries): string | null {
  const labels = domain.split('.');
  for (let start = 1; start < labels.length; start += 1) {
    const end = labels.slice(start).join('.');
    const found = registries.find(([ends]) => ends.some((one) => one.toLowerCase() === end));
    if (found !== undefined) return found[1].find((url) => url.startsWith('https://')) ?? null;
  }
  return null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
