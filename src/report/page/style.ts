/** How a page looks: one column, the reader's own letters, light or dark as they have it, ink alone on paper. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--sheet:#f6f7f9;--ink:#1b1f24;--soft:#5b6470;--line:#e1e5ea;--link:#1858b8;
--good:#1a7f3c;--info:#1f62c9;--warning:#9a6700;--bad:#bc4c00;--critical:#b3120c;--muted:#5b6470}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--sheet:#1c2026;--ink:#e4e8ec;--soft:#9aa4b0;--line:#2d333b;--link:#7fb2ff;
--good:#4cc36d;--info:#6ea8ff;--warning:#e0b13c;--bad:#f0883e;--critical:#ff6a62;--muted:#9aa4b0}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:52rem;padding:2.5rem 1.5rem 3rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif;
overflow-wrap:anywhere;-webkit-text-size-adjust:100%;text-size-adjust:100%}
h1,h2{line-height:1.25;text-wrap:pretty;letter-spacing:-.012em}
h1{font-size:1.75rem;font-weight:650;margin:0 0 1.25rem}
h2{font-size:1.2rem;font-weight:650;margin:2.5rem 0 .75rem;padding-top:1.25rem;border-top:1px solid var(--line)}
h1::before,h2::before{content:"";display:inline-block;width:.6em;height:.6em;border-radius:50%;margin-right:.5em;background:var(--tone)}
h1.info::before,h2.info::before{display:none}
.good{--tone:var(--good)}.info{--tone:var(--info)}.warning{--tone:var(--warning)}.bad{--tone:var(--bad)}
.critical{--tone:var(--critical)}.muted{--tone:var(--muted)}
p,ul,dl,table,figure{margin:0 0 1rem}
p.name{font-size:1.05rem;margin:1.75rem 0 .5rem}
.note{border-left:3px solid var(--tone);padding-left:.8rem;margin:0 0 1rem}.note>:last-child{margin-bottom:0}.note>.name{margin:0 0 .25rem}
p.muted,ul.muted{color:var(--soft);font-size:.9rem}
ul{padding-left:1.3rem}
li{margin:.2rem 0}li::marker{color:var(--soft)}
li.task{list-style:none;margin-left:-1.3rem;padding-left:1.6rem;text-indent:-1.6rem}
li.task>span{display:inline-block;width:1.6rem;text-indent:0}
a{color:var(--link);text-underline-offset:.15em}
code{font:.9em ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;background:var(--sheet);border-radius:4px;padding:.1em .35em}
time,td,dd,.number{font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:1px;
border:1px solid var(--line);border-radius:8px;overflow:hidden}
dl>div{padding:.6rem .8rem;box-shadow:0 0 0 1px var(--line)}
dl>.wide{grid-column:1/-1}
dt{color:var(--soft);font-size:.8rem;line-height:1.4}
dd{margin:0}
table{width:100%;border-collapse:collapse;font-size:.94rem;line-height:1.4}
th{color:var(--soft);font-size:.8rem;font-weight:500;text-align:left;vertical-align:bottom}
th,td{padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
td:not(.number){overflow-wrap:break-word}
.number{text-align:right;white-space:nowrap}
.bars{list-style:none;padding:0;display:grid;grid-template-columns:fit-content(45%) 1fr fit-content(30%);gap:.4rem .9rem;align-items:center;font-size:.94rem}
.bars li{display:contents}
.bars .number{white-space:normal}
.bar{height:.6rem;background:var(--sheet);border-radius:3px;overflow:hidden}
.bar i{display:block;height:100%;background:var(--info)}
figure img{display:block;width:100%;max-width:36rem;height:auto;border:1px solid var(--line);border-radius:8px}
figcaption{color:var(--soft);font-size:.86rem;margin-top:.4rem}
.curve svg{display:block;width:100%;height:3rem;overflow:visible}
.curve path{fill:none;stroke:var(--info);stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.84rem}
footer p{margin:0 0 .3rem}
@media screen and (max-width:40rem){
body{padding:1.5rem 1rem 2rem}
h1{font-size:1.45rem}
table{font-size:.88rem}
th,td{padding-right:.5rem}
td:not(.number){overflow-wrap:anywhere}
dl{grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr))}
table.wide,.wide tbody{display:block}
.wide thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.wide tr{border-bottom:1px solid var(--line);padding:.55rem 0;display:grid;grid-template-columns:1fr 1fr;column-gap:1.5rem}
.wide td:not(.number){grid-column:1/-1}
.wide td{border:0;padding:.1rem 0;display:flex;justify-content:space-between;gap:1rem;text-align:right;white-space:normal}
.wide td:empty{display:none}
.wide td::before{content:attr(data-title);color:var(--soft);font-size:.86rem;text-align:left;flex:none;max-width:50%}
.wide td:first-child{display:block;text-align:left;font-weight:600}
.wide td:first-child::before{content:none}
}
@media print{
:root{color-scheme:light;--paper:#fff;--sheet:#f2f2f2;--ink:#000;--soft:#444;--line:#ccc;--link:#000;
--good:#1a7f3c;--info:#1f62c9;--warning:#9a6700;--bad:#bc4c00;--critical:#b3120c;--muted:#444}
body{max-width:none;padding:0;font-size:10.5pt}
h1,h2,h1::before,h2::before,.bar,.bar i{-webkit-print-color-adjust:exact;print-color-adjust:exact}
h1,h2,p.name{break-after:avoid}
figure,tr,dl>div,.bars li{break-inside:avoid}
thead{display:table-header-group}
@page{margin:18mm 16mm}
}
`;
