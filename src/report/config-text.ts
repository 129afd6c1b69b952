import type { Block, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, say } from '../chat/reply.ts';
import type { ConfigChange, Reloaded } from '../model/config-change.ts';
import { formatDuration } from '../model/format.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Lines in one answer. */
const SHOWN = 30;
/** Characters of one line. */
const LINE = 300;

const SIGN = { added: '+', removed: '-', changed: '~' } as const satisfies Record<
  ConfigChange['kind'],
  string
>;

/** What became of reading the configuration anew. */
export function reloadedReply(outcome: Reloaded): Reply {
  switch (outcome.kind) {
    case 'refused':
      return reply(
        [
          heading('The configuration was not loaded: the old configuration stays', 'bad'),
          ...limited(outcome.problems, 'bad'),
        ],
        { data: outcome, private: true },
      );
    case 'unconfirmed':
      return reply(
        [
          heading('Something that is watched would go', 'warning'),
          ...limited(outcome.changes.map(changeText), 'info'),
          line('Nothing was changed yet. Say /config reload confirm to do it.', 'warning'),
          {
            kind: 'buttons',
            buttons: [
              {
                label: 'Reload all the same',
                tone: 'danger',
                command: 'config',
                input: 'reload confirm',
              },
            ],
          },
        ],
        { data: outcome, private: true },
      );
    case 'applied':
      return applied(outcome);
    default:
      return outcome satisfies never;
  }
}

function applied(outcome: Extract<Reloaded, { kind: 'applied' }>): Reply {
  const { changes, restart } = outcome;
  const later =
    restart.length === 0
      ? []
      : [line(`Needs a restart: ${shortened(restart.join(', '), 1_000)}.`, 'warning')];
  if (changes.length === 0 && restart.length === 0) {
    return say('The configuration is as it was: nothing to change.', 'good', outcome);
  }
  const title = heading(`Configuration loaded: ${counted(changes.length, 'change')}`, 'good');
  return reply([title, ...limited(changes.map(changeText), 'info'), ...later], {
    data: outcome,
    private: true,
  });
}

/** `+ target web-2: kind: ssh`. */
export function changeText({ kind, what, detail }: ConfigChange): string {
  return `${SIGN[kind]} ${what}${detail === '' ? '' : `: ${detail}`}`;
}

/** As many lines as one answer holds. */
export function limited(lines: readonly string[], tone: Tone): Block[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, SHOWN).map((one) => shortened(one, LINE));
  const rest = lines.length - shown.length;
  if (rest > 0) shown.push(`and ${grouped(rest)} more`);
  return [line(shown.join('\n'), tone)];
}

/** Names of what a list of the configuration holds. */
const NAMED = 8;

/** The main parts of the configuration in force; a program gets the whole. */
export function configReply(config: unknown): Reply {
  const parts = typeof config === 'object' && config !== null ? Object.entries(config) : [];
  const fields = parts.flatMap(([name, value]) => {
    const text = typeof value === 'number' ? scalarText(name, value) : partText(value);
    return text === null ? [] : [{ name, value: text, inline: true }];
  });
  return reply(
    [
      heading('Configuration in force'),
      { kind: 'fields', fields: fields.slice(0, 24) },
      line(
        'As a program reads it: npx tocsin config --json. /config reload reads the files anew.',
        'muted',
      ),
    ],
    { data: config, private: true },
  );
}

function partText(value: unknown): string | null {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return listText(value);
  if (typeof value === 'object') return objectText(value);
  return shortened(String(value), LINE);
}

/** Times of the configuration, which a program reads in milliseconds. */
const TIMES = ['retention', 'groupWait', 'remind', 'failOver', 'startupGrace', 'interval'];

function scalarText(key: string, value: unknown): string {
  return TIMES.includes(key) && typeof value === 'number' ? formatDuration(value) : String(value);
}

function listText(all: readonly unknown[]): string {
  if (all.length === 0) return 'none';
  const names = all.map(nameOf).filter((name) => name !== null);
  const shown = names.slice(0, NAMED).map((name) => shortened(name, 40));
  const rest = all.length - shown.length;
  if (shown.length === 0) return grouped(all.length);
  return `${grouped(all.length)}: ${shown.join(', ')}${rest > 0 ? `, and ${grouped(rest)} more` : ''}`;
}

function nameOf(one: unknown): string | null {
  if (typeof one === 'string') return one;
  if (typeof one !== 'object' || one === null || !('name' in one)) return null;
  return typeof one.name === 'string' ? one.name : null;
}

function objectText(value: object): string {
  const parts = Object.entries(value)
    .filter(([, one]) => typeof one !== 'object' && one !== undefined)
    .map(([key, one]) => `${key} ${scalarText(key, one)}`);
  return parts.length === 0
    ? grouped(Object.keys(value).length)
    : shortened(parts.join(', '), LINE);
}
