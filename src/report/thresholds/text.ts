import type { Block, Button, Reply } from '../../chat/reply.ts';
import { code, heading, line, reply } from '../../chat/reply.ts';
import { formatDuration, formatValue } from '../../model/format.ts';
import { MINUTE } from '../../model/time.ts';
import { counted, grouped, shortened } from '../state-text.ts';
import type { Suggested, SuggestRequest, Tried } from './suggest.ts';
import { TRIED_DAYS } from './suggest.ts';

/** The suggestion, what it would have done, what the rule as it is did, and the button that proposes it. */
export function thresholdReply(suggested: Suggested, request: SuggestRequest): Reply {
  const { metric, target, judging } = request;
  const of = target === null ? metric.name : `${metric.name} of ${target.name}`;
  const about = {
    metric: metric.name,
    target: target?.name ?? null,
    rule: judging?.rule.name ?? null,
  };
  if (suggested.kind === 'not enough') {
    const text = `${shortened(of, 120)}: not enough data: ${suggested.have} of ${suggested.need} days`;
    return reply([heading(text, 'info')], {
      data: { ...about, problem: 'not enough', ...suggested },
    });
  }
  const { best, tried, present, days, count, direction } = suggested;
  const limit = formatValue(best.limit, metric.unit);
  const input = inputOf(best, request);
  const isBest = isNoBetter(best, present?.fired ?? null);
  const side = direction === 'above' ? 'at or below' : 'at or above';
  const blocks: Block[] = [
    heading(
      shortened(`${of}: ${direction} ${limit} for ${formatDuration(best.for)}`, 200),
      isBest ? 'info' : 'good',
    ),
    line(
      `${percentOf(best.share)} of what ${counted(count, 'series', 'series')} measured in ${counted(days, 'day')} lie ${side} it.`,
    ),
    line(`In the last ${TRIED_DAYS} days it would have fired ${timesText(best)}.`),
    ...presentBlocks(suggested, request),
    ...(tried.length > 1 ? [tableOf(tried, request)] : []),
    ...actBlocks(isBest ? null : input, request),
  ];
  return reply(blocks, {
    footer: 'A limit says what is rare, not what is bad: look at what it would have told of.',
    data: {
      ...{ ...about, when: best.when, for_seconds: best.for / 1_000, clear: best.clear },
      ...{ limit: best.limit, share: best.share, days, series: count },
      ...{
        fired: best.fired,
        present_fired: present?.fired ?? null,
        present_alerts: present?.live ?? null,
      },
      tried: tried.map((one) => ({
        limit: one.limit,
        for_seconds: one.for / 1_000,
        fired: one.fired,
      })),
      command: isBest ? null : `/rules ${input}`,
    },
  });
}

function isNoBetter(best: Tried, fired: number | null): boolean {
  return fired !== null && best.fired !== null && fired > 0 && best.fired >= fired;
}

/** The command that applies it; null: it is not worth it. */
function actBlocks(input: string | null, request: SuggestRequest): Block[] {
  const buttons: Block = { kind: 'buttons', buttons: buttonsOf(input, request) };
  if (input === null) return [buttons];
  return [...lostBlocks(request), line(['/rules ', code(shortened(input, 1_000))]), buttons];
}

/** Never rounded up to all. */
function percentOf(share: number): string {
  return `${Math.floor(share * 10_000 + 1e-6) / 100} %`;
}

function timesText({ fired, isCut }: Pick<Tried, 'fired' | 'isCut'>): string {
  if (fired === null) return 'nobody knows how often: nothing is stored to judge it by';
  const cut = isCut ? ', as far as there was time to look' : '';
  return `${fired === 1 ? 'once' : `${grouped(fired)} times`}${cut}`;
}

function presentBlocks(
  { present, best }: Extract<Suggested, { kind: 'suggested' }>,
  { view, judging, target }: SuggestRequest,
): Block[] {
  if (present === null || judging === null) {
    return [line('No rule compares this with a number yet.', 'muted')];
  }
  const { name, levels, for: span } = judging.rule;
  const held = span === 0 ? 'at once' : `for ${formatDuration(span)}`;
  const real =
    present.live === null ? '' : ` It did so ${timesText({ fired: present.live, isCut: false })}.`;
  const better = isNoBetter(best, present.fired)
    ? ' The new one would not have fired less: leave it, unless what it tells is of no use.'
    : '';
  const others =
    view === null && better === '' && target !== null
      ? ` It judges other targets too, so this would be a rule of ${target.name} alone.`
      : '';
  return [
    line([
      `As it is, ${shortened(name, 63)} (`,
      code(shortened(levels[0].when, 200)),
      ` ${held}) would have fired ${timesText(present)}.${real}${better}${others}`,
    ]),
  ];
}

function lostBlocks({ view }: SuggestRequest): Block[] {
  if (view === null || view.rule.levels.length === 1) return [];
  const [, ...others] = view.rule.levels;
  const which = others.map(({ severity, when }) => `${severity} if ${when}`).join(', ');
  return [
    line(`A rule that is changed has one level: ${shortened(which, 300)} would go.`, 'warning'),
  ];
}

function tableOf(tried: readonly Tried[], { metric }: SuggestRequest): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'limit', align: 'right' },
      { title: 'on the good side', align: 'right' },
      { title: 'for', align: 'right' },
      { title: 'would have fired', align: 'right' },
    ],
    rows: tried.map((one) => [
      ...[formatValue(one.limit, metric.unit), percentOf(one.share), formatDuration(one.for)],
      one.fired === null ? '-' : grouped(one.fired),
    ]),
  };
}

/** What `/rules` takes: a change of the rule, or a new one. */
function inputOf(
  { when, for: span, clear }: Tried,
  { metric, view, target }: SuggestRequest,
): string {
  const keys = [`when=${when}`, `for=${span / MINUTE}m`];
  if (view === null) {
    const name = [
      metric.name.replaceAll(/\W+/g, '_'),
      'suggested',
      ...(target ? [target.name] : []),
    ];
    const of = target === null ? [] : [`target=${target.name}`];
    return ['add', name.join('_').replaceAll(/[^\w-]+/g, '_'), ...keys, ...of].join(' ');
  }
  const cleared = view.rule.clear === clear || clear === null ? [] : [`clear=${clear}`];
  return ['edit', view.rule.name, ...keys, ...cleared].join(' ');
}

function buttonsOf(input: string | null, { metric, view }: SuggestRequest): Button[] {
  const look: Button = {
    label: 'Trend',
    tone: 'plain',
    command: 'trend',
    input: `${metric.name} 7d`,
  };
  const marked: Button[] =
    view === null
      ? []
      : [
          {
            label: 'By what was noise',
            tone: 'plain',
            command: 'rules',
            input: `suggest ${view.rule.name}`,
          },
        ];
  const apply: Button[] =
    input === null ? [] : [{ label: 'Apply', tone: 'primary', command: 'rules', input }];
  return [...apply, look, ...marked];
}
