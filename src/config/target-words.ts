import { VARIABLES } from './environment.ts';
import type { Written } from './written.ts';

/** Keys of a target that a command may write: nothing that would run commands, and nothing nested but labels. */
const KEYS = [
  ...['kind', 'host', 'port', 'user', 'key', 'passphrase', 'password', 'agent', 'host_key'],
  ...[
    'known_hosts',
    'jump',
    'interval',
    'preset',
    'labels',
    'parent',
    'silent_after',
    'engine',
    'ca',
    'cert',
  ],
];
/** Never taken in words: whoever reads the chat would know them. */
const SECRET = ['password', 'passphrase'];
/** Longest value. */
const LONGEST = 500;

export type Words =
  | { readonly kind: 'read'; readonly set: Readonly<Record<string, Written | null>> }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads `host=192.0.2.11 port=22 labels=team:core`; a key without value (`user=`) is to be taken away. */
export function readTargetWords(words: Readonly<Record<string, string>>): Words {
  const set: Record<string, Written | null> = {};
  for (const [key, text] of Object.entries(words)) {
    const value = text.trim();
    const why = problemOf(key, value);
    if (why !== null) return { kind: 'refused', why };
    set[key] = value === '' ? null : written(key, value);
  }
  return { kind: 'read', set };
}

function problemOf(key: string, value: string): string | null {
  if (key === 'name') return 'a name stays: its history goes by it';
  if (!KEYS.includes(key)) {
    return `“${key.slice(0, 64)}” cannot be written from here: write one of ${KEYS.join(', ')}`;
  }
  if (value.length > LONGEST) return `${key} is too long: at most ${LONGEST} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(value)) return `${key} has a character that cannot be shown`;
  if (SECRET.includes(key)) return secretProblem(key, value);
  return value.includes('${') ? `\${...} stands only for ${SECRET.join(' and ')} here` : null;
}

/** Only the name of a variable is taken, and none that holds a secret of another kind. */
function secretProblem(key: string, value: string): string | null {
  if (value === '') return null;
  const [, variable] = /^\$\{(\w+)\}$/.exec(value) ?? [];
  if (variable === undefined) {
    const name = key === 'password' ? 'WEB_PASSWORD' : 'WEB_PASSPHRASE';
    return `a ${key} is never taken here, and this one has been seen now: change it, put the new one as ${name}=... into .env, and write ${key}=\${${name}}`;
  }
  return VARIABLES.includes(variable) ? `${variable} is not the ${key} of a target` : null;
}

function written(key: string, value: string): Written {
  if (key === 'port' && /^\d{1,5}$/.test(value)) return Number(value);
  if (key !== 'labels') return value;
  const pairs = value.split(',').map((part) => {
    const at = part.search(/[:=]/);
    return at === -1 ? [part.trim(), ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}
