import type { Block, Inline, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import type { AbsentKind, ChannelTest, ChannelView } from '../model/channel-view.ts';
import { formatValue } from '../model/format.ts';

/** For whoever has no channel yet. */
const WRITE_FIRST =
  'Write TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID, or DISCORD_TOKEN and DISCORD_ALERT_CHANNEL_ID, into .env and start Tocsin again; or set up one of those below.';

/** Every channel with its state, and the kinds that nobody has set up. */
export function channelsReply(
  channels: readonly ChannelView[],
  absent: readonly AbsentKind[],
): Reply {
  const isNobody = channels.every(({ kind }) => kind === 'console');
  const blocks: Block[] = isNobody
    ? [heading('Alerts are shown in the terminal only', 'warning'), line(WRITE_FIRST)]
    : [heading(titleOf(channels), toneOf(channels))];
  for (const channel of channels) blocks.push(line(wordsOf(channel), toneOfOne(channel)));
  for (const { kind, setUp } of absent) {
    blocks.push(line([strong(kind), ` is off, not set up: ${setUp}`], 'muted'));
  }
  return reply(blocks, {
    ...(channels.length > 0 && { footer: 'Try one: /channels test <name>, or all' }),
    data: {
      channels: channels.map(channelData),
      not_set_up: absent.map(({ kind, setUp }) => ({ kind, set_up: setUp })),
    },
  });
}

/** One channel with its state. */
export function channelReply(channel: ChannelView): Reply {
  const { name } = channel;
  const tone = toneOfOne(channel);
  return reply([line(wordsOf(channel), tone === 'info' ? 'good' : tone)], {
    footer: `Try it: /channels test ${name}`,
    data: { channels: [channelData(channel)] },
  });
}

function channelData({ deliveredAt, ...one }: ChannelView) {
  return { ...one, delivered_at: deliveredAt };
}

function titleOf(channels: readonly ChannelView[]): string {
  const wrong = channels.filter((one) => toneOfOne(one) !== 'info').length;
  const all = channels.length === 1 ? '1 channel' : `${channels.length} channels`;
  return wrong === 0 ? all : `${all}, ${wrong} in trouble`;
}

function toneOf(channels: readonly ChannelView[]): Tone {
  const tones = channels.map(toneOfOne);
  if (tones.includes('bad')) return 'bad';
  return tones.includes('warning') ? 'warning' : 'good';
}

function toneOfOne({ off, trouble, connection }: ChannelView): Tone {
  if (off !== null) return 'bad';
  return trouble === null && connection === null ? 'info' : 'warning';
}

function wordsOf(channel: ChannelView): Inline[] {
  const { name, kind, address, off, connection, waiting, deliveredAt, trouble } = channel;
  const place = [kind, address].filter((word) => word !== name && word !== '').join(' ');
  const last: Inline[] =
    deliveredAt === null ? ['nothing delivered yet'] : ['last delivered ', time(deliveredAt)];
  return [
    strong(name),
    place === '' ? ': ' : ` (${place}): `,
    ...(off === null ? last : [`off: ${off}`]),
    ...(connection === null || off !== null ? [] : [` · ${kind} is ${connection}`]),
    ...(waiting === 0 ? [] : [` · ${waiting} waiting`]),
    ...(trouble === null || off !== null ? [] : [` · ${trouble}`]),
  ];
}

/** How test messages fared; `isOver`: no more comes. */
export function channelTestReply(tests: readonly ChannelTest[], isOver: boolean): Reply {
  const done = tests.filter(({ kind }) => kind === 'delivered').length;
  const title = `${done} of ${tests.length} ${tests.length === 1 ? 'test' : 'tests'} delivered`;
  const tone = done === tests.length ? 'good' : 'warning';
  const lines = tests.map((one) =>
    line([strong(one.name), `: ${outcome(one, isOver)}`], toned(one)),
  );
  return reply([heading(isOver ? title : `Testing: ${title}`, isOver ? tone : 'info'), ...lines], {
    data: { over: isOver, tests },
  });
}

function toned(test: ChannelTest): Tone {
  const { kind } = test;
  if (kind === 'delivered') return test.remark === undefined ? 'good' : 'warning';
  return kind === 'refused' ? 'bad' : 'warning';
}

function outcome(test: ChannelTest, isOver: boolean): string {
  switch (test.kind) {
    case 'delivered':
      return `delivered in ${formatValue(test.took, 'ms')}${test.remark ? `, but ${test.remark}` : ''}`;
    case 'refused':
      return `refused: ${test.reason}`;
    case 'waiting':
      return waitingWords(test.reason, isOver);
    default:
      return test satisfies never;
  }
}

function waitingWords(reason: string | null, isOver: boolean): string {
  if (reason !== null) return `not taken: ${reason}. It is tried again.`;
  return isOver ? 'not taken yet; /channels shows how it goes on' : 'on its way';
}
