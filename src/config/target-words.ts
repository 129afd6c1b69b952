import { VARIABLES } from './environment.ts';
import type { Words } from './typed-value.ts';
import { seenSecret, typedPairs, typedProblem } from './typed-value.ts';
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
/** Reads `host=192.0.2.11 port=22 labels=team:core`; a key without value (`user=`) is to be taken away. */
export function readTargetWords(words: Readonly<Record<string, string>>): Words<Written> {
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
  if (key !== 'name' && !KEYS.includes(key)) {
    return `“${key.slice(0, 64)}” cannot be written from here: write one of ${KEYS.join(', ')}`;
  }
  const wrong = typedProblem(key, value);
  if (wrong !== null) return wrong;
  if (SECRET.includes(key)) return secretProblem(key, value);
  return value.includes('${') ? `\${...} stands only for ${SECRET.join(' and ')} here` : null;
}

/** Only the name of a variable is taken, and none that holds a secret of another kind. */
function secretProblem(key: string, value: string): string | null {
  if (value === '') return null;
  const [, variable] = /^\$\{(\w+)\}$/.exec(value) ?? [];
  if (variable === undefined) {
    return seenSecret(key, key === 'password' ? 'WEB_PASSWORD' : 'WEB_PASSPHRASE');
  }
  return VARIABLES.includes(variable) ? `${variable} is not the ${key} of a target` : null;
}

function written(key: string, value: string): Written {
  if (key === 'port' && /^\d{1,5}$/.test(value)) return Number(value);
  return key === 'labels' ? typedPairs(value) : value;
}
