import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/whole-app.ts';
import { type Daemon, isThere, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `snmpd`. */
const SNMPD = 'snmpd';
export const HAS_SNMPD = isThere(SNMPD, '-v');

/** An agent on 127.0.0.1 that shows `system` to the community `correct-horse`. */
export async function startSnmpd(): Promise<Daemon> {
  const folder = serverFolder();
  const port = await freePort();
  const settings = join(folder, 'snmpd.conf');
  writeFileSync(
    settings,
    [
      // Over TCP only to see when it is there.
      `agentAddress udp:127.0.0.1:${port},tcp:127.0.0.1:${port}`,
      'view shown included .1.3.6.1.2.1.1',
      'view shown included .1.3.6.1.2.1.2.2.1',
      'view shown included .1.3.6.1.2.1.31.1.1.1',
      'rocommunity correct-horse 127.0.0.1 -V shown',
      'sysName shop.example.com',
      '',
    ].join('\n'),
  );
  return startDaemon([SNMPD, '-f', '-Le', '-C', '-c', settings, '-p', join(folder, 'pid')], {
    ...{ port, folder },
    env: { PATH: process.env['PATH'], SNMP_PERSISTENT_DIR: folder, MIBS: '' },
  });
}
