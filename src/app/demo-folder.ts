import { existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../store/ports.ts';

/** Says of a folder that what is in it was made up. */
const MARK = 'demo.json';
/** What a process keeps in its folder of data. */
const OURS = /^(tocsin|samples|events|logs)\.(db|log|sock)|^forward$|^backups$/;

/**
 * Makes room for a demo: the folder is new, empty, or that of an earlier demo, whose data go.
 *
 * @throws StoreError when it holds anything else.
 */
export function checkDemoFolder(folder: string): void {
  if (!existsSync(folder) || existsSync(join(folder, MARK))) return;
  const found = readdirSync(folder);
  if (found.length === 0) return;
  const what = found.some((name) => OURS.test(name)) ? 'an installation' : 'other files';
  throw new StoreError(
    `${folder} holds ${what}: choose another folder, such as --data-dir demo-data`,
  );
}

/** Removes what an earlier demo stored; the caller has made sure that nobody works on it. */
export function emptyDemoFolder(folder: string): void {
  if (!existsSync(join(folder, MARK))) return;
  for (const name of readdirSync(folder)) {
    if (OURS.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Writes the files beside the databases; the mark comes first, so that a broken-off load can be begun anew. */
export async function writeDemoFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, MARK), '{"demo": true}\n');
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text, { mode: 0o600 });
  }
}
