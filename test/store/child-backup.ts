import { makeBackup } from '../../src/store/backup.ts';
import { partsIn } from '../../src/store/backup-copy.ts';

/** Makes one backup after the other and prints the name of each, until it is killed. */
const [home = '', folder = ''] = process.argv.slice(2);
const { signal } = new AbortController();
process.stdout.write('ready\n');
for (;;) {
  const order = { files: partsIn(home), folder, keep: 3, at: Date.now() };
  const { backup } = await makeBackup(order, signal);
  process.stdout.write(`${backup.name}\n`);
}
