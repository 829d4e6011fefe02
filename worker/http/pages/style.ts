/** How the Worker's own pages look. A file of its own, because inline styles are forbidden by the CSP. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(oklch(0.985 0.003 95), oklch(0.17 0.006 95));
  --card: light-dark(oklch(1 0 0), oklch(0.21 0.007 95));
  --line: light-dark(oklch(0.9 0.005 95), oklch(0.3 0.008 95));
  --ink: light-dark(oklch(0.23 0.01 95), oklch(0.94 0.005 95));
  --quiet: light-dark(oklch(0.5 0.01 95), oklch(0.7 0.01 95));
  --accent: light-dark(oklch(0.5 0.13 250), oklch(0.78 0.11 250));
  --on-accent: light-dark(oklch(1 0 0), oklch(0.2 0.03 250));
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.55 "Geist Variable", Geist, ui-sans-serif, system-ui, sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
h1 { font-size: 1.6rem; letter-spacing: -0.02em; margin: 0 0 0.35rem; }
h2 { font-size: 1.05rem; letter-spacing: -0.01em; margin: 2.75rem 0 0.75rem; scroll-margin-top: 1rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.quiet { color: var(--quiet); }
.lead { margin: 0 0 2rem; max-width: 42rem; }
code, pre, .code { font-family: "Geist Mono Variable", "Geist Mono", ui-monospace, monospace; }
code { font-size: 0.9em; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 1rem 1.15rem; margin: 0 0 0.75rem; }
.mail { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; align-items: center; }
.mail > div { flex: 1 1 16rem; min-width: 0; overflow-wrap: anywhere; }
.mail p { margin: 0; }
.mail .code { font-size: 1.5rem; font-weight: 600; letter-spacing: 0.18em; font-variant-numeric: tabular-nums; }
.button { display: inline-block; padding: 0.5rem 0.9rem; border-radius: 8px; font-weight: 550;
  background: var(--accent); color: var(--on-accent); text-decoration: none; white-space: nowrap; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; }
summary::marker { content: ""; }
summary .says { color: var(--quiet); flex: 1 1 100%; }
.method { font-weight: 650; font-size: 0.75rem; min-width: 3.6rem; color: var(--accent); }
.path { font-weight: 550; overflow-wrap: anywhere; }
.who { margin-left: auto; font-size: 0.8rem; color: var(--quiet); }
details[open] > summary { margin-bottom: 0.75rem; }
h3 { font-size: 0.85rem; margin: 1rem 0 0.35rem; }
pre { margin: 0; padding: 0.75rem 0.9rem; overflow-x: auto; border: 1px solid var(--line);
  border-radius: 8px; background: var(--ground); font-size: 0.8rem; line-height: 1.5; }
table { border-collapse: collapse; width: 100%; font-size: 0.88rem; }
td, th { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
`;
