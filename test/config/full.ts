/** Variables that the full file needs. */
export const FULL_ENV = `DISCORD_TOKEN=discord-token-1
TELEGRAM_BOT_TOKEN=123:telegram-token
HEARTBEAT_URL=https://hc.example.com/5f6c2a3e-0000-4d1b-9a55-111122223333
WEB_PASSWORD=correct horse
LAKE_TOKEN=lake-token-1
ROLE_ADMIN_IDS=5,tg:5
`;

/** A file with every section and every key. */
export const FULL_YAML = `settings:
  group_wait: 30s
  group_by: target
  storm: 8
  remind: 4h
  fail_over: 2m
  startup_grace: 60s
  quorum: ["192.0.2.1:443"]
storage:
  retention: 30d
  hours: 365d
  limit: 20GB
  written_per_day: 500MB
  series_per_target: 4000
  series_total: 100000
metrics:
  - name: orders.rate
    type: gauge
    unit: ratio
    title: Orders filled
    category: shop
    explanation: Orders that were filled, of all that were placed.
    tags: [queue]
    bands: {warning: "< 0.9", critical: ["< 0.8", "p95 < 0.7"]}
    aliases: [order_rate]
    key: true
    retention: 90d
targets:
  - {name: router, kind: ssh, host: 192.0.2.1, port: 2222, user: monitor, key: /srv/keys/id, agent: /run/agent, known_hosts: ~/known}
  - name: web-1
    kind: ssh
    host: 192.0.2.10
    password: "\${WEB_PASSWORD}"
    host_key: SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    interval: 5m
    preset: base
    labels: {team: core, rack: 7}
    parent: router
  - {name: here, kind: local}
rules:
  - name: disk_full
    when: system.disk > 90
    for: 5m
    clear: system.disk < 85 and target.reachable
    severity: critical
    type: resource
    cooldown: 10m
    escalate: 30m
    remind: 2h
    channels: [ops, phone]
    labels: {team: core}
    message: "Disk {mount} of {target} at {value}"
    runbook: https://wiki.example.com/disk
    targets: [web-1, here]
  - name: high_cpu_here
    condition: avg('system.cpu', '5m') > 95 or system.load5 > 2 * system.cores
    level: warning
    clear: 5m
    remind: never
channels:
  ops: {kind: discord, channel: "123456789012345678", thread: "1", quiet: "12:00-13:00", zone: Europe/Lisbon}
  phone: {kind: telegram, chat: "-100", thread: 7, quiet: "22:00-07:00", pushes_per_hour: 20}
  screen: {kind: console}
routes:
  - {match: {severity: ">=warning"}, to: [ops, phone]}
  - {match: {severity: critical, target: web-1, rule: disk_full, labels: {team: core}}, to: screen}
reports:
  - {period: daily, at: "0 23 * * *", zone: Europe/Berlin, to: [ops]}
inhibit:
  - {when: {rule: disk_full}, mute: {severity: warning}, same: [target]}
  - {when: {target: router, severity: critical}, mute: {labels: {team: core}}, same: [team]}
maintenance:
  - {name: backup, at: "0 3 * * 0", duration: 2h, zone: Europe/Berlin, match: {target: web-1, severity: error, labels: {team: core}}}
  - {name: night, at: "0 1 * * *", duration: 30m}
exports:
  - {name: lake, kind: url, url: https://lake.example.com/in, token: "\${LAKE_TOKEN}", match: {metrics: system., targets: [web-1]}, labels: {site: home}}
  - {name: old, kind: influx, url: "http://192.0.2.9:8086/", db: tocsin, user: ana, password: old-password-1}
  - {name: new, kind: influx, url: "http://192.0.2.9:8087", org: home, bucket: tocsin, token: new-token-1}
  - {name: prom, kind: remote_write, url: https://prom.example.com/api/v1/write}
people:
  - {name: Ana, role: admin, discord: "111", telegram: 222, zone: Europe/Lisbon}
  - {name: Ben, role: viewer, telegram: "333"}
`;
