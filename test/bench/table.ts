import { styleText } from 'node:util';
import type { Figure } from './figure.ts';

const HEADINGS = ['figure', 'value', 'unit', 'goal', ''] as const;
type Row = readonly [string, string, string, string, string];

/** Figures for people, one line each; the columns line up. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(row);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((one) => one[column]?.length ?? 0)),
  );
  const lines = [HEADINGS, ...rows].map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 1 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const [first = '', ...others] = lines;
  return [styleText('bold', first), ...others.map(coloured)].join('\n');
}

function row({ name, value, unit, goal, holds, why, peer }: Figure): Row {
  const beside = peer ? `${peer.name}: ${readable(peer.value)}` : (why ?? '');
  const isMissing = holds === null && goal !== 'none';
  return [name, isMissing ? '-' : readable(value), unit, goal, `${verdict(holds)}${beside}`];
}

function verdict(holds: boolean | null): string {
  if (holds === null) return '';
  return holds ? 'holds ' : 'MISSED ';
}

function coloured(line: string): string {
  return line.includes('  MISSED') ? styleText('red', line) : line;
}

/** Three digits that count, and every digit before the point. */
function readable(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
