import type { Reading } from '../../model/sample.ts';
import type { Files } from '../linux-files.ts';

/** More sensors are not told apart by anybody. */
const MAX_SENSORS = 32;
/** Degrees that a sensor can show; others are broken or not connected. */
const COLDEST = -40;
const HOTTEST = 150;

const ZONE = /^(\/sys\/class\/thermal\/thermal_zone\d+)\/temp$/;
const CHIP = /^(\/sys\/class\/hwmon\/hwmon\d+)\/(temp\d+)_input$/;

/** Thousandths of a degree: https://docs.kernel.org/hwmon/sysfs-interface.html */
function degrees(text: string): number | null {
  const digits = text.trim();
  if (!/^-?\d{1,7}$/.test(digits)) return null;
  const value = Number(digits) / 1_000;
  return value >= COLDEST && value <= HOTTEST ? value : null;
}

function sensorOf(files: Files, path: string): string | null {
  const line = (file: string) => files.get(file)?.trim().slice(0, 60) || null;
  const zone = ZONE.exec(path)?.[1];
  if (zone !== undefined) return line(`${zone}/type`) ?? zone.slice(zone.lastIndexOf('/') + 1);
  const [, chip, input] = CHIP.exec(path) ?? [];
  if (chip === undefined || input === undefined) return null;
  const name = line(`${chip}/name`) ?? chip.slice(chip.lastIndexOf('/') + 1);
  return `${name} ${line(`${chip}/${input}_label`) ?? input}`;
}

/** Temperatures of the sensors that the kernel knows; two of one name are shown by the hotter one. */
export function temperatureReadings(files: Files): readonly Reading[] {
  const hottest = new Map<string, number>();
  for (const [path, text] of files) {
    const sensor = sensorOf(files, path);
    const value = sensor === null ? null : degrees(text);
    if (sensor === null || value === null) continue;
    if (hottest.size >= MAX_SENSORS && !hottest.has(sensor)) continue;
    hottest.set(sensor, Math.max(value, hottest.get(sensor) ?? COLDEST));
  }
  return [...hottest].map(([sensor, value]) => ({
    metric: 'system.temperature',
    labels: { sensor },
    value,
  }));
}
