import type { Block, Button, Inline, Reply } from '../chat/reply.ts';
import { code, heading, line, refuse, reply, say, strong, time } from '../chat/reply.ts';
import type {
  ActionAnswer,
  ActionDeed,
  ActionPreview,
  ActionRun,
  ActionView,
  SafeAction,
} from '../model/action.ts';
import { isRule } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { iso } from './data.ts';
import { shortened } from './state-text.ts';
import { stacked } from './why-text.ts';

/** Characters of a command in a line, and of an output in an answer; actions of one answer. */
const COMMAND = 200;
const OUTPUT = 1_500;
/** Characters of what is confirmed, which is read whole, and of it with an output: every platform takes so many. */
const WHOLE = 3_000;
const BOTH = 3_400;
const MOST = 25;
/** Buttons of one answer. */
const BUTTONS = 10;
const FITTING = 3;
/** Characters of names on a button. */
const NAMES = 48;

/** What an action does, in words. */
export function deedText(deed: ActionDeed): string {
  return deed.kind === 'restart'
    ? `restarts the container ${deed.container}`
    : `runs ${deed.command.replaceAll(/\s+/g, ' ')}`;
}

/** How one run went: `done, exit code 0, 2.1 s`, `late, 30.0 s: what to do`. */
export function runText(run: ActionRun): string {
  return wordsOf(run, [run.state]);
}

function wordsOf({ state, code: exit, took, detail }: ActionRun, words: string[]): string {
  if (exit !== null) words.push(`exit code ${exit}`);
  if (took !== null && state !== 'not run') words.push(tookText(took));
  const rest = [words.join(', '), detail].filter((text) => text !== '');
  return rest.join(': ');
}

function tookText(milliseconds: number): string {
  return milliseconds < MINUTE
    ? `${(milliseconds / SECOND).toFixed(1)} s`
    : formatDuration(milliseconds);
}

/** Every action, with what it does and when it was last done. */
export function actionsReply(views: readonly ActionView[], where: string | null): Reply {
  if (views.length === 0) {
    const place = where === null ? '' : ` on ${where}`;
    return say(
      `No actions are configured${place}: write \`actions:\` under a target in tocsin.yaml.`,
      'info',
      { actions: [] },
    );
  }
  const shown = views.slice(0, MOST);
  const rest = views.length - shown.length;
  const title = where === null ? 'Actions' : `Actions on ${where}`;
  return reply(
    [
      heading(title),
      line(stacked(shown.map((view) => viewLine(view, where === null)))),
      ...(rest > 0 ? [line(`and ${rest} more: /fix <target>`, 'muted')] : []),
      line('A press shows what would happen; nothing is done before you confirm it.', 'muted'),
      {
        kind: 'buttons',
        buttons: shown.slice(0, BUTTONS).map((view) => askButton(view, where === null)),
      },
    ],
    { data: { actions: views.map(viewData) } },
  );
}

function viewLine({ target, action, deed, last }: ActionView, isNamed: boolean): Inline[] {
  const name = isNamed ? `${target.name} ${action.name}` : action.name;
  const bounds = boundsText(action);
  return [strong(name), ` ${shortened(deed, COMMAND)} (${bounds}); `, ...lastText(last)];
}

function lastText(last: ActionRun | null): Inline[] {
  if (last === null) return ['never done'];
  return ['last ', ...runLine(last)];
}

function runLine(run: ActionRun): Inline[] {
  return [time(run.at, 'full'), ` ${whoText(run)}: ${shortened(runText(run), COMMAND)}`];
}

function whoText({ by, asked }: Pick<ActionRun, 'by' | 'asked'>): string {
  if (isRule(by)) return 'by itself';
  return asked === null ? `by ${by.name}` : `by ${asked.name} and ${by.name}`;
}

function boundsText({ perHour, twoPerson, after, rules }: SafeAction): string {
  return [
    `at most ${perHour} an hour`,
    ...(twoPerson ? ['two admins'] : []),
    ...(rules.length > 0 ? [`for ${shortened(rules.join(', '), COMMAND)}`] : []),
    ...(after === null ? [] : [`by itself after ${formatDuration(after)}`]),
  ].join(', ');
}

/** By its names, for those who read what a press would type, where every platform takes so much. */
function askButton({ ref, action, target }: ActionView, isNamed: boolean): Button {
  const names = `${target.name} ${action.name}`;
  const input = names.length <= NAMES ? names : `action=${ref}`;
  return { label: isNamed ? names : action.name, tone: 'plain', command: 'fix', input };
}

/** Asks for the actions that are for an alert, the first few. */
export function fixButtons(
  alert: number,
  actions: readonly Pick<ActionView, 'ref' | 'action'>[],
): readonly Block[] {
  if (actions.length === 0) return [];
  const buttons = actions.slice(0, FITTING).map(
    ({ ref, action }): Button => ({
      ...{ label: `Fix: ${action.name}`, tone: 'plain', command: 'fix' },
      input: `action=${ref} alert=${alert}`,
    }),
  );
  return [{ kind: 'buttons', buttons }];
}

/** What would happen, with the button that lets it happen. */
export function previewReply(preview: ActionPreview): Reply {
  if (preview.kind === 'refused') return refuse(preview.why);
  const { view, dry, alert, token, why, runs } = preview;
  const { action, target } = view;
  const before = runs.filter(({ mode }) => mode === 'real');
  const what: Inline[] = [
    `It ${wholeDeed(view.deed)} on `,
    strong(target.name),
    alert === null ? '.' : ` for alert #${alert}.`,
  ];
  return reply(
    [
      heading(`${action.name} on ${target.name}: nothing is done yet`, 'warning'),
      line(what),
      line(
        `Allowed ${boundsText(action)}; it may take ${formatDuration(action.timeout)}.`,
        'muted',
      ),
      ...dryBlocks(dry, BOTH - Math.min(view.deed.length, WHOLE)),
      ...(before.length === 0
        ? []
        : [line(stacked([['Before:'], ...before.map(runLine)]), 'muted')]),
      ...confirmBlocks(preview),
    ],
    {
      private: true,
      data: { ...viewData(view), dry_run: dry && runData(dry), alert, token, why },
    },
  );
}

/** People answer for what they confirm; on several lines, since a chat cuts one that is long. */
function wholeDeed(deed: string): string {
  const left = deed.length - WHOLE;
  const note =
    left > 0 ? ` (${left} more characters stand in tocsin.yaml: read them there first)` : '';
  const lines = shortened(deed, WHOLE).match(/.{1,800}(?: |$)|.{1,800}/gsu) ?? [];
  return lines.map((one) => one.trimEnd()).join('\n') + note;
}

function dryBlocks(dry: ActionRun | null, room: number): Block[] {
  if (dry === null) return [];
  const tone = dry.state === 'done' ? 'info' : 'warning';
  return [line(`Dry run: ${runText(dry)}`, tone), ...outputBlocks(dry, Math.min(room, OUTPUT))];
}

function confirmBlocks({ token, why, view }: Extract<ActionPreview, { kind: 'shown' }>): Block[] {
  if (token === null) return [line(why ?? '', 'warning')];
  const label = view.action.twoPerson ? 'Ask for it' : 'Do it';
  return [
    line('It can be confirmed for 15 minutes.', 'muted'),
    {
      kind: 'buttons',
      buttons: [{ label, tone: 'danger', command: 'fix', input: `confirm=${token}` }],
    },
  ];
}

/** What became of a press that confirms. */
export function answeredReply(answer: ActionAnswer): Reply {
  switch (answer.kind) {
    case 'refused':
      return refuse(answer.why);
    case 'asked': {
      const { run, target } = answer;
      const text = `Another admin must confirm ${run.action} on ${target}, within 15 minutes: /fix approve=${run.id}. Chats show a button for it.`;
      return say(text, 'warning', { target, ...runData(run) });
    }
    case 'begun': {
      const { run, target } = answer;
      const text = `${run.action} on ${target} goes on: chats are told of its end, and it stays in /fix ${target} ${run.action}.`;
      return say(text, 'info', { target, ...runData(run) });
    }
    case 'ended':
      return endedReply(answer.target, answer.run);
    default:
      return answer satisfies never;
  }
}

/** What everybody in a chat sees of it, since answers to a press may be for whoever pressed alone. */
export function askedReply(target: string, run: ActionRun): Reply {
  const { id, by, action, deed, expires, alert } = run;
  const button = (label: string, tone: Button['tone'], what: string): Button => ({
    ...{ label, tone, command: 'fix', input: `${what}=${id}` },
  });
  const until: Inline[] = expires === null ? [] : [', until ', time(expires, 'clock')];
  return reply(
    [
      heading(`${by.name} asks for ${action} on ${target}`, 'warning'),
      line(`It ${wholeDeed(deed)}${alert === null ? '' : ` for alert #${alert}`}.`),
      line(['Another admin must confirm it', ...until, '. Nothing is done yet.'], 'warning'),
      {
        kind: 'buttons',
        buttons: [button('Confirm', 'danger', 'approve'), button('Cancel', 'plain', 'cancel')],
      },
    ],
    { data: { target, ...runData(run) } },
  );
}

function endedReply(target: string, run: ActionRun): Reply {
  const tone = run.state === 'done' ? 'good' : 'bad';
  const who = `${whoText(run)}${run.alert === null ? '' : ` for alert #${run.alert}`}`;
  return reply(
    [
      heading(`${run.action} on ${target}: ${run.state}`, tone),
      line(`${wordsOf(run, [])} (${who})`.trim()),
      ...outputBlocks(run),
    ],
    { tone, data: { target, ...runData(run) } },
  );
}

/** A line each, as it was printed. */
function outputBlocks({ output }: ActionRun, most = OUTPUT): Block[] {
  if (output === '') return [line('It printed nothing.', 'muted')];
  const lines = shortened(output, most).split('\n');
  return [line(lines.flatMap((one, index) => [...(index === 0 ? [] : ['\n']), code(one || ' ')]))];
}

function viewData({ target, action, deed, last }: ActionView) {
  return {
    target: target.name,
    action: action.name,
    deed,
    per_hour: action.perHour,
    two_person: action.twoPerson,
    for: action.rules,
    after_ms: action.after,
    timeout_ms: action.timeout,
    last: last && runData(last),
  };
}

/** One line of the audit for programs. */
function runData(run: ActionRun) {
  const { id, action, mode, state, by, asked, at, alert, took } = run;
  return {
    ...{ id, action, deed: run.deed, mode, state, alert, detail: run.detail, output: run.output },
    ...{ by: by.name, asked_by: asked?.name ?? null, at: iso(at) },
    ...{ exit_code: run.code, took_ms: took },
  };
}
