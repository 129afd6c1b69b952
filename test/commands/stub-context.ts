import { commands } from '../../commands/index.ts';
import { describeCommand } from '../../src/chat/arguments.ts';
import type { AlertRef, CommandContext, MaintenanceView } from '../../src/chat/command.ts';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import { dispatcher } from '../../src/chat/dispatch.ts';
import type { Reply } from '../../src/chat/reply.ts';
import type { RuleView } from '../../src/chat/rule-desk.ts';
import type { Alert, AlertEvent } from '../../src/model/alert.ts';
import { compareSeverity } from '../../src/model/alert.ts';
import type { Outcome, StoredHold } from '../../src/model/alert-change.ts';
import type { DeliveryReport } from '../../src/model/outbox.ts';
import type { Actor, Role } from '../../src/model/person.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Silence } from '../../src/model/silence.ts';
import { matches } from '../../src/model/silence.ts';
import type { Target } from '../../src/model/target.ts';
import { MINUTE } from '../../src/model/time.ts';
import { anAlert, NOON } from '../report/alerts.ts';

/** What a stub world holds; the rest is empty. */
export interface World {
  alerts: readonly Alert[];
  events: readonly AlertEvent[];
  holds: readonly StoredHold[];
  deliveries: readonly DeliveryReport[];
  silences: readonly Silence[];
  windows: readonly MaintenanceView[];
  rules: readonly RuleView[];
  targets: readonly Target[];
  context: Partial<CommandContext>;
}

export function aRule(more: Partial<Rule> = {}): Rule {
  return {
    name: 'disk_full',
    levels: [{ severity: 'critical', when: 'system.disk > 95' }],
    for: 5 * MINUTE,
    clear: null,
    clearFor: 0,
    cooldown: 5 * MINUTE,
    escalate: null,
    remind: null,
    type: 'resource',
    message: 'Disk {mount} at {value} on {target}',
    labels: {},
    runbook: null,
    targets: null,
    channels: null,
    ...more,
  };
}

export function aTarget(name: string, id = 1): Target {
  const rest = { interval: 30_000, labels: {}, preset: 'base', ssh: null, parent: null };
  return { id, name, kind: 'local', ...rest };
}

function actor(role: Role | null): Actor {
  return { id: 'telegram:222', name: 'Ana', surface: 'telegram', role };
}

/** The real commands behind the real dispatcher, over a world in memory in which it is noon. */
export function stubDesk(given: Partial<World> = {}) {
  const world: World = {
    alerts: [anAlert()],
    events: [],
    holds: [],
    deliveries: [],
    silences: [],
    windows: [],
    rules: [{ rule: aRule(), targets: ['web-1'], off: null, open: 1 }],
    targets: [aTarget('web-1'), aTarget('web-2', 2)],
    context: {},
    ...given,
  };
  const called: { readonly what: string; readonly with: unknown }[] = [];
  const note = (what: string, values: unknown) => called.push({ what, with: values });
  const desk = dispatcher({
    commands,
    context: (asked, signal) => ({
      ...contextOf(world, note),
      actor: asked.actor,
      place: asked.place,
      signal,
      ...world.context,
    }),
    failed: (name, error) => {
      throw new Error(`/${name} failed`, { cause: error });
    },
  });
  const request = (line: string, role: Role | null) => {
    const [, name = '', input = ''] = /^\/?(\S*)\s*(.*)$/s.exec(line) ?? [];
    const place = { surface: 'telegram', id: '-100', thread: null, title: 'ops' } as const;
    const signal = AbortSignal.timeout(20_000);
    return { name, input, actor: actor(role), place, signal };
  };
  const ask = (line: string, role: Role = 'admin') => desk.answer(request(line, role));
  const shown = (reply: Reply) =>
    renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'Europe/Berlin', now: NOON });
  return {
    called,
    ask,
    shown,
    answer: async (line: string, role: Role = 'admin') => shown(await ask(line, role)),
    complete: (name: string, argument: string, typed: string) =>
      desk.complete({ ...request(name, 'admin'), argument, typed }),
  };
}

type Note = (what: string, values: unknown) => void;

function contextOf(world: World, note: Note): CommandContext {
  const { rules } = world;
  return {
    ...({
      marks: { between: async () => [] },
      oddities: async () => [],
      forecasts: { record: async () => ({ settled: 0, within: 0, medianError: null }) },
      causes: { of: async () => new Map() },
    } as unknown as CommandContext),
    now: NOON,
    zone: 'Europe/Berlin',
    commands: commands.map(describeCommand),
    metrics: [{ name: 'system.disk', title: 'Disk', unit: 'percent' }],
    targets: { list: async () => world.targets },
    pictures: { svg: async () => null },
    series: { series: async () => [], points: async () => [] },
    charts: () => [],
    rules: () => rules.map(({ rule }) => rule),
    actionDesk: actionDesk(note),
    alerts: alertDesk(world, note),
    silences: silenceDesk(world, note),
    maintenance: {
      list: async () => world.windows,
      async add(window) {
        note('maintenance.add', window);
        return {
          problem: window.at.split(' ').length === 5 ? null : `“${window.at}” is no calendar.`,
        };
      },
      async remove(name) {
        note('maintenance.remove', name);
        const known = world.windows.some((one) => one.name === name);
        return { problem: known ? null : `There is no maintenance “${name}”.` };
      },
    },
    ruleDesk: {
      list: async () => rules,
      async test(text, { target }) {
        note('rules.test', { text, target });
        return { tests: [], problem: null };
      },
      async backtest(asked) {
        note('rules.backtest', asked);
        return { kind: 'problem', problem: 'character 1: nothing is stored here' };
      },
      async advise(name) {
        note('rules.advise', name);
        return { kind: 'no noise', marks: { fired: 5, noise: 0, useful: 5 } };
      },
      async switch(rule, to) {
        note('rules.switch', { rule, on: to.on, reason: to.reason });
        return rules.some((one) => one.rule.name === rule && (one.off !== null) === to.on);
      },
    },
    config: {
      show: async () => ({ zone: 'Europe/Berlin', targets: world.targets }),
      reload: async () => ({ kind: 'applied', changes: [], restart: [] }),
    },
  };
}

function alertDesk(world: World, note: Note): CommandContext['alerts'] {
  const { alerts } = world;
  const found = (id: number) => alerts.find((one) => one.id === id);
  const outcome = (id: number): Outcome => {
    const alert = found(id);
    return alert ? { kind: 'done', alert } : { kind: 'unknown', id };
  };
  return {
    async list({ state, severity, target, limit }) {
      const isOpen = (one: Alert) => one.state.kind !== 'resolved';
      const all = alerts
        .filter((one) =>
          state === null || state === 'open' ? isOpen(one) : one.state.kind === state,
        )
        .filter((one) => severity === null || one.severity === severity)
        .filter((one) => target === null || one.target === target)
        .toSorted((a, b) => compareSeverity(b.severity, a.severity) || a.id - b.id);
      return { alerts: all.slice(0, limit), total: all.length };
    },
    async get(id) {
      const alert = found(id);
      return alert ? { alert, events: world.events } : null;
    },
    between: async () => alerts,
    touching: async () => alerts,
    async act(action, refs, { note: text, lasts }) {
      note(action, { refs, note: text, ...(lasts != null && { lasts }) });
      const of = (ref: AlertRef) =>
        alerts.filter(({ id, lead }) => id === ref.id || lead === ref.id).map(({ id }) => id);
      return refs.flatMap((ref) => (ref.all ? of(ref) : [ref.id])).map(outcome);
    },
    async escalating() {
      const due = alerts.filter(({ life }) => life.escalateAt !== null);
      return due.map((alert) => ({ alert, next: { to: ['@Ben'], name: 'step 2 of 3' } }));
    },
    async stopEscalations(refs) {
      note('stop', { refs });
      return refs.map(({ id }) => outcome(id));
    },
    people: () => ['Ben'],
    async handOver(to) {
      note('hand over', { to });
      const outcomes = alerts.filter(({ state }) => state.kind === 'acknowledged');
      if (to !== 'Ben') return { kind: 'refused', why: 'Nobody is called that.' };
      return { kind: 'done', to, outcomes: outcomes.map(({ id }) => outcome(id)) };
    },
    async note(id, { text }) {
      note('note', { id, text });
      return outcome(id);
    },
    async noise(id, { isNoise }) {
      note('noise', { id, isNoise });
      return outcome(id);
    },
    async create(wanted) {
      const { by: _, ...rest } = wanted;
      note('create', rest);
      return anAlert({ id: 99, message: wanted.message, severity: wanted.severity });
    },
    deliveries: async () => world.deliveries,
    holds: async (id) => world.holds.filter(({ alert }) => alert === id),
    async members(id, limit) {
      const all = alerts.filter((one) => one.id === id || one.lead === id);
      return { alerts: all.slice(0, limit), total: all.length };
    },
  };
}

function actionDesk(note: Note): CommandContext['actionDesk'] {
  return {
    list: async () => [],
    fitting: () => [],
    async preview(asked) {
      note('fix.preview', asked);
      return { kind: 'refused', why: 'There is no action.' };
    },
    async confirm(token) {
      note('fix.confirm', token);
      return { kind: 'refused', why: 'No.' };
    },
    async approve(id) {
      note('fix.approve', id);
      return { kind: 'refused', why: 'No.' };
    },
    cancel: async () => false,
  };
}

function silenceDesk(world: World, note: Note): CommandContext['silences'] {
  return {
    list: async (limit) => world.silences.slice(0, limit),
    elsewhere: () => [],
    async add({ matcher, endsAt, reason, by }) {
      note('silence', { matcher, endsAt, reason });
      const silence = aSilence({ id: 7, matcher, endsAt, reason, by });
      const meant = world.alerts.filter((one) => matches(matcher, one));
      const open = meant.filter(({ state }) => state.kind !== 'resolved').length;
      return { silence: endsAt === null && open === 0 ? null : silence, open };
    },
    async end(id) {
      const silence = world.silences.find((one) => one.id === id);
      return silence ? { silence, open: 1 } : null;
    },
  };
}

export function aSilence(more: Partial<Silence> & Pick<Silence, 'matcher'>): Silence {
  return {
    id: 3,
    by: { id: 'telegram:222', name: 'Ana' },
    reason: '',
    createdAt: NOON - 60 * MINUTE,
    endsAt: NOON + 60 * MINUTE,
    ended: null,
    hidden: 0,
    ...more,
  };
}
