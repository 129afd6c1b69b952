import type { Reply } from '../../chat/reply.ts';
import type { Chart } from '../../model/chart.ts';
import type { Drawings } from '../../model/drawings.ts';
import type { PageFormat } from './files.ts';
import type { Drawn } from './page.ts';

/** Charts of one page that are drawn; a reader of more looks at none of them. */
const MOST = 40;

/**
 * Draws the charts of a reply for a page, one after the other; what was not drawn is a small curve there. Markdown has none.
 */
export async function drawnFor(
  { blocks }: Reply,
  { pictures, signal }: { readonly pictures: Drawings; readonly signal: AbortSignal },
  format?: PageFormat | 'file',
): Promise<(chart: Chart) => Drawn | null> {
  if (format === 'markdown') return () => null;
  const charts = blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart] : []));
  const drawn = new Map<Chart, Drawn>();
  for (const chart of charts.slice(0, MOST)) {
    const light = await pictures.svg(chart, 'light', signal);
    const dark = light === null ? null : await pictures.svg(chart, 'dark', signal);
    if (light !== null && dark !== null) drawn.set(chart, { light, dark });
  }
  return (chart) => drawn.get(chart) ?? null;
}
