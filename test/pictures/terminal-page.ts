import { escapeHtml } from './html.ts';

const COLOUR: Readonly<Record<number, string>> = {
  31: '#ff6b6b',
  32: '#69db7c',
  33: '#ffd43b',
  36: '#66d9e8',
  90: '#868e96',
  91: '#ff8787',
};

interface Style {
  colour: string;
  bold: boolean;
  dim: boolean;
}

/** A page that shows a terminal's screen, given with its escape sequences for colours. */
export function terminalPage(screen: string, title: string): string {
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; }
    #shot { background: #15171c; color: #dfe3ea; }
    header { background: #23262e; color: #9aa1ad; padding: 9px 14px; display: flex; gap: 8px;
      font: 13px "Noto Sans", sans-serif; align-items: center; }
    header i { width: 12px; height: 12px; border-radius: 50%; background: #3b404c; }
    header span { flex: 1; text-align: center; margin-right: 52px; }
    pre { margin: 0; padding: 13px 16px 16px; font: 13.5px/1.42 "DejaVu Sans Mono", monospace;
      white-space: pre-wrap; word-break: break-all; }
  </style><div id="shot"><header><i></i><i></i><i></i><span>${escapeHtml(title)}</span></header>
  <pre>${painted(screen)}</pre></div>`;
}

/** Colours, bold and dim as spans: https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
function painted(screen: string): string {
  const style: Style = { colour: '', bold: false, dim: false };
  return screen
    .split(new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`))
    .map((part) => {
      if (!part.startsWith(String.fromCharCode(27))) return span(part, style);
      for (const code of part.slice(2, -1).split(';')) apply(style, Number(code));
      return '';
    })
    .join('');
}

function apply(style: Style, code: number): void {
  if (code === 0) Object.assign(style, { colour: '', bold: false, dim: false });
  if (code === 1) style.bold = true;
  if (code === 2) style.dim = true;
  if (code === 22) Object.assign(style, { bold: false, dim: false });
  if (code === 39) style.colour = '';
  style.colour = COLOUR[code] ?? style.colour;
}

function span(text: string, { colour, bold, dim }: Style): string {
  const look = [
    colour === '' ? '' : `color:${colour}`,
    bold ? 'font-weight:700' : '',
    dim ? 'opacity:.6' : '',
  ];
  return `<span style="${look.filter((one) => one !== '').join(';')}">${escapeHtml(text)}</span>`;
}
