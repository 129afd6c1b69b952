import type { ChartTone } from '../model/chart.ts';

/** How a picture is coloured: for a page or a chat that is dark, or light. */
export type ThemeName = 'dark' | 'light';

export interface Theme {
  readonly background: string;
  readonly text: string;
  /** Labels of axes, small print. */
  readonly quiet: string;
  readonly rule: string;
  /** Of lines, in their order; told apart by people who see no red or green too. */
  readonly series: readonly [string, ...string[]];
  readonly tones: Readonly<Record<ChartTone, string>>;
  /** From little to much. */
  readonly heat: readonly string[];
  /** A cell without a value. */
  readonly nothing: string;
}

// The series are those of https://jfly.uni-koeln.de/color/ (Okabe and Ito), lighter on dark.
const DARK: Theme = {
  background: '#1e2127',
  text: '#eceff4',
  quiet: '#a9b1bd',
  rule: '#343943',
  series: ['#5cb3f2', '#f0a742', '#2fc99a', '#e089c0', '#f4e45c', '#ea7340', '#9aa7ff', '#c3c9d1'],
  tones: {
    plain: '#5cb3f2',
    good: '#3fb868',
    warning: '#f1c40f',
    bad: '#ef8b3c',
    critical: '#f2545b',
    muted: '#7d8794',
  },
  heat: ['#26323f', '#2b5876', '#2f8a9b', '#58bf8f', '#d9d65a', '#f5a33c'],
  nothing: '#262a31',
};

const LIGHT: Theme = {
  background: '#ffffff',
  text: '#1d2430',
  quiet: '#5a6472',
  rule: '#e3e7ec',
  series: ['#0072b2', '#c77700', '#00805f', '#a8487f', '#8a7d00', '#c04a10', '#4a55c7', '#59636f'],
  tones: {
    plain: '#0072b2',
    good: '#23893f',
    warning: '#b98900',
    bad: '#c96a12',
    critical: '#c4212c',
    muted: '#7d8794',
  },
  heat: ['#e9f1f7', '#b5d4e6', '#6fb3c9', '#3f9480', '#caa928', '#d9731a'],
  nothing: '#f3f4f6',
};

const THEMES: Readonly<Record<ThemeName, Theme>> = { dark: DARK, light: LIGHT };

export function themeOf(name: ThemeName): Theme {
  return THEMES[name];
}
