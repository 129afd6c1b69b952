import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ListEdit } from '../../src/config/list-edit.ts';
import { editList } from '../../src/config/list-edit.ts';
import type { Written } from '../../src/config/written.ts';
import { folderWith, load } from './folder.ts';

const web2 = { name: 'web-2', kind: 'ssh', host: '192.0.2.11', port: 2222 };
const add: ListEdit = { kind: 'add', entry: web2, beside: [] };
const WEB2 = '{name: web-2, kind: ssh, host: 192.0.2.11, port: 2222}';

function edit(name: string, set: Readonly<Record<string, Written | null>>): ListEdit {
  return { kind: 'edit', name, set };
}

const BLOCK = `# of the team
targets: # what is watched
  # the first
  - {name: a, kind: local} # flow
  - name: b    # block
    kind: ssh
    # where it is
    host: 192.0.2.1   # old
    labels:
      team: core
  # trailing

rules: []   # none
`;

describe('what becomes of the text', () => {
  test.each([
    { name: 'no file', text: '', edit: add, to: `targets:\n  - ${WEB2}\n` },
    { name: 'no targets', text: 'rules: []', edit: add, to: `rules: []\ntargets:\n  - ${WEB2}` },
    {
      name: 'an empty key',
      text: 'targets: # soon\nrules: []\n',
      edit: add,
      to: `targets: # soon\n  - ${WEB2}\nrules: []\n`,
    },
    { name: 'an empty list', text: 'targets: []\n', edit: add, to: `targets: [${WEB2}]\n` },
    {
      name: 'what is watched unwritten comes into the file with the first',
      text: '',
      edit: { ...add, beside: [{ name: 'here', kind: 'local' }] } as ListEdit,
      to: `targets:\n  - {name: here, kind: local}\n  - ${WEB2}\n`,
    },
    {
      name: 'a list in lines, written as its last entry is',
      text: BLOCK,
      edit: add,
      to: BLOCK.replace(
        '  # trailing',
        '  - name: web-2\n    kind: ssh\n    host: 192.0.2.11\n    port: 2222\n  # trailing',
      ),
    },
    {
      name: 'a list in brackets over lines',
      text: 'targets: [\n  {name: a, kind: local}, # one\n  {name: b, kind: local} # two\n]\n',
      edit: add,
      to: `targets: [\n  {name: a, kind: local}, # one\n  {name: b, kind: local}, # two\n  ${WEB2}\n]\n`,
    },
    {
      name: 'Windows line ends',
      text: 'targets:\r\n- {name: a, kind: local}\r\nrules: []\r\n',
      edit: add,
      to: `targets:\r\n- {name: a, kind: local}\r\n- ${WEB2}\r\nrules: []\r\n`,
    },
    {
      name: 'a value in lines keeps its comment',
      text: BLOCK,
      edit: edit('b', { host: 'db.example.com' }),
      to: BLOCK.replace('192.0.2.1 ', 'db.example.com '),
    },
    {
      name: 'a new key comes behind the last',
      text: BLOCK,
      edit: edit('b', { user: 'true' }),
      to: BLOCK.replace('team: core\n', 'team: core\n    user: "true"\n'),
    },
    {
      name: 'a new key in brackets',
      text: BLOCK,
      edit: edit('a', { interval: '5m' }),
      to: BLOCK.replace('kind: local}', 'kind: local, interval: 5m}'),
    },
    {
      name: 'labels are written anew',
      text: BLOCK,
      edit: edit('b', { labels: { team: 'web' } }),
      to: BLOCK.replace('team: core', '{team: web}'),
    },
    {
      name: 'a key goes with its comment',
      text: BLOCK,
      edit: edit('b', { host: null }),
      to: BLOCK.replace('    host: 192.0.2.1   # old\n', ''),
    },
    {
      name: 'a value that only brackets would break is quoted',
      text: 'targets: [{name: a, kind: ssh, host: h}]\n',
      edit: edit('a', { passphrase: '${A_PASSPHRASE}', user: 'x, y' }),
      to: 'targets: [{name: a, kind: ssh, host: h, passphrase: "${A_PASSPHRASE}", user: "x, y"}]\n',
    },
    {
      name: 'an entry goes, comments of their own stay',
      text: BLOCK,
      edit: { kind: 'remove', name: 'a' } as ListEdit,
      to: BLOCK.replace('  - {name: a, kind: local} # flow\n', ''),
    },
    {
      name: 'the last entry goes',
      text: 'targets:\n  - {name: a, kind: local}\nrules: []\n',
      edit: { kind: 'remove', name: 'a' } as ListEdit,
      to: 'targets:\nrules: []\n',
    },
  ])('$name', ({ text, edit: wanted, to }) => {
    expect(editList(text, 'targets', wanted)).toEqual({ kind: 'edited', text: to });
  });

  test.each([
    {
      name: 'a name that is taken',
      text: BLOCK,
      edit: { ...add, entry: { name: 'a' } },
      why: /already/,
    },
    {
      name: 'a name that is not there',
      text: BLOCK,
      edit: edit('c', { host: 'x' }),
      why: /no target c/,
    },
    {
      name: 'two of one name',
      text: 'targets: [{name: a}, {name: a}]',
      edit: edit('a', {}),
      why: /several/,
    },
    { name: 'no YAML', text: 'targets: [', edit: add, why: /no valid YAML/ },
    {
      name: 'a value that stands for another',
      text: 'x: &x 192.0.2.1\ntargets: [{name: a, host: *x}]',
      edit: edit('a', { host: 'h' }),
      why: /change it there/,
    },
    {
      name: 'an entry that others repeat',
      text: 'targets:\n  - &a {name: a, labels: &l {x: y}}\n  - {name: b, labels: *l}\n',
      edit: edit('a', { labels: { x: 'z' } }),
      why: /change it there/,
    },
    {
      name: 'an end of the document',
      text: 'rules: []\n...\n',
      edit: add,
      why: /change it there|no valid/,
    },
  ])('$name is refused', ({ text, edit: wanted, why }) => {
    expect(editList(text, 'targets', wanted as ListEdit)).toEqual({
      kind: 'refused',
      why: expect.stringMatching(why),
    });
  });
});

/** Numbers in [0, 1) that are the same each time: mulberry32, https://github.com/bryc/code */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A document in one of many styles: the text of each target, and what stands around them all. */
function randomDocument(random: () => number) {
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const eol = pick('\n', '\n', '\r\n');
  const note = () => pick('', '', ` # ${pick('why', 'see: docs', "don't, [ever]", '{x}, y')}`);
  const count = 1 + Math.floor(random() * 5);
  const entries = Array.from({ length: count }, (_, index) => {
    const pairs = [
      ['name', `t${index}`],
      ['kind', 'ssh'],
      ['host', pick('192.0.2.7', '"db.example.com"', "'h'")],
      ...(random() < 0.5 ? [['user', pick('ana', '"x y"', "'it''s'")]] : []),
      ...(random() < 0.5 ? [['port', pick('22', '2222', '"22"')]] : []),
      ...(random() < 0.3 ? [['labels', '{team: core}']] : []),
    ];
    return pairs.map((pair) => pair.join(': '));
  });
  const indent = pick('', '  ', '    ');
  const head = pick('', `# top${eol}${eol}`, `rules: []${note()}${eol}`);
  const tail = pick('', eol, `${eol}settings: {remind: 4h}${note()}${eol}# end`);
  if (random() < 0.3) {
    const gap = pick(' ', eol === '\n' ? '\n  ' : ' ');
    const items = entries.map((pairs) => `{${pairs.join(', ')}}`).join(`,${gap}`);
    const pieces = entries.map((pairs) => `{${pairs.join(', ')}}`);
    return {
      text: `${head}targets: [${items}]${note()}${eol}${tail}`,
      pieces,
      around: [head, tail],
    };
  }
  const comments: string[] = [];
  const pieces = entries.map((pairs) => {
    if (random() < 0.3) comments.push(`${indent}# ${pick('about it', '- {name: old}')}${eol}`);
    else comments.push('');
    if (random() < 0.5) return `${indent}- {${pairs.join(', ')}}${note()}`;
    const gap = pick(' ', '   ');
    const rest = pairs.slice(1).map((pair) => `${indent} ${gap}${pair}${note()}`);
    return [`${indent}-${gap}${pairs[0]}${note()}`, ...rest].join(eol);
  });
  const list = pieces.map((piece, index) => `${comments[index]}${piece}${eol}`).join('');
  const text = `${head}targets:${note()}${eol}${list}${tail}`;
  return { text, pieces, around: [head, tail, ...comments] };
}

function randomEdit(random: () => number, count: number): ListEdit {
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const values = [
    '192.0.2.9',
    '-x',
    '#no',
    'a: b',
    '"',
    "'",
    '[',
    '{',
    '*a',
    '&a',
    '!t',
    '%',
    '@',
    'null',
    '1e3',
    '~',
    'y',
  ];
  const name = `t${Math.floor(random() * count)}`;
  const user = () => pick(...values);
  const kind = pick('add', 'edit', 'edit', 'remove');
  if (kind === 'remove') return { kind, name };
  if (kind === 'add') {
    return { kind, entry: { name: 'fresh', kind: 'ssh', host: 'h', user: user() }, beside: [] };
  }
  const set = {
    ...(random() < 0.5 && { host: 'new.example.com' }),
    ...(random() < 0.5 && { user: pick(user(), null) }),
    ...(random() < 0.3 && { port: pick(null, 22) }),
    ...(random() < 0.3 && { labels: pick<Written | null>({ a: user() }, null) }),
    ...(random() < 0.3 && { interval: '5m' }),
  };
  return { kind, name, set };
}

test('500 random edits of random documents load, and leave everything else as it was', async () => {
  const random = randomFrom(7);
  const cwd = folderWith({});
  for (let round = 0; round < 500; round += 1) {
    const { text, pieces, around } = randomDocument(random);
    const wanted = randomEdit(random, pieces.length);
    const edited = editList(text, 'targets', wanted);
    const what = `${JSON.stringify(wanted)}\n${text}`;
    if (edited.kind === 'refused') expect.fail(`${edited.why}: ${what}`);
    const name = 'name' in wanted ? wanted.name : 'fresh';
    const others = pieces.filter((_, index) => `t${index}` !== name);
    const lost = [...others, ...around].filter((piece) => !edited.text.includes(piece));
    expect(lost, what).toEqual([]);
    expect(parse(edited.text).targets ?? [], what).toHaveLength(
      others.length + (wanted.kind === 'remove' ? 0 : 1),
    );
    const loaded = await load(cwd, {}, { text: edited.text });
    expect(loaded.kind === 'refused' ? loaded.problems : [], what).toEqual([]);
  }
});
