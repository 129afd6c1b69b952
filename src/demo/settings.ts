import type { Machine } from './machine.ts';

/** `tocsin.yaml` of the demo. Its machines tell by themselves, so that nothing is asked outside. */
export function settingsText(machines: readonly Machine[]): string {
  const targets = machines.map(
    ({ name, story }) =>
      `  # ${story}\n  - {name: ${name}, kind: push, interval: 60s, silent_after: 7d}`,
  );
  return `# Made by tocsin demo: two weeks of five machines that do not exist.
targets:
${targets.join('\n')}

metrics:
  - {name: system.cpu.steal, title: CPU taken by others, unit: percent, category: system, explanation: "Share of the processor that other tenants of the same hardware took while work here waited."}
  - {name: queue.length, title: Jobs that wait, unit: count, category: application}
  - {name: requests.rate, title: Requests per second, category: application}

rules:
  - {name: api_slow, type: performance, when: "p95('check.latency_ms', '15m') > 500", severity: error, for: 5m, clear: 5m, message: "Check {name} of {target} takes {value}, at the 95th percentile of 15 min"}
  - {name: noisy_neighbour, type: resource, when: system.cpu.steal > 10, for: 5m, clear: 10m, message: "Other tenants take {value} of the processor of {target}"}
  - {name: queue_long, type: resource, when: queue.length > 500, for: 5m, message: "{value} jobs wait on {target}"}
`;
}

/** `.env` of the demo, so that commands in its folder find it whatever else is installed. */
export function variablesText(zone: string): string {
  return `TOCSIN_DATA_DIR=.\nREPORT_TZ=${zone}\n`;
}
