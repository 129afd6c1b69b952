import type { Command } from '../src/chat/command.ts';
import { about } from './about.ts';
import { ack } from './ack.ts';
import { alert } from './alert.ts';
import { alerts } from './alerts.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import { pair } from './pair.ts';
import { report } from './report.ts';
import { resolve } from './resolve.ts';
import { status } from './status.ts';
import { targets } from './targets.ts';
import { trend } from './trend.ts';
import { why } from './why.ts';

/** Every command, in the order of /help. */
export const commands: readonly Command[] = [
  health,
  status,
  alerts,
  alert,
  ack,
  resolve,
  why,
  report,
  trend,
  targets,
  help,
  about,
  pair,
];
