import { expect, test } from 'vitest';
import { render as renderForDiscord } from '../../src/chat/discord/render.ts';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import type { ActionPreview, ActionRun } from '../../src/model/action.ts';
import { askedReply, previewReply } from '../../src/report/action-text.ts';
import { anAction } from '../app/action-world.ts';
import { ana, aTarget, NOON } from '../support/desk.ts';

const moment = { zone: 'Europe/Berlin', now: NOON };
const commandOf = (length: number) =>
  `/opt/app/prune.sh ${'a_b '.repeat(length / 4)} --last`.replaceAll(/\s+/g, ' ');

/** Without signs against markup, and in one line. */
const plain = (text: string) => text.replaceAll('\\', '').replaceAll(/\s+/g, ' ');

function aRun(deed: string): ActionRun {
  return {
    ...{ id: 7, target: 1, action: 'prune', deed, mode: 'dry', state: 'done', code: 0 },
    ...{ by: ana, asked: null, at: NOON, took: 5, alert: null, expires: NOON + 900_000 },
    ...{ output: 'would\n'.repeat(500), detail: '' },
    token: 't',
  };
}

function preview(deed: string): ActionPreview {
  const view = { ref: 'r', target: { ...aTarget({ name: 'web-1' }), id: 1 }, deed, last: null };
  return {
    ...{ kind: 'shown', view: { ...view, action: anAction() }, dry: aRun(deed), alert: null },
    ...{ token: 't', why: null, runs: [] },
  } as ActionPreview;
}

test.each([
  { name: 'a preview', reply: (deed: string) => previewReply(preview(deed)), end: '15 minutes' },
  {
    name: 'a question to another admin',
    reply: (deed: string) => askedReply('web-1', aRun(deed)),
    end: 'Nothing is done yet',
  },
])('$name shows the whole command in every chat, or how much is left', ({ reply, end }) => {
  const shownOf = (length: number) => {
    const made = reply(`runs ${commandOf(length)}`);
    const discord = renderForDiscord(made).embeds.map(({ description = '' }) => description);
    return [renderForTelegram(made, moment).plain, discord.join(' ')].map(plain);
  };
  for (const length of [400, 2_900]) {
    for (const shown of shownOf(length)) {
      expect(shown).toContain(commandOf(length));
      expect(shown).toContain(end);
    }
  }
  for (const shown of shownOf(4_000)) {
    expect(shown).toContain('more characters stand in tocsin.yaml');
    expect(shown).toContain(end);
  }
});
