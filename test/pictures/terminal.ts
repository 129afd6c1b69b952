import { execFileSync } from 'node:child_process';
import { waitFor } from '../support/whole-app.ts';

export interface Terminal extends AsyncDisposable {
  /** What stands on the screen now, with its colours as escape sequences. */
  screen(): string;
  /** Types a line. */
  type(line: string): void;
  /** Waits until the screen shows something. */
  shows(what: RegExp): Promise<void>;
}

/** Runs a shell command in a terminal of its own (needs tmux); ends it when disposed of. */
export function terminal(
  command: string,
  options: {
    folder: string;
    environment: Record<string, string>;
    width: number;
    height: number;
  },
): Terminal {
  const socket = `tocsin-pictures-${process.pid}`;
  const tmux = (...args: string[]) => execFileSync('tmux', ['-L', socket, ...args]).toString();
  const { folder, environment, width, height } = options;
  const given = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const size = ['-x', String(width), '-y', String(height)];
  tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, ...given, command);
  const screen = () => tmux('capture-pane', '-e', '-p').trimEnd();
  return {
    screen,
    type: (line) => void tmux('send-keys', line, 'Enter'),
    async shows(what) {
      const plain = () => tmux('capture-pane', '-p').trimEnd();
      await waitFor(() => what.test(plain()), plain);
    },
    async [Symbol.asyncDispose]() {
      tmux('kill-server');
    },
  };
}
