import { customType, text } from 'drizzle-orm/sqlite-core';
import type { Severity } from '../../model/alert.ts';
import { SEVERITIES } from '../../model/alert.ts';

/** A severity as its place in SEVERITIES, so that an index sorts by strength. */
export const severity = customType<{ data: Severity; driverData: number }>({
  dataType: () => 'integer',
  toDriver: (value) => SEVERITIES.indexOf(value),
  fromDriver: (rank) => SEVERITIES[rank] ?? 'info',
});

/** A value as JSON. */
export const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>();

/** Who made it. */
export const author = () => ({
  byId: text('by_id').notNull(),
  byName: text('by_name').notNull(),
});
