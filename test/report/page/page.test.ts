import { describe, expect, test } from 'vitest';
import type { Block } from '../../../src/chat/reply.ts';
import { code, heading, line, reply, strong, time } from '../../../src/chat/reply.ts';
import type { Chart } from '../../../src/model/chart.ts';
import { pageHtml } from '../../../src/report/page/html.ts';
import { pageMarkdown } from '../../../src/report/page/markdown.ts';
import { HIDDEN, HOSTILE, hostileBlocks } from '../../support/hostile.ts';

const NOW = Date.UTC(2026, 2, 10, 12);
const place = { zone: 'Europe/Berlin', now: NOW };
const undrawn = { ...place, drawnOf: () => null };
const CHART: Chart = { kind: 'rank', title: 'Disks', unit: 'percent', rows: [] };
const picture: Block = { kind: 'chart', chart: CHART, alt: 'Disk /var is at 96 %.' };
const curve: Block = {
  ...{ kind: 'sparkline', label: 'disk', caption: '24 h', bounds: [0, 100] },
  values: [0, 50, null, 100],
};
const svg = (name: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg"><text>50% "${name}" #1</text></svg>`;

function html(...blocks: Block[]): string {
  return pageHtml(reply(blocks), undrawn);
}

function markdown(...blocks: Block[]): string {
  return pageMarkdown(reply(blocks), place);
}

const list = line([strong('Worst'), ' moments\n• 94 %\n• ', code('a|b'), '\n☐ rotate\n☑ mail']);
const table: Block = {
  kind: 'table',
  columns: [
    { title: 'Disk', align: 'left' },
    { title: 'Used', align: 'right' },
  ],
  rows: [['/var|log', '96 %']],
};
const link = (url: string): Block => line([{ kind: 'link', text: 'runbook', url }]);

describe('each block is the same in both', () => {
  test.each<{ name: string; block: Block; md: string; page: string }>([
    {
      name: 'a heading',
      block: heading('Disks', 'bad'),
      md: '# 🟠 Disks\n',
      page: '<h1 class="bad">Disks</h1>',
    },
    {
      name: 'entries of a list and tasks',
      block: list,
      md: '**Worst** moments\n\n- 94 %\n- `a|b`\n- [ ] rotate\n- [x] mail\n',
      page: '<li>94\u00a0%</li><li><code>a|b</code></li><li class="task"><span role="img" aria-label="to do">☐</span> rotate</li>',
    },
    {
      name: 'a table, its numbers to the right',
      block: table,
      md: '| Disk | Used |\n| --- | ---: |\n| /var\\|log | 96 % |\n',
      page: '<td data-title="Disk">/var|log</td><td class="number" data-title="Used">96\u00a0%</td>',
    },
    {
      name: 'a field with code in it',
      block: { kind: 'fields', fields: [{ name: 'Rule', value: [code('a|b')], inline: true }] },
      md: '| Rule | `a\\|b` |\n',
      page: '<dl><div><dt>Rule</dt><dd><code>a|b</code></dd></div></dl>',
    },
    {
      name: 'bars',
      block: { kind: 'bars', max: 10, bars: [{ label: 'web-1', value: 5, text: '5 of 10' }] },
      md: 'web-1 ██████████░░░░░░░░░░ 5 of 10\n',
      page: '<i style="width:50.0%"></i></span><span class="number">5 of 10</span>',
    },
    {
      name: 'a small curve with its gap',
      block: curve,
      md: 'disk, 24 h  \n`▁▅·█`\n',
      page: '<path d="M0.0 45.0L0.0 45.0L200.0 24.0M600.0 3.0L600.0 3.0"/>',
    },
    {
      name: 'what is only said of a picture that is not there',
      block: picture,
      md: '_Disk /var is at 96 %._\n',
      page: '<p class="muted">Disk /var is at 96\u00a0%.</p>',
    },
    {
      name: 'a web address',
      block: link('https://example.com/a_(b)?c=1&d="2"'),
      md: '[runbook](<https://example.com/a_(b)?c=1&d=%222%22>)\n',
      page: '<a href="https://example.com/a_(b)?c=1&amp;d=%222%22" rel="noreferrer">runbook</a>',
    },
    {
      name: 'another address',
      block: link('javascript:alert(1)'),
      md: '\nrunbook\n',
      page: '>runbook</p>',
    },
    {
      name: 'an address with a password',
      block: link('https://a:b@example.com'),
      md: '\nrunbook\n',
      page: '>runbook</p>',
    },
    {
      name: 'a time in the zone of the page, dated because pages are read later',
      block: line([time(NOW - 7_200_000), ' ', time(NOW, 'clock')]),
      md: '2026-03-10 11:00 13:00\n',
      page: '<time datetime="2026-03-10T10:00:00.000Z">2026-03-10 11:00</time> <time datetime="2026-03-10T12:00:00.000Z">13:00</time>',
    },
  ])('$name', ({ block, md, page }) => {
    expect(markdown(block)).toContain(md);
    expect(html(block)).toContain(page);
  });

  test('what can be pressed or is a file is not on a page, and the zone is', () => {
    const buttons: Block = {
      kind: 'buttons',
      buttons: [{ label: 'Press', tone: 'plain', command: 'ack', input: '1' }],
    };
    for (const text of [markdown(buttons), html(buttons)]) {
      expect(text).not.toContain('Press');
      expect(text).toContain('Made 2026-03-10 13:00. All times are those of Europe/Berlin.');
    }
  });
});

describe('pictures', () => {
  const drawn = (chart: Chart) => ({ light: svg(`${chart.title} light`), dark: svg('dark') });

  test('a drawing has both themes and its words, and the curve beside it goes', () => {
    const text = pageHtml(reply([curve, picture]), { ...place, drawnOf: drawn });
    const [, light = '', alt] =
      /<img src="data:image\/svg\+xml,([^"]*)" alt="([^"]*)"/.exec(text) ?? [];
    expect(decodeURIComponent(light)).toBe(svg('Disks light'));
    expect(alt).toBe('Disk /var is at 96\u00a0%.');
    expect(text).toContain('media="screen and (prefers-color-scheme: dark)" srcset="data:image');
    expect(text).not.toContain('class="curve"');
  });

  test('drawings beyond the size of a page are curves', () => {
    const large = { light: 'x'.repeat(2_500_000), dark: '' };
    const text = pageHtml(reply([picture, picture, curve]), { ...place, drawnOf: () => large });
    expect(text.match(/<img /g)).toHaveLength(1);
    expect(text).toContain('class="curve"');
  });
});

/** Every tag that a page is made of, without what is said in it. */
const TAGS =
  /^<(?:!doctype html|html lang="en"|meta [^<>]*|\/?(?:head|title|style|body|main|footer|strong|code|dl|dt|dd|ul|li|table|thead|tbody|tr|figure|figcaption|picture)|(?:h1|h2|p|ul|dl|div|span|table|figure|th|td|li|svg|path|img|source|i|time)(?: (?:class|scope|style|viewBox|preserveAspectRatio|role|aria-label|aria-hidden|d|data-title|datetime)="[^"<>]*")*\/?|\/(?:html|h1|h2|p|a|div|span|th|td|svg|i|time)|p|h1|h2|div|span|i|td|br|a href="https?:[^"<>\s]*" rel="noreferrer")>$/;

/** A run of code, which ends with as many marks as it began with. */
const CODE = /(?<!\\)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g;

describe('whatever others wrote is text', () => {
  test.each(HOSTILE.map((text, index) => ({ text, index })))('text $index', ({ text }) => {
    const page = html(...hostileBlocks(text));
    expect((page.match(/<[^>]*>/g) ?? []).filter((tag) => !TAGS.test(tag))).toEqual([]);
    expect(page).not.toMatch(HIDDEN);
    const written = markdown(...hostileBlocks(text));
    expect(written).not.toMatch(HIDDEN);
    expect(written.replaceAll(CODE, '').match(/(?<!\\)<(?!https?:|br>)/g)).toBeNull();
  });
});

test('a page has an end, and says what it left out', () => {
  const rows = Array.from({ length: 1_200 }, (_, index) => [String(index), 'x'.repeat(4_000)]);
  const blocks = Array.from({ length: 4 }, () => ({ ...table, rows }) as Block);
  expect(html(...blocks)).toContain('… 200 more rows');
  expect(html(...blocks)).toContain('… 3 parts left out.');
  expect(markdown(...blocks)).toContain('_… 4 parts left out._');
  expect(html(...blocks).length).toBeLessThan(9_000_000);
});
