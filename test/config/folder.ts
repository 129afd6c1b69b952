import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { explain } from '../../src/config/explain.ts';
import type { LoadOptions } from '../../src/config/load.ts';
import { loadConfig } from '../../src/config/load.ts';

/** Texts of the files to load, and variables of the environment. */
export interface Given {
  readonly env?: string;
  readonly yaml?: string;
  readonly environment?: Record<string, string>;
}

/** A folder with these files; `.env` is private, as it should be. */
export function folderWith(given: Given): string {
  const cwd = mkdtempSync(join(tmpdir(), 'tocsin-config-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  if (given.env !== undefined) {
    writeFileSync(join(cwd, '.env'), given.env);
    chmodSync(join(cwd, '.env'), 0o600);
  }
  if (given.yaml !== undefined) writeFileSync(join(cwd, 'tocsin.yaml'), given.yaml);
  return cwd;
}

/** Loads from `cwd`; an expression with `>>` cannot be understood. */
export function load(cwd: string, given: Given = {}, more: Partial<LoadOptions> = {}) {
  return loadConfig({
    cwd,
    presets: ['base', 'seed-000'],
    checkExpression: (source) => {
      const position = source.indexOf('>>');
      return position === -1 ? null : { message: 'expected a value', position: position + 1 };
    },
    environment: given.environment ?? {},
    ...more,
  });
}

/** The configuration that these files give; fails with every problem when they are refused. */
export async function accepted(given: Given, more?: Partial<LoadOptions>) {
  const loaded = await load(folderWith(given), given, more);
  if (loaded.kind === 'refused') throw new Error(loaded.problems.map(explain).join('\n'));
  return loaded;
}

/** What a person reads about these files: one line for each problem. */
export async function refused(given: Given, more?: Partial<LoadOptions>): Promise<string[]> {
  const loaded = await load(folderWith(given), given, more);
  return loaded.kind === 'refused' ? loaded.problems.map(explain) : [];
}
