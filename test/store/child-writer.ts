import { openStore } from '../../src/store/sqlite/store.ts';
import { card, change, content, note, win, withTarget } from './fixtures.ts';

/** Opens one alert after the other and prints the id of each that is stored, until it is killed. */
const [file = '', prefix = ''] = process.argv.slice(2);
await using store = await openStore(file, { now: Date.now });
const target = await withTarget(store);
for (let n = 0; ; n++) {
  const fingerprint = `${prefix}-${n}`;
  const alert = await win(
    store,
    change(content({ target, fingerprint }), {
      events: [{ at: n, kind: 'fired', by: { id: 'rule', name: 'rule' }, detail: fingerprint }],
      messages: [card(), note('phone')],
      ruleState: { fingerprint, rule: 'disk_full', target, muted: null },
    }),
  );
  process.stdout.write(`${alert.id}\n`);
}
