import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findRoot } from "@ballast/plan";
import { Simulation } from "@ballast/placement";
import fc from "fast-check";
import { chromium, type Browser } from "playwright-core";
import { chromiumPath } from "../chromium.ts";
import { pictureFile, snapshotOf, type Snapshot } from "./index.ts";

const screenshots = join(findRoot(__dirname), ".ballast/report-screenshots");

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
  mkdirSync(screenshots, { recursive: true });
});
afterAll(() => browser?.close());

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "</text></svg><script>alert(1)</script>",
    "]]>",
    "<!--",
    "&#0;",
    "&unknown;",
    "<![CDATA[",
    "<?xml?>",
    '" onload="alert(1)',
    "\u0000\u0008\ufffe",
    "\ud800",
    "a\u202eb",
  ),
);
const amount = fc.integer({ min: 0, max: 10_000 });
const filled = fc.record({ total: amount, used: amount });
const snapshot: fc.Arbitrary<Snapshot> = fc.record({
  heading: hostile,
  waiting: fc.array(hostile, { maxLength: 4 }),
  instances: fc.array(
    fc.record(
      {
        id: hostile,
        instanceType: hostile,
        availabilityZone: hostile,
        state: hostile,
        unknown: hostile,
        cpu: filled,
        memory: filled,
        tasks: fc.array(fc.record({ workload: hostile, count: amount, cpu: amount, memoryMiB: amount }), {
          maxLength: 3,
        }),
      },
      { requiredKeys: ["id", "instanceType", "availabilityZone", "state", "cpu", "memory", "tasks"] },
    ),
    { maxLength: 8 },
  ),
});

interface Parsed {
  root: string;
  names: string[];
  handlers: string[];
  fault: string;
}

/** Runs in the page, by its strict parser of XML. */
const parsed = `(file) => {
  const document = new DOMParser().parseFromString(file, "image/svg+xml");
  const all = [...document.querySelectorAll("*")];
  return {
    root: document.documentElement.nodeName,
    names: [...new Set(all.map(({ nodeName }) => nodeName))],
    handlers: all.flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith("on")),
    fault: document.querySelector("parsererror")?.textContent ?? "",
  };
}`;

/** Runs in the page: contrasts as WCAG 2.2 defines them, 4.5 for text (1.4.3) and 3 for graphics (1.4.11). */
const faults = `(() => {
  const luminance = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).map(Number).map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [light, dark] = [one, other]
      .map((element) => luminance(getComputedStyle(element).fill) + 0.05)
      .sort((first, second) => second - first);
    return light / dark;
  };
  return [...document.querySelectorAll("g.instance")].flatMap((group) => {
    const card = group.querySelector(".card");
    const track = group.querySelector(".track");
    const inside = card.getBoundingClientRect();
    const texts = [...group.querySelectorAll("text")].flatMap((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const fits = left >= inside.left && right <= inside.right + 0.5 && top >= inside.top && bottom <= inside.bottom;
      return [
        ...(fits ? [] : [text.textContent + " leaves its box"]),
        ...(contrast(text, card) >= 4.5 ? [] : [text.textContent + " is faint"]),
      ];
    });
    const tasks = [...group.querySelectorAll(".task")].filter((one) => contrast(one, track) < 3);
    return [...texts, ...tasks.map((one) => one.getAttribute("class") + " is faint")];
  });
})()`;

it("is well-formed XML of drawings and texts alone, whatever names say: 500 pictures (F.0.39)", async () => {
  const pictures = fc.sample(fc.tuple(hostile, fc.array(snapshot, { maxLength: 2 })), {
    numRuns: 500,
    seed: 39,
  });
  const page = await browser.newPage();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => dialogs.push(dialog.message()));
  const files = pictures.map(([title, snapshots]) => pictureFile(title, snapshots));
  const found = await page.evaluate<Parsed[]>(`${JSON.stringify(files)}.map(${parsed})`);
  const known = ["svg", "title", "desc", "style", "rect", "g", "text"];
  for (const { root, names, handlers, fault } of found) {
    expect([root, handlers, fault]).toEqual(["svg", [], ""]);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  }
  // What is not well-formed is told: the parser is not a sieve.
  const broken = await page.evaluate<Parsed>(`(${parsed})("<svg><text>&</text></svg>")`);
  expect(broken.fault).not.toBe("");
  expect(dialogs).toEqual([]);
  await page.close();
});

it.each(["light", "dark"] as const)(
  "is read on a %s sheet: texts within their boxes, in contrast to them (F.0.39)",
  async (colorScheme) => {
    const simulation = new Simulation(1);
    simulation.join(
      ...["a", "b", "c"].flatMap((zone) =>
        [1, 2].map((number) => ({
          id: `general-with-a-long-name-${zone}${number}`,
          instanceType: "m5.large",
          availabilityZone: `eu-central-1${zone}`,
        })),
      ),
    );
    const task = { cpu: 600, memoryMiB: 900, networkMode: "bridge" };
    simulation.addServices(
      ...["web", "cache", "a-service-with-a-long-name", "WWWWWWWWWWWWWWWW"].map((name) => ({
        name,
        task,
        desiredCount: 4,
      })),
    );
    const before = snapshotOf("Before", simulation);
    simulation.loseZone("eu-central-1a");
    const file = pictureFile("shop", [before, snapshotOf("After: lost eu-central-1a", simulation)]);
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 }, colorScheme });
    await page.setContent(`<body style="margin:0">${file.replace(/^<\?xml.*\n/, "")}`);
    await page.screenshot({ path: join(screenshots, `placement-${colorScheme}.png`), fullPage: true });
    expect(await page.evaluate(faults)).toEqual([]);
    await page.close();
  },
);
