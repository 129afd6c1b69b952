import type { Block, Reply } from '../../chat/reply.ts';
import { pageHtml } from './html.ts';
import { pageMarkdown } from './markdown.ts';
import type { PageOptions } from './page.ts';

export const PAGE_FORMATS = ['markdown', 'html'] as const;

export type PageFormat = (typeof PAGE_FORMATS)[number];

type File = Extract<Block, { kind: 'attachment' }>;

export interface FilesAsked extends PageOptions {
  /** Of the files, without their ending. */
  readonly name: string;
  /** Command line that prints the reply, such as `npx tocsin report week`. */
  readonly terminal: string;
  /** The one that is wanted; both unless given. */
  readonly format?: PageFormat | undefined;
}

/** A reply as files that people keep and send on: Markdown and HTML. */
export function pageFiles(reply: Reply, asked: FilesAsked): readonly File[] {
  const { name, terminal, format: wanted } = asked;
  return PAGE_FORMATS.filter((format) => wanted === undefined || wanted === format).map(
    (format) => ({
      kind: 'attachment',
      name: `${name}.${format === 'html' ? 'html' : 'md'}`,
      mediaType: `text/${format}`,
      content: format === 'html' ? pageHtml(reply, asked) : pageMarkdown(reply, asked),
      terminal: `${terminal} --format ${format}`,
    }),
  );
}
