import type { CheckKind } from './kind.ts';
import { dns } from './kinds/dns.ts';
import { docker } from './kinds/docker.ts';
import { domain } from './kinds/domain.ts';
import { freshness } from './kinds/freshness.ts';
import { group } from './kinds/group.ts';
import { grpc } from './kinds/grpc.ts';
import { http } from './kinds/http.ts';
import { icmp } from './kinds/icmp.ts';
import { influxdb } from './kinds/influxdb.ts';
import { mongodb } from './kinds/mongodb.ts';
import { mqtt } from './kinds/mqtt.ts';
import { mysql } from './kinds/mysql.ts';
import { nats } from './kinds/nats.ts';
import { postgres } from './kinds/postgres.ts';
import { processes } from './kinds/process.ts';
import { prometheus } from './kinds/prometheus.ts';
import { push } from './kinds/push.ts';
import { rabbitmq } from './kinds/rabbitmq.ts';
import { redis } from './kinds/redis.ts';
import { script } from './kinds/script.ts';
import { smtp } from './kinds/smtp.ts';
import { snmp } from './kinds/snmp.ts';
import { sqlite } from './kinds/sqlite.ts';
import { ssh } from './kinds/ssh.ts';
import { systemd } from './kinds/systemd.ts';
import { tcp } from './kinds/tcp.ts';
import { tls } from './kinds/tls.ts';
import { websocket } from './kinds/websocket.ts';

/** Every kind of check. */
export const checkKinds: readonly CheckKind[] = [
  // One line per file.
  dns,
  docker,
  domain,
  freshness,
  group,
  grpc,
  http,
  icmp,
  influxdb,
  mongodb,
  mqtt,
  mysql,
  nats,
  postgres,
  processes,
  prometheus,
  push,
  rabbitmq,
  redis,
  script,
  smtp,
  snmp,
  sqlite,
  ssh,
  systemd,
  tcp,
  tls,
  websocket,
];

export function findCheckKind(kind: string): CheckKind | undefined {
  return checkKinds.find((one) => one.kind === kind);
}
