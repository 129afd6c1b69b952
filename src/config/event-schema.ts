import { z } from 'zod';
import { LABEL, line, listOf, severity } from './fields.ts';

const NAME = /^[a-zA-Z_][\w.:-]{0,199}$/;
const TYPE_HINT = 'write a type of events, such as api_call';
const METRIC_HINT = 'write the name of a metric, such as api.errors';
const FIELD_HINT = 'write the name of a tag or field, such as endpoint';
const KIND_HINT = 'write a kind of trouble in small letters, - and _, such as performance';

const text = (pattern: RegExp, hint: string) => z.string(hint).regex(pattern, hint);
const field = text(NAME, FIELD_HINT);
const by = listOf(text(LABEL, FIELD_HINT), 'write a list of tags such as [endpoint]').optional();

export const EventAlert = z.strictObject(
  {
    severity: severity.default('warning'),
    type: text(/^[a-z_-]{1,63}$/, KIND_HINT).default('custom'),
    message: line('write what people should read, e.g. "{endpoint} refuses"', 500),
    by,
  },
  'write what people should read, e.g. {message: "{endpoint} refuses"}',
);

/** One of `counter`, `histogram` and `alert`, and what goes with it. */
export const EventEntry = z
  .strictObject({
    type: text(NAME, TYPE_HINT),
    when: line('write a condition such as status >= 400').optional(),
    counter: text(NAME, METRIC_HINT).optional(),
    value: field.optional(),
    histogram: text(NAME, METRIC_HINT).optional(),
    field: field.optional(),
    by,
    alert: EventAlert.optional(),
  })
  .refine((entry) => kindsOf(entry).length === 1, {
    error: 'write one of `counter`, `histogram` and `alert`',
    when: isRead,
  })
  .refine((entry) => entry.histogram === undefined || entry.field !== undefined, {
    path: ['field'],
    error: 'write the field that holds the value, e.g. duration_ms',
    when: isRead,
  })
  .refine((entry) => entry.field === undefined || entry.histogram !== undefined, {
    path: ['field'],
    error: 'it belongs to `histogram`; what a counter grows by is `value`',
    when: isRead,
  })
  .refine((entry) => entry.value === undefined || entry.counter !== undefined, {
    path: ['value'],
    error: 'it belongs to `counter`; what a histogram takes is `field`',
    when: isRead,
  })
  .refine((entry) => entry.by === undefined || entry.alert === undefined, {
    path: ['by'],
    error: 'write it within `alert`',
    when: isRead,
  });

function kindsOf(entry: object): string[] {
  return ['counter', 'histogram', 'alert'].filter((key) => Object.hasOwn(entry, key));
}

/** Whether a check of two keys together makes sense: also when another key is wrong, so that all is said at once. */
function isRead({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null;
}
