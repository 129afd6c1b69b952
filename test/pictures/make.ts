// Makes the pictures of the documents from what the running product sends. Needs Debian's packages chromium,
// fonts-noto-core, fonts-noto-color-emoji, fonts-dejavu-core, pngquant and tmux, and root for the staged machine.
// node test/pictures/make.ts [folder] [--phone]
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Shot } from './browser.ts';
import { takePictures } from './browser.ts';
import { CHECK_ANSWERS } from './check-answers.ts';
import { discordPage } from './discord-page.ts';
import type { Shown } from './scene.ts';
import { playScene } from './scene.ts';
import { telegramPage } from './telegram-page.ts';
import { terminalPage } from './terminal-page.ts';
import { onDiscord } from './told-pages.ts';

const WIDE = 560;
const PHONE = 390;

const given = process.argv.slice(2).find((word) => !word.startsWith('--'));
/** The folder to write to; the documents' own unless another is given. */
const folder = resolve(given ?? join(import.meta.dirname, '../../docs/pictures'));
const phone = join(folder, 'phone');

const scene = await playScene({ width: 72, height: 50 });
const { acknowledged } = scene;
mkdirSync(folder, { recursive: true });
await takePictures([await checks()], 1.5);
await takePictures([...(await chats(acknowledged, folder, WIDE)), terminal(acknowledged)], 1.5);
await takePictures([{ html: together(), width: 1_130, file: join(folder, 'alert.png') }], 1.25);

if (process.argv.includes('--phone')) {
  for (const [name, shown] of Object.entries(scene) as [string, Shown][]) {
    mkdirSync(join(phone, name), { recursive: true });
    await takePictures(await chats(shown, join(phone, name), PHONE), 2);
  }
}
process.exit();

async function chats(shown: Shown, into: string, width: number): Promise<Shot[]> {
  const now = Date.now();
  const discord = await discordPage(shown.discord, {
    channel: 'alerts',
    now,
    phone: width < WIDE,
  });
  const telegram = telegramPage(shown.telegram, { title: 'Operations', now });
  return [
    { html: discord, width, file: join(into, 'discord.png') },
    { html: telegram, width, file: join(into, 'telegram.png') },
  ];
}

function terminal(shown: Shown): Shot {
  const html = terminalPage(shown.terminal, 'npm start');
  return { html, width: 620, file: join(folder, 'terminal.png') };
}

/** A list of checks, as `/check` answers it. */
async function checks(): Promise<Shot> {
  const html = await onDiscord(CHECK_ANSWERS['check-few'] ?? [], false);
  return { html, width: WIDE, file: join(folder, 'check.png') };
}

/** The three beside each other. */
function together(): string {
  const picture = (name: string) => {
    const bytes = readFileSync(join(folder, `${name}.png`));
    return `<img src="data:image/png;base64,${bytes.toString('base64')}" alt="">`;
  };
  return `<!doctype html><style>
    body { margin: 0; } #shot { display: grid; grid-template-columns: 1fr 1fr; gap: 14px; align-items: start; }
    div div { display: grid; gap: 14px; } img { width: 100%; border-radius: 10px; display: block; }
  </style><div id="shot"><div>${picture('discord')}${picture('telegram')}</div>${picture('terminal')}</div>`;
}
