import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export interface Shot {
  readonly html: string;
  /** Width of the page in CSS pixels. */
  readonly width: number;
  readonly file: string;
}

/** Debian's packages of the same names. */
const CHROMIUM = '/usr/bin/chromium';
const PNGQUANT = '/usr/bin/pngquant';
/** Without these it looks for hosts of its own, which a picture of local pages does not need. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Takes a small picture of the element `#shot` of each page; nothing is loaded from any network. Needs pngquant. */
export async function takePictures(shots: readonly Shot[], scale: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-pictures-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    headless: true,
    args: QUIET,
    deviceScaleFactor: scale,
  });
  try {
    for (const { html, width, file } of shots) {
      const page = await context.newPage();
      await page.route(/^https?:/, (route) => route.abort());
      await page.setViewportSize({ width, height: 400 });
      await page.setContent(html, { waitUntil: 'load' });
      await page.evaluate('document.fonts.ready');
      await page.locator('#shot').screenshot({ path: file, omitBackground: true });
      execFileSync(PNGQUANT, ['--force', '--quality', '60-95', '--output', file, file]);
      await page.close();
    }
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
