import { Markup, markup, type Content } from "../page/markup.ts";
import { boxesOf, type Box, type ZoneBoxes } from "./boxes.ts";
import { colorCount } from "./pictureStyles.ts";
import type { Filled, PicturedInstance, PicturedTasks, Snapshot } from "./snapshot.ts";
import { bold, fitted, widthOf, wrapped, xmlText } from "./words.ts";

const width = 1000;
const margin = 14;
const columns = 5;
const gap = 10;
const box = { width: (width - 4 * margin - (columns - 1) * gap) / columns, height: 94, padding: 9 };
const line = 15;
const mostWaiting = 12;
const mostLegends = 30;

/** A drawing that has been placed: its markup, and where it ends. */
interface Drawn {
  content: Content[];
  bottom: number;
}

/** Before and after, one below the other: zones with their instances, filled by tasks, and what waits. */
export function pictureOf(title: string, snapshots: readonly Snapshot[], id: string, style?: string): Markup {
  const workloads = [
    ...new Set(
      snapshots
        .flatMap(({ instances }) => instances.flatMap(({ tasks }) => tasks))
        .map(({ workload }) => workload),
    ),
  ];
  const colorOf = (workload: string): number => (workloads.indexOf(workload) % colorCount) + 1;
  const content: Content[] = [];
  let bottom = margin;
  for (const snapshot of snapshots) {
    const drawn = drawSnapshot(snapshot, bottom, colorOf);
    content.push(drawn.content);
    bottom = drawn.bottom + margin;
  }
  const legend = drawLegend(workloads, bottom, colorOf);
  const height = Math.ceil(legend.bottom + margin);
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="placement" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="${id}-title">${xmlText(title)}</title>
<desc id="${id}-desc">${snapshots.map((one) => xmlText(`${description(one)} `))}</desc>
${style !== undefined && markup`<style>${new Markup(style)}</style>`}
<rect class="ground" width="${width}" height="${height}"/>
${content}
${legend.content}
</svg>`;
}

/** The picture in words. */
export function description({ heading, instances, waiting }: Snapshot): string {
  const tasks = instances.flatMap((one) => one.tasks).reduce((sum, { count }) => sum + count, 0);
  const zones = new Set(instances.map(({ availabilityZone }) => availabilityZone)).size;
  const words = `${count(tasks, "task")} on ${count(instances.length, "container instance")} in ${count(zones, "zone")}`;
  return `${heading}: ${words}. ${waiting.length === 0 ? "Nothing waits." : `Waiting: ${waiting.join("; ")}.`}`;
}

function drawSnapshot(snapshot: Snapshot, top: number, colorOf: (workload: string) => number): Drawn {
  const heading = text("heading", margin, top + line, fitted(snapshot.heading, (width - 2 * margin) / 1.5));
  const content: Content[] = [heading];
  let bottom = top + line + 8;
  for (const zone of boxesOf(snapshot)) {
    const drawn = drawZone(zone, bottom, colorOf);
    content.push(drawn.content);
    bottom = drawn.bottom + gap;
  }
  const shown = snapshot.waiting.slice(0, mostWaiting);
  const more = snapshot.waiting.length - shown.length;
  for (const one of [...shown, ...(more > 0 ? [`${more} more wait`] : [])])
    for (const [position, part] of wrapped(one, width - 4 * margin, 3).entries()) {
      content.push(text("waiting", margin * (position === 0 ? 1 : 2), bottom + line, part));
      bottom += line;
    }
  return { content, bottom };
}

function drawZone(
  { zone, instances, boxes }: ZoneBoxes,
  top: number,
  colorOf: (workload: string) => number,
): Drawn {
  const rows = Math.ceil(boxes.length / columns);
  const height = 24 + rows * (box.height + gap) + margin - gap;
  const drawn = boxes.map((one, position) =>
    drawBox(
      one,
      2 * margin + (position % columns) * (box.width + gap),
      top + 24 + Math.floor(position / columns) * (box.height + gap),
      colorOf,
    ),
  );
  const name = fitted(zone, width - 200);
  return {
    content: [
      markup`<rect class="zone" x="${margin}" y="${top}" width="${width - 2 * margin}" height="${height}" rx="6"/>`,
      text("zone-name", 2 * margin, top + 16, name),
      text("soft", 2 * margin + widthOf(name) * bold + 10, top + 16, count(instances, "instance")),
      drawn,
    ],
    bottom: top + height,
  };
}

function drawBox(
  { instance, count, isRest }: Box,
  x: number,
  y: number,
  colorOf: (workload: string) => number,
): Content {
  const left = x + box.padding;
  const inner = box.width - 2 * box.padding;
  const alike = count > 1 && !isRest ? ` ×${count}` : "";
  const state = [instance.instanceType, instance.state].filter(Boolean).join(", ");
  const under = isRest ? "other instances, together" : state;
  const tasks = instance.tasks.map(({ workload, count: number }) =>
    number === 1 ? workload : `${workload} ×${number}`,
  );
  const words = [
    `${instance.id}${alike}`,
    under,
    `CPU ${percent(instance.cpu)}, memory ${percent(instance.memory)}`,
    tasks.join(", ") || "no tasks",
    ...(instance.unknown === undefined ? [] : [`unknown: ${instance.unknown}`]),
  ];
  return markup`<g class="instance${instance.state === "" ? "" : " leaving"}"><title>${xmlText(words.join("\n"))}</title><rect class="card" x="${round(x)}" y="${round(y)}" width="${round(box.width)}" height="${box.height}" rx="4"/>${text("name", left, y + 17, fitted(`${instance.id}${alike}`, inner / bold))}${text("soft", left, y + 31, fitted(under, inner))}${drawBar("CPU", instance, instance.cpu, ({ cpu }) => cpu, left, y + 39, colorOf)}${drawBar("mem", instance, instance.memory, ({ memoryMiB }) => memoryMiB, left, y + 56, colorOf)}${text("tasks", left, y + 86, fitted(tasks.join(", ") || "no tasks", inner))}</g>`;
}

function drawBar(
  label: string,
  { tasks, unknown }: PicturedInstance,
  filled: Filled,
  of: (tasks: PicturedTasks) => number,
  left: number,
  top: number,
  colorOf: (workload: string) => number,
): Content {
  const start = left + 32;
  const length = box.width - 2 * box.padding - 32 - 38;
  const scale = unknown === undefined && filled.total > 0 ? length / filled.total : 0;
  let at = start;
  const segment = (name: string, amount: number): Content => {
    const wide = Math.min(Math.max(0, amount * scale), start + length - at);
    if (wide <= 0) return undefined;
    // A gap tells neighbours apart, and what is narrow stays visible.
    const drawn = markup`<rect class="${name}" x="${round(at)}" y="${round(top)}" width="${round(Math.max(1, wide - 1))}" height="11"/>`;
    at += wide;
    return drawn;
  };
  const known = tasks.reduce((sum, one) => sum + of(one), 0);
  const segments = tasks.map((one) => segment(`task c${colorOf(one.workload)}`, of(one)));
  // Resources that the agent reports as used, in addition to those of the known tasks.
  const others = segment("task other", filled.used - known);
  const share = unknown === undefined ? percent(filled) : "?";
  return markup`${text("soft", left, top + 9.5, label)}<rect class="track" x="${round(start)}" y="${round(top)}" width="${round(length)}" height="11"/>${segments}${others}${text("share", start + length + 4, top + 9.5, share)}`;
}

function drawLegend(workloads: readonly string[], top: number, colorOf: (workload: string) => number): Drawn {
  const shown = workloads.slice(0, mostLegends);
  const more = workloads.length - shown.length;
  const content: Content[] = [];
  let [x, y] = [margin, top];
  for (const workload of shown) {
    const words = fitted(workload, 260);
    const wide = widthOf(words) + 34;
    if (x > margin && x + wide > width - margin) [x, y] = [margin, y + line + 3];
    content.push(
      markup`<rect class="key c${colorOf(workload)}" x="${round(x)}" y="${round(y)}" width="11" height="11"/>`,
      text("soft", x + 16, y + 9.5, words),
    );
    x += wide;
  }
  if (more > 0) content.push(text("soft", x, y + 9.5, `and ${more} more`));
  return { content, bottom: workloads.length === 0 ? top : y + line };
}

function text(kind: string, x: number, y: number, words: string): Markup {
  return markup`<text class="${kind}" x="${round(x)}" y="${round(y)}">${xmlText(words)}</text>`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function percent({ total, used }: Filled): string {
  return total > 0 ? `${Math.round((used / total) * 100)} %` : "–";
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
