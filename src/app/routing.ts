import type { Asked, Routing } from '../chat/channel-desk.ts';
import type { Clock } from '../model/time.ts';
import { waysFor } from '../notify/route.ts';
import type { Live } from './live.ts';
import type { People } from './people.ts';

export interface RoutingDeps {
  readonly live: Pick<Live, 'config' | 'targets' | 'self' | 'ruleOf'>;
  readonly people: Pick<People, 'reached' | 'leastOf'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who would hear of an alert now, and by which routes. */
export function routing({ live, people, clock }: RoutingDeps, asked: Asked): Routing {
  const { severity, type, target: name, rule: ruleName } = asked;
  const at = clock.now();
  const { routes } = live.config();
  const target = live.targets().find((one) => one.name === name) ?? null;
  const judged = target === null ? [...live.targets(), live.self] : [target];
  const rule =
    judged
      .map(({ id }) => live.ruleOf({ rule: ruleName ?? '', target: id }))
      .find((one) => one !== null) ?? null;
  const alert = {
    severity,
    targetName: name ?? '',
    rule: ruleName ?? '',
    labels: { ...target?.labels, ...rule?.labels, ...asked.labels },
    type: type ?? rule?.type ?? 'custom',
  };
  const reachedBy = (to: readonly string[]) =>
    to.map((one) => ({ name: one, reached: people.reached(one, at) }));
  const own = rule?.channels ?? null;
  const ways =
    own === null
      ? waysFor(alert, routes, at).map(({ place, to }) => ({
          by: `route ${place.join('.')}`,
          to: reachedBy(to),
        }))
      : [{ by: `the rule ${rule?.name}`, to: reachedBy(own) }];
  const channels = [...new Set(ways.flatMap(({ to }) => to.flatMap(({ reached }) => reached)))];
  return { ways, least: channels.map((one) => ({ name: one, least: people.leastOf(one) })) };
}
