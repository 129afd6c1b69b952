import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** One line of ssh_config, or the lines of a file that stands in its place. */
export type SshLine =
  | { readonly keyword: string; readonly words: readonly string[] }
  | { readonly included: readonly SshLine[] };

/** What ssh_config says of a host; null where it says nothing. */
export interface SshSettings {
  readonly hostName: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  readonly identityAgent: string | null;
  /** Comma-separated hosts on the way, the nearest first; null also for `none`. */
  readonly proxyJump: string | null;
  readonly knownHosts: readonly string[];
}

/** As deep as ssh itself reads: https://man.openbsd.org/ssh_config#Include */
const MAX_DEPTH = 16;
const MAX_FILES = 200;

/** `Keyword arguments` or `Keyword=arguments`, with arguments in quotes: https://man.openbsd.org/ssh_config */
function parseLine(line: string): { keyword: string; words: readonly string[] } | null {
  const match = /^\s*([A-Za-z]\w*)(?:\s*=\s*|\s+)(.*)$/.exec(line.trimEnd());
  if (match === null) return null;
  const [, keyword = '', rest = ''] = match;
  const words: string[] = [];
  for (const [, quoted, plain] of rest.matchAll(/"([^"]*)"|([^\s"]+)/g)) {
    if (plain?.startsWith('#')) break;
    words.push(quoted ?? plain ?? '');
  }
  return { keyword: keyword.toLowerCase(), words };
}

/** Lines of a file; those that `include` names stand where it does. */
export function parseSshConfig(
  text: string,
  include: (words: readonly string[]) => readonly SshLine[] = () => [],
): readonly SshLine[] {
  return text.split('\n').flatMap((line): SshLine[] => {
    const parsed = parseLine(line);
    if (parsed === null) return [];
    return parsed.keyword === 'include' ? [{ included: include(parsed.words) }] : [parsed];
  });
}

/** Whether a name fits a list of patterns, of which a negated one excludes: https://man.openbsd.org/ssh_config#PATTERNS */
function fitsAny(patterns: readonly string[], name: string): boolean {
  const fits = (pattern: string) => {
    const source = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
  };
  if (patterns.some((one) => one.startsWith('!') && fits(one.slice(1)))) return false;
  return patterns.some((one) => !one.startsWith('!') && fits(one));
}

interface Asked {
  readonly host: string;
  readonly user: string;
}

/** What has been said so far. */
interface Found {
  readonly values: Map<string, readonly string[]>;
  readonly identityFiles: string[];
}

/** What was said first counts, but files of keys add up. */
function take({ values, identityFiles }: Found, keyword: string, words: readonly string[]): void {
  if (keyword === 'identityfile') identityFiles.push(...words.slice(0, 1));
  else if (!values.has(keyword)) values.set(keyword, words);
}

function first({ values }: Found, keyword: string): string | null {
  return values.get(keyword)?.[0] ?? null;
}

/** Conditions that cannot be told without running something never hold. */
function matches(words: readonly string[], { host, user }: Asked, found: Found): boolean {
  if (words.length === 1) return words[0]?.toLowerCase() === 'all';
  const subjects: Readonly<Record<string, string>> = {
    host: (first(found, 'hostname') ?? host).toLowerCase(),
    originalhost: host.toLowerCase(),
    user: first(found, 'user') ?? user,
  };
  const criteria = words.filter((_, at) => at % 2 === 0);
  return criteria.every((criterion, at) => {
    const subject = subjects[criterion.toLowerCase()];
    return subject !== undefined && fitsAny(words[2 * at + 1]?.split(',') ?? [], subject);
  });
}

function read(lines: readonly SshLine[], asked: Asked, found: Found): void {
  let isOurs = true;
  for (const line of lines) {
    if ('included' in line) {
      if (isOurs) read(line.included, asked, found);
    } else if (line.keyword === 'host') isOurs = fitsAny(line.words, asked.host.toLowerCase());
    else if (line.keyword === 'match') isOurs = matches(line.words, asked, found);
    else if (isOurs) take(found, line.keyword, line.words);
  }
}

/** Paths and names with what stands for other words in them; what is not known stays. */
function expanded(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%([%A-Za-z])/g, (whole, letter: string) => tokens[letter] ?? whole);
}

/** What the lines say of `host`, which `user` of this machine asks for. */
export function sshSettings(
  lines: readonly SshLine[],
  { host, user, home }: { readonly host: string; readonly user: string; readonly home: string },
): SshSettings {
  const found = { values: new Map(), identityFiles: [] } satisfies Found;
  read(lines, { host, user }, found);
  const named = first(found, 'hostname');
  const hostName = named === null ? null : expanded(named, { h: host, '%': '%' });
  const port = Number(first(found, 'port'));
  const tokens = {
    ...{ '%': '%', d: home, u: user, n: host, h: hostName ?? host },
    ...{ r: first(found, 'user') ?? user, p: String(port || 22) },
  };
  const isSet = (text: string) => text.toLowerCase() !== 'none';
  const pathOf = (text: string) => {
    const path = expanded(text, tokens);
    return path.startsWith('~/') ? join(home, path.slice(2)) : path;
  };
  const agent = first(found, 'identityagent');
  const jump = first(found, 'proxyjump');
  const files = [...(found.values.get('userknownhostsfile') ?? [])];
  return {
    hostName,
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
    user: first(found, 'user'),
    identityFiles: found.identityFiles.filter(isSet).map(pathOf),
    identitiesOnly: first(found, 'identitiesonly')?.toLowerCase() === 'yes',
    identityAgent:
      agent === null || !isSet(agent) || agent === 'SSH_AUTH_SOCK' ? null : pathOf(agent),
    proxyJump: jump !== null && isSet(jump) ? jump : null,
    knownHosts: files.filter(isSet).map(pathOf),
  };
}

/** Files and patterns that a text includes. */
function includesOf(text: string): readonly string[] {
  const found = text.matchAll(/^\s*include(?:\s*=\s*|\s+)(.*)$/gim);
  return [...found].flatMap(([, words = '']) => parseLine(`include ${words}`)?.words ?? []);
}

/** Lines of the user's and the machine's ssh_config; a file that is missing or cannot be read has none. */
export async function readSshConfig(home: string): Promise<readonly SshLine[]> {
  let files = 0;

  async function lines(path: string, folder: string, depth: number): Promise<readonly SshLine[]> {
    files += 1;
    if (depth > MAX_DEPTH || files > MAX_FILES) return [];
    const text = await readFile(path, 'utf8').catch(() => '');
    const included = new Map<string, readonly SshLine[]>();
    for (const word of includesOf(text)) {
      const found: SshLine[] = [];
      for (const file of globSync(placeOf(word, folder)).sort()) {
        found.push(...(await lines(file, folder, depth + 1)));
      }
      included.set(word, found);
    }
    return parseSshConfig(text, (words) => words.flatMap((word) => included.get(word) ?? []));
  }

  function placeOf(word: string, folder: string): string {
    if (word.startsWith('~/')) return join(home, word.slice(2));
    return isAbsolute(word) ? word : join(folder, word);
  }

  const own = join(home, '.ssh');
  const user = await lines(join(own, 'config'), own, 0);
  const machine = await lines('/etc/ssh/ssh_config', '/etc/ssh', 0);
  // Each file begins anew, whatever the last block of the one before was.
  return [{ included: user }, { included: machine }];
}
