import type { Command } from '../src/chat/command.ts';
import { about } from './about.ts';
import { ack } from './ack.ts';
import { activity } from './activity.ts';
import { alert } from './alert.ts';
import { alerts } from './alerts.ts';
import { analyze } from './analyze.ts';
import { anomalies } from './anomalies.ts';
import { backup } from './backup.ts';
import { board } from './board.ts';
import { capacity } from './capacity.ts';
import { certs } from './certs.ts';
import { channels } from './channels.ts';
import { chart } from './chart.ts';
import { check } from './check.ts';
import { checklist } from './checklist.ts';
import { compare } from './compare.ts';
import { config } from './config.ts';
import { containers } from './containers.ts';
import { correlate } from './correlate.ts';
import { doctor } from './doctor.ts';
import { errors } from './errors.ts';
import { escalation } from './escalation.ts';
import { events } from './events.ts';
import { explain } from './explain.ts';
import { exportCommand } from './export.ts';
import { fix } from './fix.ts';
import { forecast } from './forecast.ts';
import { freshness } from './freshness.ts';
import { gaps } from './gaps.ts';
import { handover } from './handover.ts';
import { health } from './health.ts';
import { heatmap } from './heatmap.ts';
import { help } from './help.ts';
import { incidents } from './incidents.ts';
import { jobs } from './jobs.ts';
import { logs } from './logs.ts';
import { maintenance } from './maintenance.ts';
import { mark } from './mark.ts';
import { me } from './me.ts';
import { metrics } from './metrics.ts';
import { noise } from './noise.ts';
import { note } from './note.ts';
import { oncall } from './oncall.ts';
import { overview } from './overview.ts';
import { pair } from './pair.ts';
import { panel } from './panel.ts';
import { perf } from './perf.ts';
import { recommend } from './recommend.ts';
import { report } from './report.ts';
import { resolve } from './resolve.ts';
import { rules } from './rules.ts';
import { runbook } from './runbook.ts';
import { silence } from './silence.ts';
import { silences } from './silences.ts';
import { snapshot } from './snapshot.ts';
import { status } from './status.ts';
import { storage } from './storage.ts';
import { targets } from './targets.ts';
import { thresholds } from './thresholds.ts';
import { top } from './top.ts';
import { trend } from './trend.ts';
import { unack } from './unack.ts';
import { unsilence } from './unsilence.ts';
import { uptime } from './uptime.ts';
import { watch } from './watch.ts';
import { why } from './why.ts';
import { writeup } from './writeup.ts';

/** Every command, in the order of /help. */
export const commands: readonly Command[] = [
  health,
  status,
  alerts,
  alert,
  ack,
  unack,
  handover,
  escalation,
  resolve,
  note,
  noise,
  why,
  writeup,
  silence,
  unsilence,
  silences,
  maintenance,
  mark,
  oncall,
  me,
  fix,
  rules,
  thresholds,
  runbook,
  report,
  analyze,
  recommend,
  trend,
  forecast,
  capacity,
  anomalies,
  compare,
  correlate,
  overview,
  chart,
  heatmap,
  perf,
  activity,
  check,
  freshness,
  gaps,
  watch,
  uptime,
  incidents,
  certs,
  metrics,
  explain,
  exportCommand,
  events,
  panel,
  checklist,
  errors,
  logs,
  snapshot,
  top,
  targets,
  channels,
  jobs,
  containers,
  config,
  doctor,
  backup,
  board,
  storage,
  help,
  about,
  pair,
];
