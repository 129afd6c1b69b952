import { describe, expect, test } from 'vitest';
import { modalProblems } from '../../support/discord/components.ts';
import { startDiscord } from '../../support/discord/fake-discord.ts';
import { specification } from '../../support/discord/specification.ts';
import { CHANNEL, GUILD, SEED } from './setup.ts';

const mentions = { allowed_mentions: { parse: [] } };
const button = { type: 2, style: 1, label: 'a', custom_id: 'v1:a:' };
const field = { name: 'n'.repeat(256), value: 'v'.repeat(1024) };

async function send(path: string, body: unknown, method = 'POST') {
  await using discord = await startDiscord(SEED);
  const response = await fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return { status: response.status, violations: [...discord.violations] };
}

const choice = { label: 'a', value: 'a' };

function menu(over: object = {}, beside: readonly object[] = []) {
  const select = { type: 3, custom_id: 'v1:s:', options: [choice], ...over };
  return { content: 'x', components: [{ type: 1, components: [select, ...beside] }], ...mentions };
}

const messages = `/channels/${CHANNEL}/messages`;

test('a good message passes', async () => {
  const sent = await send(messages, { content: 'hello', ...mentions });
  expect(sent).toEqual({ status: 200, violations: [] });
});

test.each([
  { name: 'an empty message', body: mentions, says: 'empty message' },
  { name: 'mentions that were not ruled out', body: { content: 'x' }, says: 'allowed_mentions' },
  { name: 'a long text', body: { content: 'x'.repeat(2001), ...mentions }, says: '2001' },
  {
    name: 'more than 6000 characters in all',
    body: { embeds: [{ fields: Array.from({ length: 5 }, () => field) }], ...mentions },
    says: '6400 characters',
  },
  {
    name: 'the same button twice',
    body: { content: 'x', components: [{ type: 1, components: [button, button] }], ...mentions },
    says: 'twice',
  },
  {
    name: 'six buttons in a row',
    body: {
      content: 'x',
      components: [
        { type: 1, components: [1, 2, 3, 4, 5, 6].map((n) => ({ ...button, custom_id: `${n}` })) },
      ],
      ...mentions,
    },
    says: '6 buttons',
  },
  { name: 'a menu beside a button', body: menu({}, [button]), says: 'not alone' },
  { name: 'a menu without choices', body: menu({ options: [] }), says: '0 options' },
  { name: 'the same choice twice', body: menu({ options: [choice, choice] }), says: 'twice' },
  {
    name: 'a choice that is too long',
    body: menu({ options: [{ label: 'a', value: 'x'.repeat(101) }] }),
    says: '101 characters',
  },
  {
    name: 'an empty field',
    body: { embeds: [{ fields: [{ name: 'a', value: ' ' }] }], ...mentions },
    says: 'is empty',
  },
])('$name is refused', async ({ body, says }) => {
  const { status, violations } = await send(messages, body);
  expect(status).toBe(400);
  expect(violations.join()).toContain(says);
});

test('a menu passes', async () => {
  expect(await send(messages, menu())).toEqual({ status: 200, violations: [] });
});

test.each([
  { name: 'a good form', over: {}, problems: 0 },
  { name: 'a long title', over: { title: 'x'.repeat(46) }, problems: 1 },
  { name: 'no field', over: { components: [] }, problems: 1 },
  {
    name: 'a field without label',
    over: { components: [{ type: 18, component: {} }] },
    problems: 3,
  },
])('$name has $problems problems', ({ over, problems }) => {
  const component = { type: 4, custom_id: 'words', style: 2 };
  const good = {
    custom_id: 'v1a:n:',
    title: 'x',
    components: [{ type: 18, label: 'x', component }],
  };
  expect(modalProblems({ ...good, ...over })).toHaveLength(problems);
});

test('commands with required options last are refused', async () => {
  const options = [
    { type: 3, name: 'a', description: 'a' },
    { type: 3, name: 'b', description: 'b', required: true },
  ];
  const path = `/applications/1/guilds/${GUILD}/commands`;
  const sent = await send(path, [{ name: 'x', description: 'x', options }], 'PUT');
  expect(sent.status).toBe(400);
  expect(sent.violations.join()).toContain('required options must come first');
});

describe.skipIf(!specification().present)("against Discord's own document (needs it)", () => {
  test.each([
    { name: 'a misspelt key', body: { content: 'x', embedz: [], ...mentions }, says: 'embedz' },
    {
      name: 'a misspelt key inside',
      body: { embeds: [{ title: 'x', colour: 1 }], ...mentions },
      says: 'colour',
    },
    {
      name: 'a wrong type',
      body: { embeds: [{ title: 'x', color: 16_777_216 }], ...mentions },
      says: 'color',
    },
  ])('$name is a violation', async ({ body, says }) => {
    expect((await send(messages, body)).violations.join()).toContain(says);
  });

  test('an answer that Discord would not give is a violation', () => {
    const wrong = specification().response('post', '/channels/1/messages', 200, { id: '1' });
    expect(wrong.length).toBeGreaterThan(0);
  });
});
