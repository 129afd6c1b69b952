import type { PanelMetric } from './grafana-metrics.ts';
import { DATASOURCE, panelOf } from './grafana-panel.ts';

/** Newest schema of Grafana: LATEST_VERSION in https://github.com/grafana/grafana/blob/main/apps/dashboard/pkg/migration/schemaversion/migrations.go */
const SCHEMA_VERSION = 42;
/** Columns of a dashboard: https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/ */
const COLUMNS = 24;
const WIDTH = 8;
const HEIGHT = 8;

/** A dashboard as Grafana imports it: key metrics first, then the rest by category. */
export function dashboard({
  title,
  metrics,
}: {
  readonly title: string;
  readonly metrics: readonly PanelMetric[];
}) {
  return {
    title: `Tocsin: ${title}`,
    tags: ['tocsin'],
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-24h', to: 'now' },
    timezone: '',
    templating: { list: [datasourceVariable(), targetVariable()] },
    annotations: { list: [] },
    links: [],
    panels: laidOut(metrics),
  };
}

function datasourceVariable() {
  return {
    ...{ name: 'datasource', label: 'Data source', type: 'datasource' },
    ...{ query: 'prometheus', current: {}, hide: 0, includeAll: false, multi: false },
    ...{ options: [], refresh: 1, regex: '' },
  };
}

/** Every watched target has a score. */
function targetVariable() {
  const query = 'label_values(health_score, target)';
  return {
    ...{ name: 'target', label: 'Target', type: 'query', datasource: DATASOURCE },
    definition: query,
    query: { query, refId: 'target' },
    ...{ current: { text: ['All'], value: ['$__all'] }, hide: 0, includeAll: true, multi: true },
    ...{ options: [], refresh: 2, regex: '', sort: 1 },
  };
}

function laidOut(metrics: readonly PanelMetric[]): readonly object[] {
  const groups = Map.groupBy(metrics, ({ metric }) =>
    metric.isKey ? 'Key metrics' : titled(metric.category),
  );
  const key = groups.get('Key metrics') ?? [];
  groups.delete('Key metrics');
  const rows = [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
  const panels: object[] = [];
  let y = 0;
  for (const [title, group] of [['Key metrics', key] as const, ...rows]) {
    if (group.length === 0) continue;
    const gridPos = { h: 1, w: COLUMNS, x: 0, y: y++ };
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos,
    });
    for (const [index, one] of group.entries()) {
      const column = index % (COLUMNS / WIDTH);
      const place = { h: HEIGHT, w: WIDTH, x: column * WIDTH, y };
      panels.push({ id: panels.length + 1, gridPos: place, ...panelOf(one) });
      if (column === COLUMNS / WIDTH - 1 || index === group.length - 1) y += HEIGHT;
    }
  }
  return panels;
}

function titled(category: string): string {
  return category.charAt(0).toUpperCase() + category.slice(1);
}
