/**
 * The style of the HTML report: light and dark, narrow and wide, on paper. It stands in the file
 * itself, and the file's security policy admits nothing but this text, by its hash.
 */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --surface: #ffffff; --text: #1b1e23; --muted: #565d67; --line: #d5d9df;
  --code: #eef0f3; --link: #0a4fb8; --focus: #0a4fb8;
  --bad: #a4231a; --bad-fill: #fdeceb; --security: #861a66; --security-fill: #fbeaf5;
  --warn: #704700; --warn-fill: #fdf1d3; --hint: #0b5069; --hint-fill: #e2f2f9;
  --good: #1a6532; --good-fill: #e4f4e8; --mark: #ffe08a; --mark-text: #1b1e23;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121418; --surface: #1a1d23; --text: #e5e8ec; --muted: #a7aeb9; --line: #363c46;
    --code: #272c34; --link: #8db8f9; --focus: #8db8f9;
    --bad: #ffb3aa; --bad-fill: #4a1b18; --security: #f3b4e0; --security-fill: #43193a;
    --warn: #f0cb7c; --warn-fill: #3d2d0b; --hint: #9fd6ee; --hint-fill: #103443;
    --good: #93d8a7; --good-fill: #14371f; --mark: #6b5410; --mark-text: #fff3cf;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 1rem 4rem; max-width: 66rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem; background: var(--surface); }
header { padding: 2rem 0 .5rem; }
header .product { margin: 0 0 .5rem; color: var(--muted); font-size: .9rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.3; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.25rem; line-height: 1.3; }
h3, h4 { margin: 0 0 .5rem; font-size: 1rem; line-height: 1.45; overflow-wrap: anywhere; }
.group { margin: 1.25rem 0; }
.verdict { display: inline-block; margin-right: .35rem; padding: 0 .6rem; border-radius: .4rem; }
.verdict.pass { background: var(--good-fill); color: var(--good); }
.verdict.fail, .verdict.incomplete { background: var(--bad-fill); color: var(--bad); }
.verdict.warn { background: var(--warn-fill); color: var(--warn); }
header ul.facts { margin-top: .75rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 0; padding: .6rem 0; list-style: none;
  border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
p { margin: .4rem 0; overflow-wrap: anywhere; }
.lead { font-size: 1.05rem; }
.muted, .place, .kind, .levels, ul.facts, ul.notes { color: var(--muted); }
.place, .kind, h4 em { font-weight: 400; }
.levels, ul.facts, ul.notes { font-size: .92rem; }
.place code { padding: 0; background: none; color: inherit; }
.cut { padding: .4rem .7rem; border-left: 4px solid var(--warn); background: var(--warn-fill); color: var(--warn); }
code { padding: .08em .3em; border-radius: .25rem; background: var(--code); color: var(--text);
  direction: ltr; unicode-bidi: isolate;
  font: .9em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere;
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.card { margin: .75rem 0; padding: .85rem 1rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--surface); content-visibility: auto; contain-intrinsic-size: auto 14rem; }
.card > :last-child, .card > ul > li:last-child, .card > ul > li > :last-child { margin-bottom: 0; }
.finding { border-left-width: 5px; }
.finding.error { border-left-color: var(--bad); }
.finding.security { border-left-color: var(--security); }
.finding.warning { border-left-color: var(--warn); }
.finding.suggestion { border-left-color: var(--hint); }
.badge { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .85rem; font-weight: 600; }
.badge.error { background: var(--bad-fill); color: var(--bad); }
.badge.security { background: var(--security-fill); color: var(--security); }
.badge.warning { background: var(--warn-fill); color: var(--warn); }
.badge.suggestion { background: var(--hint-fill); color: var(--hint); }
ul, ol { margin: .4rem 0; padding-left: 1.3rem; }
li { margin: .2rem 0; overflow-wrap: anywhere; }
ul.access, ul.exposure { padding-left: 0; list-style: none; }
ul.access > li { margin: .55rem 0; }
.granted, ul.exposure strong { color: var(--bad); }
.removed { color: var(--good); }
ol.steps { display: flex; flex-wrap: wrap; gap: .1rem .45rem; padding: 0; list-style: none; }
ol.steps li { margin: 0; }
ol.steps li:not(:last-child)::after { content: " →"; color: var(--muted); }
details { margin: .35rem 0; }
summary { width: fit-content; cursor: pointer; color: var(--link); }
dl { margin: .3rem 0 .3rem 1rem; }
dl div { display: flex; gap: .75rem; }
dt { flex: 0 0 6rem; color: var(--muted); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
pre.source { margin: .6rem 0; padding: .5rem 0; border-radius: .4rem; background: var(--code); white-space: normal;
  font: .86rem/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
.line { display: flex; min-height: 1.5em; }
.number { flex: 0 0 3.5rem; padding-right: .75rem; color: var(--muted); text-align: right;
  -webkit-user-select: none; user-select: none; }
.text { flex: 1; min-width: 0; padding-right: .75rem; white-space: pre-wrap; overflow-wrap: anywhere;
  direction: ltr; unicode-bidi: isolate; }
.line.come { background: var(--good-fill); }
.line.gone { background: var(--bad-fill); }
mark { border-radius: .15rem; background: var(--mark); color: var(--mark-text); }
table { width: 100%; margin: .5rem 0; border-collapse: collapse; background: var(--surface); font-size: .95rem; }
th, td { padding: .4rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { background: var(--code); }
table.rules { width: auto; }
td.count { flex: none; text-align: right; overflow-wrap: normal; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .9rem; }
@media (max-width: 40rem) {
  body { padding: 0 .75rem 3rem; }
  .card { padding: .75rem; }
  h1 { font-size: 1.3rem; }
  .number { flex-basis: 2.5rem; padding-right: .5rem; }
  thead { position: absolute; left: -99rem; }
  table, tbody, tr, th, td { display: block; width: 100%; }
  tr { margin: .5rem 0; border: 1px solid var(--line); }
  th, td { border: 0; }
  table.rules { width: 100%; }
  table.rules tr { display: flex; }
  table.rules td { width: auto; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; background: #ffffff; font-size: 10pt; }
  nav, .skip { display: none; }
  .card { content-visibility: visible; }
  .finding { break-inside: avoid; }
  h2, h3, h4, summary { break-after: avoid; }
  details::details-content { content-visibility: visible; height: auto; }
}
`;

/** SHA-256 of the style in Base64, as a Content-Security-Policy names it. A test holds it to the text. */
export const styleHash = "sha256-nVTAfZ/q3jsnVT/7Ho2s3LAf6tQmn+ETYnmki9ScNe4=";
