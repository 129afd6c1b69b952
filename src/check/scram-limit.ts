/**
 * Rounds of PBKDF2 that a server may ask of us; 4096 unless its `scram_iterations` says more. They are worked out in one
 * go, in which nothing else happens here: so many take a twentieth of a second.
 */
const MOST_ROUNDS = 100_000;

/** Bytes of one message of a log-in. */
const MOST_MESSAGE = 10_000;

/** https://www.postgresql.org/docs/current/protocol-message-formats.html: AuthenticationOk, AuthenticationSASLContinue */
const LET_IN = 0;
const CONTINUE = 11;

/**
 * Listens to what a PostgreSQL server says until it lets us in, and answers why its log-in is not to be gone through
 * with, or null.
 */
export function scramLimit(): (chunk: Buffer) => string | null {
  let held: Buffer = Buffer.alloc(0);
  let skipped = 0;
  let demands = 0;
  let isOver = false;

  function drop(): void {
    const gone = Math.min(skipped, held.length);
    [held, skipped] = [held.subarray(gone), skipped - gone];
  }

  /** The next message of the log-in; null while more must come. */
  function next(): Buffer | null {
    drop();
    while (skipped === 0 && held.length >= 5 && held[0] !== AUTHENTICATION) {
      skipped = held.readUInt32BE(1) + 1;
      drop();
    }
    if (skipped > 0 || held.length < 5) return null;
    const size = Math.min(held.readUInt32BE(1) + 1, MOST_MESSAGE);
    if (held.length < size) return null;
    const message = held.subarray(0, size);
    held = held.subarray(size);
    return message;
  }

  function wrong(message: Buffer): string | null {
    if (message.length === MOST_MESSAGE) return 'answers a log-in with more than a log-in takes';
    const kind = message.length < 9 ? null : message.readUInt32BE(5);
    if (kind === LET_IN) isOver = true;
    if (kind !== CONTINUE) return null;
    demands += 1;
    return roundsOf(message) > MOST_ROUNDS || demands > 1 ? TOO_MANY : null;
  }

  return (chunk) => {
    if (isOver) return null;
    held = Buffer.concat([held, chunk]);
    let why: string | null = null;
    while (why === null && !isOver) {
      const message = next();
      if (message === null) return null;
      why = wrong(message);
    }
    return why;
  };
}

const AUTHENTICATION = 'R'.charCodeAt(0);
const TOO_MANY = `demands more than ${MOST_ROUNDS} rounds for the password: lower scram_iterations there and set the password anew`;

/** As the library reads them: hexadecimal too, and the last of several. */
function roundsOf(message: Buffer): number {
  const parts = message.toString('utf8', 9).split(',');
  const all = parts.map((part) => (part[0] === 'i' ? read(part.slice(2).trim()) : 0));
  return Math.max(...all.map((rounds) => (Number.isNaN(rounds) ? 0 : rounds)));
}

function read(number: string): number {
  return Number.parseInt(number, /^[+-]?0x/i.test(number) ? 16 : 10);
}
