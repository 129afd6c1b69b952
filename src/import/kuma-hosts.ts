import { Secret } from './found.ts';
import type { KumaEntry, Monitor } from './kuma-row.ts';
import { maybe, textOf } from './kuma-row.ts';

/** A row of the table `docker_host`: how an engine is reached. */
export interface DockerHost {
  readonly id: number;
  /** `/var/run/docker.sock`, or an address. */
  readonly docker_daemon: string | null;
}

/** Where an engine listens unless it is told otherwise. */
const USUAL_SOCKET = '/var/run/docker.sock';

export function dockerEntry(row: Monitor, hosts: readonly DockerHost[]): KumaEntry | string {
  const daemon = hosts.find(({ id }) => id === row['docker_host'])?.docker_daemon?.trim() ?? '';
  const [, scheme = '', place = ''] = /^(?:(\w+):\/\/)?(.*)$/.exec(daemon) ?? [];
  if (scheme === 'https') return 'its engine is asked over TLS: write a target of kind `docker`';
  const isUsual = place === '' || daemon === USUAL_SOCKET;
  const address = daemon.startsWith('/')
    ? `unix://${daemon}`
    : `tcp://${place.replace(/\/+$/, '')}`;
  return {
    entry: {
      ...{ kind: 'docker', container: textOf(row, 'docker_container') },
      engine: isUsual ? undefined : address,
    },
  };
}

/** The service that tells of health: https://grpc.io/docs/guides/health-checking/ */
const HEALTH = /^(grpc\.health\.v1\.)?Health$/;

export function grpcEntry(row: Monitor): KumaEntry | string {
  const url = textOf(row, 'grpc_url').replace(/^\w+:\/\//, '');
  const [whole, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(url) ?? [];
  if (whole === undefined) return 'its address has no port';
  const [service, method] = [textOf(row, 'grpc_service_name'), textOf(row, 'grpc_method')];
  const isHealth = service === '' || HEALTH.test(service);
  const lost = [
    ...(isHealth ? [] : [`${service}.${method}: such a check asks grpc.health.v1.Health`]),
    ...(isHealth || textOf(row, 'keyword') === '' ? [] : ['its keyword']),
  ];
  return {
    entry: {
      ...{ kind: 'grpc', host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) },
      tls: row['grpc_enable_tls'] === 1 || undefined,
    },
    lost,
  };
}

export function snmpEntry(row: Monitor): KumaEntry | string {
  const version = maybe(row, 'snmp_version') ?? '2c';
  if (version === '3') return 'it speaks SNMP 3: there are only checks of 2c';
  // Its community stands in a column of another type: https://github.com/louislam/uptime-kuma/blob/2.0.0/server/monitor-types/snmp.js
  const community = maybe(row, 'radius_password');
  const wanted = maybe(row, 'expected_value');
  const path = maybe(row, 'json_path') ?? '$';
  const expect = wanted === undefined || path !== '$' ? null : snmpExpectation(row, wanted);
  return {
    entry: {
      ...{ kind: 'snmp', host: textOf(row, 'hostname'), port: row['port'] ?? undefined },
      community:
        community === undefined || community === 'public' ? undefined : new Secret(community),
      oids: { value: textOf(row, 'snmp_oid').replace(/^\./, '') },
      expect: expect ?? undefined,
    },
    lost: [
      ...(version === '1' ? ['version 1: it is asked as 2c'] : []),
      ...(wanted !== undefined && expect === null ? ['its condition: write `expect:`'] : []),
    ],
  };
}

function snmpExpectation(row: Monitor, wanted: string): string | null {
  const operator = maybe(row, 'json_path_operator') ?? '==';
  if (operator === 'contains') return `oid.value.contains(${JSON.stringify(wanted)})`;
  if (!['==', '!=', '<', '<=', '>', '>='].includes(operator)) return null;
  const isNumber = /^-?\d+(\.\d+)?$/.test(wanted);
  return `oid.value ${operator} ${isNumber ? wanted : JSON.stringify(wanted)}`;
}

export function smtpEntry(row: Monitor): KumaEntry {
  const security = textOf(row, 'smtp_security');
  return {
    entry: {
      ...{ kind: 'smtp', host: textOf(row, 'hostname'), port: row['port'] ?? undefined },
      tls: security === 'secure' || undefined,
      starttls: security === 'nostarttls' ? false : undefined,
      expect: security === 'starttls' ? 'starttls == true' : undefined,
    },
  };
}
