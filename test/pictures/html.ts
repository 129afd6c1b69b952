/** Text as it may stand in a page. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STEPS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** How long ago or until when, as chats say it. */
export function ago(seconds: number, now: number): string {
  const passed = Math.round(now / 1_000 - seconds);
  const [size, name] = STEPS.find(([step]) => Math.abs(passed) >= step) ?? [1, 'second'];
  const count = Math.round(Math.abs(passed) / size);
  const words = `${count === 1 && size > 1 ? 'a' : count} ${name}${count === 1 ? '' : 's'}`;
  const shown = words.replace('a hour', 'an hour');
  return passed < 0 ? `in ${shown}` : `${shown} ago`;
}

/** Hour and minute, UTC. */
export function clock(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 16);
}

/** A bell on a coloured disc, as the bot's portrait. */
export const PORTRAIT = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#c2410c"/><path d="M32 12c-9 0-14 7-14 15v9l-5 8h38l-5-8v-9c0-8-5-15-14-15zM26 47a6 6 0 0 0 12 0z" fill="#fff"/></svg>',
)}`;
