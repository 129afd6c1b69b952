import type { Block } from '../chat/reply.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** No event, then quarters of the most. */
const SHADES = '·░▒▓█';
/** Hours above the columns; blanks would be drawn together. */
const HOURS = '0·····6·····12····18····';

/** Weekdays by hours in shades: 29 characters wide, which a phone shows in one line. */
export function heatmapBlock(cells: readonly (readonly number[])[]): Block {
  const most = Math.max(1, ...cells.flat());
  const shade = (count: number) => SHADES[Math.ceil((count / most) * (SHADES.length - 1))] ?? '';
  return {
    kind: 'table',
    columns: [
      { title: '', align: 'left' },
      { title: HOURS, align: 'left' },
    ],
    rows: DAYS.map((day, index) => [day, (cells[index] ?? []).map(shade).join('')]),
  };
}

/** When most happened, such as `Mon 14:00`, and how much; null when nothing did. */
export function busiestHour(cells: readonly (readonly number[])[]): {
  readonly when: string;
  readonly count: number;
} | null {
  let busiest: { when: string; count: number } | null = null;
  for (const [index, row] of cells.entries()) {
    for (const [hour, count] of row.entries()) {
      if (count <= (busiest?.count ?? 0)) continue;
      busiest = { when: `${DAYS[index]} ${String(hour).padStart(2, '0')}:00`, count };
    }
  }
  return busiest;
}
