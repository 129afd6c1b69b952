/** A value that a plug-in measured. */
export interface PerformanceValue {
  readonly label: string;
  /** In the unit that the plug-in writes; not converted. */
  readonly value: number;
}

export interface PluginOutput {
  /** Its first line without values, short enough for people. */
  readonly line: string;
  readonly values: readonly PerformanceValue[];
}

/** Characters of the first line that are kept. */
const MOST_LINE = 300;
/** Values of one run, and characters of a label. */
const MOST_VALUES = 100;
const MOST_LABEL = 120;

/**
 * Reads what plug-ins of Nagios print: `text | values`, then lines of more text, and more values after the next `|`.
 * https://www.monitoring-plugins.org/doc/guidelines.html#AEN200
 */
export function parsePluginOutput(output: string): PluginOutput {
  const [first = '', ...more] = output.replace(/^\s+/, '').split('\n');
  const [line = '', ...values] = first.split('|');
  const [, ...further] = more.join('\n').split('|');
  const given = [...values, ...further].join(' ');
  return { line: plain(line).slice(0, MOST_LINE), values: valuesIn(given) };
}

/** One line, without what moves a terminal or hides itself. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/**
 * `'label'=value[unit];warn;crit;min;max`; a quote in a label is written twice, and `U` stands for no value. It takes
 * whatever stands up to the next blank, so that all is read once.
 */
const PAIR = /\s*(?:'((?:[^']|'')*)'|([^\s'=]*))(?:=([^\s;]*))?\S*/g;
const VALUE = /^([-+]?\d{1,30}(?:\.\d{0,30})?(?:e[-+]?\d{1,3})?)(?:[a-z%]{0,5})$/i;

function valuesIn(text: string): readonly PerformanceValue[] {
  const found = new Map<string, number>();
  for (const [, quoted, bare = '', written = ''] of text.matchAll(PAIR)) {
    if (written === '') continue;
    const label = plain(quoted?.replaceAll("''", "'") ?? bare).slice(0, MOST_LABEL);
    const value = Number(VALUE.exec(written)?.[1] ?? Number.NaN);
    if (label !== '' && Number.isFinite(value)) found.set(label, value);
    if (found.size === MOST_VALUES) break;
  }
  return [...found].map(([label, value]) => ({ label, value }));
}
