import type { Chart } from '../model/chart.ts';
import type { ThemeName } from './theme.ts';

/** A picture as PNG with its size in pixels. */
export interface PngPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What the thread is asked for, one at a time. */
export interface Order {
  readonly format: 'png' | 'svg';
  readonly chart: Chart;
  readonly theme: ThemeName;
}

/** What it answers. */
export type Drawn =
  | ({ readonly kind: 'png' } & PngPicture)
  | { readonly kind: 'svg'; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string };
