import { CheckFailure } from './kind.ts';

/**
 * Loads the client of a rarer protocol, which is installed only where somebody needs it.
 *
 * @throws CheckFailure that says what to install, when it is not there.
 */
export async function clientOf<Client>(name: string, load: () => Promise<Client>): Promise<Client> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const message = `this kind of check needs the package ${name}: run npm install ${name}`;
    throw new CheckFailure(message, { status: 'error', cause });
  }
}
