import type { Chart } from './chart.ts';

/** Draws charts as SVG, for files; null where one was not drawn. */
export interface Drawings {
  /** @throws the signal's reason when `signal` aborts first. */
  svg(chart: Chart, theme: 'light' | 'dark', signal: AbortSignal): Promise<string | null>;
}
