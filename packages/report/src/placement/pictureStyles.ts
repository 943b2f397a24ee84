/** Colours of the light and the dark theme. Tasks have a contrast of at least 3 to the bar that they fill, and texts one of at least 4.5. */
const colors: Record<string, [light: string, dark: string]> = {
  ground: ["#ffffff", "#191d23"],
  "zone-fill": ["#f6f7fc", "#1f2530"],
  "zone-line": ["#5264a8", "#93a3e0"],
  card: ["#ffffff", "#262c36"],
  line: ["#9aa3b0", "#667080"],
  ink: ["#1c232e", "#e4e8ee"],
  soft: ["#57606e", "#a3adba"],
  track: ["#e6e9ee", "#363e4a"],
  bad: ["#b3261e", "#ff9d94"],
  other: ["#57606e", "#a3adba"],
  c1: ["#2f4b9c", "#93b0f5"],
  c2: ["#a04a05", "#f0a868"],
  c3: ["#1d6b3c", "#7fd19a"],
  c4: ["#9c2067", "#f096c7"],
  c5: ["#0d6573", "#6fcbd8"],
  c6: ["#6429b8", "#c4a2f5"],
  c7: ["#86500b", "#e2d06d"],
  c8: ["#3d4656", "#dfe4ea"],
};

/** How many colours there are; a ninth workload has the first one again, and its name in the box. */
export const colorCount = 8;

const tasks = Array.from({ length: colorCount }, (_nothing, position) => `c${position + 1}`)
  .map((name) => `.placement .${name} { fill: var(--p-${name}); }`)
  .join("\n");

const rules = `
.placement { display: block; max-width: 100%; height: auto; }
.placement text { font: 11px/1 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: var(--p-ink); }
.placement .heading { font-size: 14px; font-weight: 600; }
.placement .zone-name, .placement .name { font-size: 12px; font-weight: 600; }
.placement .soft, .placement .share { fill: var(--p-soft); }
.placement .waiting { fill: var(--p-bad); }
.placement .ground { fill: var(--p-ground); }
.placement .zone { fill: var(--p-zone-fill); stroke: var(--p-zone-line); stroke-dasharray: 2 3; }
.placement .card { fill: var(--p-card); stroke: var(--p-line); }
.placement .leaving .card { stroke: var(--p-bad); stroke-dasharray: 4 3; }
.placement .track { fill: var(--p-track); }
.placement .task.other { fill: var(--p-other); }
${tasks}
`;

const variables = (valueOf: (pair: [light: string, dark: string]) => string): string =>
  Object.entries(colors)
    .map(([name, pair]) => `--p-${name}: ${valueOf(pair)};`)
    .join(" ");

/** For the page, which has a switch between light and dark. */
export const pagePictureStyles = `.placement { ${variables(([light, dark]) => `light-dark(${light}, ${dark})`)} }${rules}`;

/** For a separate file, which uses the theme of the program that shows it. */
export const filePictureStyles = `.placement { ${variables(([light]) => light)} }
@media (prefers-color-scheme: dark) { .placement { ${variables(([, dark]) => dark)} } }${rules}`;
