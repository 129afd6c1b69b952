import { foreignRule } from '../alert/foreign.ts';
import type { OfRule } from '../alert/ports.ts';
import type { Watched } from '../alert/round.ts';
import type { Config, TargetConfig } from '../config/config.ts';
import { definedBy } from '../event/defined.ts';
import type { SafeAction } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import type { Catalogue } from '../model/catalogue.ts';
import { catalogue } from '../model/catalogue.ts';
import type { ForeignSource } from '../model/foreign-alert.ts';
import { sourceOf } from '../model/foreign-alert.ts';
import type { LogPattern, LogSource } from '../model/log.ts';
import type { RegisteredMetric } from '../model/metric-said.ts';
import type { Rule } from '../model/rule.ts';
import type { RuleSwitch } from '../model/silence.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import { oneByOne } from '../model/wait.ts';
import type { Store } from '../store/ports.ts';
import type { Judges } from './judges.ts';
import { judges } from './judges.ts';
import { METRICS } from './settings.ts';

/** The configuration in force and what is made of it; one whole at a time. */
export interface Live {
  config(): Config;
  judges(): Judges;
  /** What is known of metrics, from everybody who says something. */
  catalogue(): Catalogue;
  /** What people and programs said of metrics, by name. */
  registered(): ReadonlyMap<string, RegisteredMetric>;
  /** Watched targets, with the secrets that the store does not keep. */
  targets(): readonly Target[];
  /** The target that stands for the monitor itself. */
  readonly self: Target;
  /** The watched target of an id, or the monitor itself. */
  target(id: number): Target | null;
  /** What is followed of the logs of a watched target. */
  logsOf(id: number): FollowedLogs;
  /** What admins may let happen on a watched target. */
  actionsOf(id: number): readonly SafeAction[];
  /** Rules that are switched off. */
  switches(): readonly RuleSwitch[];
  /** What judges a target from `since` on: with what is switched off left out. */
  judgesFor(target: Target, since: Instant): Watched;
  /** Whether some rule judges what an alert is about. */
  isJudged(alert: Alert): boolean;
  /**
   * The rule that an alert comes from, also one that is switched off, or what stands for the rule of another product;
   * null when it is configured no more.
   */
  ruleOf(alert: OfRule): Rule | null;
  /**
   * Puts another configuration in force, all or nothing.
   *
   * @throws what the store throws; then everything is as before.
   */
  put(config: Config): Promise<void>;
  /** Reads anew which rules are switched off. */
  readSwitches(): Promise<void>;
  /** Reads anew what people and programs said of metrics. */
  readMetrics(): Promise<void>;
  /** The target of what another product tells of no target of ours, made when there is none. */
  targetOf(source: ForeignSource): Promise<Target>;
}

export interface FollowedLogs {
  readonly logs: readonly LogSource[];
  readonly patterns: readonly LogPattern[];
}

const NO_LOGS: FollowedLogs = { logs: [], patterns: [] };

interface Whole {
  readonly logs: ReadonlyMap<number, FollowedLogs>;
  readonly actions: ReadonlyMap<number, readonly SafeAction[]>;
  readonly config: Config;
  readonly judging: Judges;
  readonly targets: readonly Target[];
  readonly rules: ReadonlyMap<number, ReadonlyMap<string, Rule>>;
}

export async function openLive(
  first: Config,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<Live> {
  const self = await store.targets.self(clock.now());
  let switches = await store.adjustments.switches();
  let registered = byName(await store.definitions.list());
  let sources = await readSources(store.settings);
  let whole = await wholeOf(first);
  let known = knownWith(first);

  function knownWith({ metrics, events }: Config): Catalogue {
    const configured = metrics.map(({ said }) => said);
    return catalogue({
      ...{ presets: METRICS, configured },
      ...{ mapped: definedBy(events), registered: [...registered.values()] },
    });
  }

  async function wholeOf(config: Config): Promise<Whole> {
    // What cannot be judged is found before anything is stored.
    const judging = judges(config);
    const stored = await store.targets.sync(withSources(config, sources), clock.now());
    const targets = stored.map((target) => ({
      ...target,
      ssh: config.targets.find((one) => one.name === target.name)?.ssh ?? null,
    }));
    const rules = new Map(
      [...targets, self].map((target) => {
        const named = judging.rulesOf(target).map((rule) => [rule.name, rule] as const);
        return [target.id, new Map(named)] as const;
      }),
    );
    const logs = new Map(
      targets.map((target) => {
        const written = config.targets.find((one) => one.name === target.name);
        const { logPatterns = [] } = judging.presetOf(target);
        return [target.id, followedOf(written, logPatterns)] as const;
      }),
    );
    const actions = new Map(
      targets.map(({ id, name }) => {
        const written = config.targets.find((one) => one.name === name);
        return [id, written?.actions ?? []] as const;
      }),
    );
    return { config, judging, targets, rules, logs, actions };
  }

  /** One after the other, so that none brings back what another replaced. */
  const inTurn = oneByOne();

  return {
    self,
    config: () => whole.config,
    judges: () => whole.judging,
    catalogue: () => known,
    registered: () => registered,
    targets: () => whole.targets,
    target: (id) => (id === self.id ? self : (whole.targets.find((one) => one.id === id) ?? null)),
    logsOf: (id) => whole.logs.get(id) ?? NO_LOGS,
    actionsOf: (id) => whole.actions.get(id) ?? [],
    switches: () => switches,
    judgesFor(target, since) {
      const off = new Set(switches.map(({ rule }) => rule));
      return whole.judging.watched(target, { since, off, canonical: known.canonical });
    },
    isJudged: (alert) =>
      sourceOf(alert) !== null ||
      (whole.rules.get(alert.target)?.has(alert.rule) === true &&
        !switches.some((one) => one.rule === alert.rule)),
    ruleOf(alert) {
      const { rule, target, fingerprint = '' } = alert;
      const rules = whole.rules.get(target);
      if (sourceOf({ fingerprint }) === null) return rules?.get(rule) ?? null;
      return rules ? foreignRule(alert, whole.config.alerting.remind) : null;
    },
    put: (config) =>
      inTurn(async () => {
        whole = await wholeOf(config);
        known = knownWith(config);
      }),
    targetOf: (source) =>
      inTurn(async () => {
        const found = () => whole.targets.find(({ name }) => name === source);
        if (!found()) {
          sources = [...sources, source];
          whole = await wholeOf(whole.config);
          await store.settings.set(SOURCES, JSON.stringify(sources));
        }
        return found() ?? self;
      }),
    async readSwitches() {
      switches = await store.adjustments.switches();
    },
    async readMetrics() {
      registered = byName(await store.definitions.list());
      known = knownWith(whole.config);
    },
  };
}

const SOURCES = 'foreign.sources';

async function readSources(settings: Store['settings']): Promise<readonly ForeignSource[]> {
  return JSON.parse((await settings.get(SOURCES)) ?? '[]') as ForeignSource[];
}

/** A target of the configuration stands for a product of its name. */
function withSources(
  { targets }: Config,
  sources: readonly ForeignSource[],
): readonly TargetConfig[] {
  const free = sources.filter((source) => targets.every(({ name }) => name !== source));
  const plain = { interval: 5 * MINUTE, labels: {}, preset: 'base', ssh: null, parent: null };
  return [...targets, ...free.map((name) => ({ name, kind: 'alerts' as const, ...plain }))];
}

/** What a target says of its logs; of patterns with one name its own counts. */
function followedOf(
  { logs = [], patterns = [] }: Pick<TargetConfig, 'logs' | 'patterns'> = {},
  usual: readonly LogPattern[] = [],
): FollowedLogs {
  const left = usual.filter(({ name }) => patterns.every((own) => own.name !== name));
  return { logs, patterns: [...left, ...patterns] };
}

function byName(all: readonly RegisteredMetric[]): ReadonlyMap<string, RegisteredMetric> {
  return new Map(all.map((one) => [one.said.name, one]));
}
