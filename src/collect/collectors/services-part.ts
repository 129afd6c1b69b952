import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { MINUTE, SECOND } from '../../model/time.ts';
import type { Part } from '../part.ts';
import type { Probe } from '../remote.ts';

/** How often systemd is asked, which costs a host some milliseconds. */
const EVERY = MINUTE;
/** Units that are told of by name. */
const MAX_UNITS = 50;
const MAX_NAME = 120;

const UNITS = '@units';
const REBOOT = '@reboot';
const NO_REBOOT = '@current';

/** Debian and its kin say so in a file: https://manpages.debian.org/bookworm/reboot-notifier/reboot-notifier.8.en.html */
const PROBE: Probe = {
  name: 'services',
  script: `if test -d /run/systemd/system; then
echo ${UNITS}; systemctl list-units --state=failed --no-legend --no-pager --plain; fi
if test -e /run/reboot-required || test -e /var/run/reboot-required; then echo ${REBOOT}
elif test -e /etc/debian_version; then echo ${NO_REBOOT}; fi`,
  patience: 5 * SECOND,
  limit: 64 * 1024,
};

/** Name of a unit with what kind it is: https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html */
const UNIT = /^\W{0,3}([A-Za-z0-9:_.\\@-]+\.[a-z]+) /;

/** What the probe printed, as readings. */
export function serviceReadings(text: string): readonly Reading[] {
  const lines = text.split('\n');
  const readings: Reading[] = [];
  if (lines.includes(UNITS)) {
    const failed = new Set(lines.flatMap((line) => UNIT.exec(line)?.[1]?.slice(0, MAX_NAME) ?? []));
    readings.push({ metric: 'systemd.failed', labels: noLabels(), value: failed.size });
    for (const unit of [...failed].slice(0, MAX_UNITS)) {
      readings.push({ metric: 'systemd.unit_failed', labels: { unit: copied(unit) }, value: 1 });
    }
  }
  const isPending = lines.includes(REBOOT);
  if (isPending || lines.includes(NO_REBOOT)) {
    const value = Number(isPending);
    readings.push({ metric: 'system.reboot_pending', labels: noLabels(), value });
  }
  return readings;
}

/** Not a piece of a longer text, which it would keep in memory. */
function copied(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** Units of systemd that have failed, and whether a reboot is due. Rounds between two looks tell what the last one saw. */
export function servicesPart(): Part {
  let looked = Number.NEGATIVE_INFINITY;
  let latest: readonly Reading[] = [];
  return {
    probes: (now) => (now - looked >= EVERY ? [PROBE] : []),
    readings(answers, { now }) {
      const answer = answers.get(PROBE.name);
      if (answer !== undefined) {
        looked = now;
        latest = answer.end === 'ended' ? serviceReadings(answer.text) : [];
      }
      return latest;
    },
  };
}
