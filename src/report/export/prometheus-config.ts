import type { HttpPlace } from './world.ts';

/** Addresses that mean every address of a machine: from this machine it is reached as localhost. */
const ANY_ADDRESS = /^(0\.0\.0\.0|\[?::\]?)$/;

/**
 * A `prometheus.yml` that scrapes this installation. The key stays out of it: Prometheus reads it from a file.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export function prometheusConfig({ host, port, hasKey }: Omit<HttpPlace, 'enabled'>): string {
  const name = ANY_ADDRESS.test(host) ? 'localhost' : host;
  const at = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  const key = hasKey
    ? [
        '    # The value of ANALYTICS_API_KEY, without a line break, in a file beside this one:',
        '    # sed -n "s/^ANALYTICS_API_KEY=//p" .env | tr -d "\\n" > tocsin.key && chmod 600 tocsin.key',
        '    authorization:',
        '      type: Bearer',
        '      credentials_file: tocsin.key',
      ]
    : [];
  return [
    '# Prometheus that scrapes Tocsin: prometheus --config.file=prometheus.yml',
    'global:',
    '  scrape_interval: 15s',
    '',
    'scrape_configs:',
    '  - job_name: tocsin',
    '    scrape_interval: 30s',
    '    metrics_path: /metrics',
    ...key,
    '    static_configs:',
    `      - targets: ['${at}:${port}']`,
    '',
  ].join('\n');
}
