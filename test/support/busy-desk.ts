import type { Actor } from '../../src/model/person.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aTarget, NOON, openDesk, reading } from './desk.ts';

export const root: Actor = { id: 'console:root', name: 'root', surface: 'console', role: 'admin' };
const FOLDER_SSH = {
  host: '2001:db8::1',
  port: 2222,
  user: 'mon',
  keyFile: null,
  password: 'hunter2-hunter2',
  agent: null,
  hostKey: null,
  knownHosts: '',
};
const TARGETS = [
  aTarget({ name: 'web-1', interval: 10 * MINUTE }),
  aTarget({ name: 'web-2' }),
  aTarget({ name: 'db', kind: 'ssh', ssh: FOLDER_SSH }),
];

/** A desk where web-1 has a full disk, memory that filled up and a busy spell; web-2 fell silent; db was never reached. */
export async function busy() {
  const desk = await openDesk({ targets: TARGETS });
  for (let at = NOON - 25 * HOUR; at <= NOON; at += 10 * MINUTE) {
    const memory = at < NOON - 2 * HOUR ? 50 : 97;
    const cpu = at >= NOON - 6 * HOUR && at < NOON - 5 * HOUR ? 80 : 20;
    await desk.measured('web-1', at, [
      reading('system.cpu', cpu),
      reading('system.memory', memory),
      reading('system.disk', 60, { mount: '/' }),
      reading('system.disk', 97, { mount: '/var' }),
      reading('system.disk.inodes', 5, { mount: '/' }),
    ]);
    if (at < NOON - 3 * HOUR) await desk.measured('web-2', at, [reading('system.cpu', 5)]);
    else await desk.missed('web-2', at);
  }
  desk.at(NOON);
  const answer = async (line: string, actor?: Actor) => desk.shown(await desk.ask(line, actor));
  return { ...desk, answer };
}
