import * as discord from 'discord.js';

/** The whole library, in a file of its own: a bundle gives the names of a CommonJS package to such an import alone. */
export const library = discord;
