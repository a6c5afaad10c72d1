/** The page's own look: quiet, light or dark as the reader's system has it. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f6f5f2; --card: #ffffff; --sunken: #f0efeb; --line: #d9d6cf;
  --ink: #23262b; --soft: #62666e; --link: #1f5f8b;
  --good: #1d7a4c; --bad: #b3352d; --warn: #8a5a00; --calm: #5b6270;
  --added: #e3f3e6; --added-mark: #bfe3c8; --deleted: #fbe6e3; --deleted-mark: #f3c4be;
  --marked: #fff1c9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #17191d; --card: #1f2227; --sunken: #262a30; --line: #383d45;
    --ink: #dfe2e6; --soft: #9aa1ab; --link: #7fb6de;
    --good: #5fc08e; --bad: #ef8b80; --warn: #e0b25a; --calm: #9aa3b2;
    --added: #1c3327; --added-mark: #2a5540; --deleted: #3a2325; --deleted-mark: #63383a;
    --marked: #4a4020;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
main, .bar > div { max-width: 1060px; margin: 0 auto; padding: 0 24px; }
.bar { background: var(--card); border-bottom: 1px solid var(--line); color: var(--soft);
  font-size: 13px; padding: 9px 0; }
.bar > div { display: flex; justify-content: space-between; gap: 16px; }
.bar strong { color: var(--ink); font-weight: 600; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
h1 { font-size: 26px; line-height: 1.3; font-weight: 600; margin: 28px 0 8px; overflow-wrap: anywhere; }
h1 .number { color: var(--soft); font-weight: 400; }
h2 { font-size: 13px; letter-spacing: .06em; text-transform: uppercase; color: var(--soft);
  margin: 34px 0 10px; font-weight: 600; }
h2 code { text-transform: none; letter-spacing: 0; }
.facts { color: var(--soft); display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; }
code, pre, .code, .branch, .path { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: 12.5px; }
.branch, :not(pre) > code { background: var(--sunken); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
.pill { display: inline-block; border-radius: 4px; padding: 2px 9px; font-size: 12.5px; font-weight: 600;
  border: 1px solid currentColor; white-space: nowrap; }
.open, .success { color: var(--good); }
.merged { color: var(--link); }
.closed, .failure, .timed_out { color: var(--bad); }
.draft, .neutral, .skipped, .cancelled, .queued, .stale, .notice { color: var(--calm); }
.in_progress, .action_required, .warning { color: var(--warn); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 14px; }
.card > header { padding: 11px 16px; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap;
  gap: 4px 10px; align-items: baseline; }
.card > header:last-child { border-bottom: 0; }
.card > .body { padding: 4px 16px; }
.card > .body.own { padding: 12px 16px; }
.soft { color: var(--soft); }
.small { font-size: 13px; }
.grow { flex: 1; }
.right { margin-left: auto; }
.state { width: 20px; height: 20px; border-radius: 50%; border: 1.5px solid currentColor; display: inline-grid;
  place-items: center; font-size: 12px; font-weight: 700; align-self: center; flex: none; }
.check-title { font-weight: 600; overflow-wrap: anywhere; }
.actions { padding: 0 16px 12px; display: flex; gap: 8px; flex-wrap: wrap; }
.button { border: 1px solid var(--line); border-radius: 6px; background: var(--sunken); padding: 3px 11px;
  font-size: 13px; }
.annotation { border-top: 1px solid var(--line); padding: 12px 16px; }
.annotation > .head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; margin-bottom: 4px; }
.annotation .message { white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0 8px; }
.code { border-collapse: collapse; width: 100%; line-height: 1.6; tab-size: 4; }
.code td { padding: 0 8px; vertical-align: top; }
.code .line { color: var(--soft); text-align: right; width: 1%; min-width: 42px; white-space: nowrap; user-select: none; }
.code .mark { width: 1%; color: var(--soft); user-select: none; padding-right: 0; }
.code .text { white-space: pre-wrap; overflow-wrap: anywhere; }
.code .added > td { background: var(--added); }
.code .deleted > td { background: var(--deleted); }
.code .added > .line, .code .added > .mark { background: var(--added-mark); }
.code .deleted > .line, .code .deleted > .mark { background: var(--deleted-mark); }
.code .hunk > td { background: var(--sunken); color: var(--soft); padding-top: 3px; padding-bottom: 3px; }
.code .here > td { background: var(--marked); }
mark { background: none; color: inherit; text-decoration: underline wavy var(--bad) 1px; text-underline-offset: 3px; }
.annotation > details { margin-top: 8px; }
.excerpt { border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.thread-row > td { padding: 0; background: var(--sunken); border-top: 1px solid var(--line);
  border-bottom: 1px solid var(--line); white-space: normal; }
.thread { margin: 12px 16px; max-width: 820px; font-family: system-ui, "Segoe UI", "Noto Sans", sans-serif;
  font-size: 14.5px; line-height: 1.5; }
.comment { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin-bottom: 8px; }
.comment.reply { margin-left: 28px; }
.comment > header { padding: 7px 14px 0; font-size: 13px; color: var(--soft); display: flex; gap: 8px;
  flex-wrap: wrap; align-items: baseline; }
.comment > header strong { color: var(--ink); }
.comment > .markdown { padding: 2px 14px 8px; }
.tag { border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; font-size: 12px; color: var(--soft); }
.reactions { padding: 0 14px 10px; font-size: 13px; color: var(--soft); }
.markdown { overflow-wrap: anywhere; }
.markdown > :first-child { margin-top: 8px; }
.markdown > :last-child { margin-bottom: 8px; }
.markdown h1, .markdown h2, .markdown h3, .markdown h4 { font-size: 16px; text-transform: none; letter-spacing: 0;
  color: var(--ink); margin: 18px 0 6px; }
.markdown h1 { font-size: 19px; }
.markdown p, .markdown ul, .markdown ol, .markdown table { margin: 8px 0; }
.markdown ul, .markdown ol { padding-left: 24px; }
.markdown table { border-collapse: collapse; display: block; overflow-x: auto; }
.markdown th, .markdown td { border: 1px solid var(--line); padding: 4px 10px; text-align: left; vertical-align: top;
  overflow-wrap: normal; }
.markdown td:nth-child(2) { min-width: 240px; }
@media (min-width: 800px) { .markdown td:first-child > code { overflow-wrap: normal; } }
.markdown th { background: var(--sunken); font-weight: 600; }
.markdown .suggestion table { display: table; margin: 0; }
.markdown .suggestion td { border: 0; padding: 0 8px; min-width: 0; }
.markdown .suggestion .mark { padding-right: 0; }
.markdown pre { background: var(--sunken); border-radius: 6px; padding: 10px 12px; overflow-x: auto; }
.markdown blockquote { margin: 8px 0; padding: 0 12px; border-left: 3px solid var(--line); color: var(--soft); }
.markdown details { border: 1px solid var(--line); border-radius: 6px; padding: 6px 12px; margin: 8px 0; }
.diff-line { display: block; }
.diff-line.added { background: var(--added); }
.diff-line.deleted { background: var(--deleted); }
summary { cursor: pointer; }
.suggestion { border: 1px solid var(--line); border-radius: 6px; overflow: hidden; margin: 10px 0; }
.suggestion-title { background: var(--sunken); color: var(--soft); font-size: 12.5px; padding: 4px 10px;
  border-bottom: 1px solid var(--line); }
.scroll { overflow-x: auto; }
.plus { color: var(--good); }
.minus { color: var(--bad); }
footer { color: var(--soft); font-size: 13px; margin: 36px 0 48px; }
ul.pulls { list-style: none; padding: 0; }
`;
