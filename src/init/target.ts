import type { TargetTest } from '../model/target-test.ts';
import type { Prompts } from './prompts.ts';

/** A target as it is written into the file. */
export type TargetWords = Readonly<Record<string, string | number>>;

/** Goes the way to a target once; text says why that cannot be tried. */
export type TryTarget = (words: TargetWords) => Promise<TargetTest | string>;

/** Asks for a first host over SSH, tried for real; null: only what is watched already. */
export async function askTarget(prompts: Prompts, test: TryTarget): Promise<TargetWords | null> {
  const what = await prompts.choose('What shall be watched first?', [
    { value: 'here', label: 'this machine', hint: 'needs nothing' },
    { value: 'ssh', label: 'another host, over SSH' },
    { value: 'skip', label: 'skip' },
  ]);
  if (what !== 'ssh') return null;
  for (;;) {
    const words = await askHost(prompts);
    if (words === null) return null;
    const settled = await settle(prompts, words, test);
    if (settled !== 'again') return settled;
  }
}

async function askHost(prompts: Prompts): Promise<TargetWords | null> {
  const host = await prompts.line({
    message: 'Its name or address (empty: skip)',
    hint: '192.0.2.10',
    check: (text) => (/^[\w.:-]{1,253}$/.test(text) ? null : 'write a host name or an address'),
  });
  if (host === null) return null;
  const name = await prompts.line({
    message: 'What it is called here',
    initial: nameOf(host),
    check: (text) =>
      /^[A-Za-z][\w-]{0,62}$/.test(text)
        ? null
        : 'write letters, digits and dashes, a letter first',
  });
  const user = await prompts.line({
    message: 'User to log in as (empty: as ssh would)',
    check: (text) => (/^[\w.-]{1,64}$/.test(text) ? null : 'write the name of a user'),
  });
  const port = await prompts.line({
    message: 'Port (empty: 22)',
    check: (text) => (/^\d{1,5}$/.test(text) ? null : 'write a port such as 22'),
  });
  const key = await prompts.line({
    message: 'Private key (empty: the agent, or what ssh_config says)',
    hint: '~/.ssh/id_ed25519',
  });
  return {
    ...{ name: name ?? nameOf(host), kind: 'ssh', host },
    ...(user !== null && { user }),
    ...(port !== null && { port: Number(port) }),
    ...(key !== null && { key }),
  };
}

function nameOf(host: string): string {
  const [first = ''] = host.split('.');
  return /^[A-Za-z][\w-]{0,62}$/.test(first) ? first : 'host-1';
}

/** Tries it until it answers, or the person says otherwise. */
async function settle(
  prompts: Prompts,
  words: TargetWords,
  test: TryTarget,
): Promise<TargetWords | 'again' | null> {
  const tried = await prompts.during(`${words['name']} is tried`, () => test(words));
  if (typeof tried === 'string') {
    prompts.say(tried, 'warning');
    return goOn(prompts, words, { test, mayKeep: false });
  }
  const failed = tried.steps.find(({ state }) => state === 'failed');
  if (failed !== undefined) prompts.say(`${failed.name}: ${failed.detail}`, 'warning');
  // What fails behind it, such as a container engine, can be mended later.
  if (tried.steps.some(({ name, state }) => name === 'echo' && state === 'ok')) {
    prompts.say(`${words['name']} answers.`, 'good');
    return words;
  }
  const { unknownKey } = tried;
  if (unknownKey !== null && (await prompts.confirm(`Is ${unknownKey} the key of that host?`))) {
    return settle(prompts, { ...words, host_key: unknownKey }, test);
  }
  return goOn(prompts, words, { test, mayKeep: true });
}

async function goOn(
  prompts: Prompts,
  words: TargetWords,
  { test, mayKeep }: { readonly test: TryTarget; readonly mayKeep: boolean },
): Promise<TargetWords | 'again' | null> {
  const then = await prompts.choose('And now?', [
    { value: 'again', label: 'write it anew' },
    { value: 'retry', label: 'try it once more, I have mended it' },
    ...(mayKeep ? [{ value: 'keep', label: 'keep it as it is' } as const] : []),
    { value: 'skip', label: 'skip' },
  ]);
  if (then === 'retry') return settle(prompts, words, test);
  if (then === 'again') return 'again';
  return then === 'keep' ? words : null;
}
