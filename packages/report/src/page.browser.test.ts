import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { findRoot, openProject } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";
import { pageOf, type StackReport } from "./index.ts";
import { hostile, hostileName, planOf } from "./testing.ts";

const root = findRoot(__dirname);
const screenshots = join(root, ".ballast/report-screenshots");
/** Small and large, with and without instances, pipelines and a network of their own. */
const shown = ["network-prod", "rexray-ebs-prod", "clair-dev"];

let browser: Browser;
let folder: string;
let address: string;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: chromiumPath(),
    // Chromium's own sandbox is not to be had in every container, and the page is ours.
    args: ["--no-sandbox"],
  });
  folder = mkdtempSync(join(tmpdir(), "report-"));
  mkdirSync(screenshots, { recursive: true });
  const planner = new Planner(await openProject(root, (path) => import(path)));
  const stacks: StackReport[] = [{ stack: "bad-dev", error: "settings.size is missing" }];
  for (const stack of shown) stacks.push({ stack, plan: await planner.plan(stack) });
  stacks.push({ stack: "hostile-dev", plan: await planOf("hostile-dev", hostile) });
  const page = await pageOf({ project: "demo", plannedAt: new Date(), stacks });
  writeFileSync(join(folder, "index.html"), page);
  address = pathToFileURL(join(folder, "index.html")).href;
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** Opens the page; whatever goes wrong on it fails the test. */
async function opened(
  test: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
  hash = "",
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  try {
    const page = await context.newPage();
    const wrong: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => wrong.push(message.text()));
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("dialog", (dialog) => wrong.push(dialog.message()));
    page.on("requestfailed", (request) => wrong.push(request.url()));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${address}${hash}`);
    await test(page);
    expect(wrong).toEqual([]);
    expect([...new Set(requests.map((url) => url.split("#")[0]))]).toEqual([address]);
  } finally {
    await context.close();
  }
}

/** Waits up to a minute until a look at the page has this outcome: events of the browser come after what caused them. */
async function becomes<T>(look: () => Promise<T>, expected: T): Promise<void> {
  const end = Date.now() + 60_000;
  let found = await look();
  while (found !== expected && Date.now() < end) {
    await setTimeout(20);
    found = await look();
  }
  expect(found).toBe(expected);
}

/** The first node of a drawing is within its frame. */
async function expectInView(frame: Locator): Promise<void> {
  const [outer, node] = [await frame.boundingBox(), await frame.locator("a, .card").first().boundingBox()];
  const left = (node?.x ?? NaN) - (outer?.x ?? NaN);
  expect(left).toBeGreaterThanOrEqual(0);
  expect(left + (node?.width ?? NaN)).toBeLessThanOrEqual(outer?.width ?? NaN);
}

const view = (page: Page, stack: string) => page.locator(`[id="${stack}"]`);
const isVisible = (page: Page, stack: string): Promise<boolean> => view(page, stack).isVisible();

it("opens from a file, asks for nothing else, and shows the overview first", async () => {
  await opened(async (page) => {
    expect(await page.title()).toBe("demo: planned stacks");
    expect(await isVisible(page, "overview")).toBe(true);
    expect(await isVisible(page, "clair-dev")).toBe(false);
    expect(await page.locator("table.stacks tbody tr").count()).toBe(5);
    await page.screenshot({ path: join(screenshots, "overview-light.png"), fullPage: true });
  });
});

it("stays small enough to be attached to something", () => {
  const bytesOfStack = statSync(join(folder, "index.html")).size / (shown.length + 1);
  // With what each resource calls and what reaches it; ten stacks stay below 3 MB.
  expect(bytesOfStack).toBeLessThan(280_000);
});

it.each(shown)("draws %s so that each node leads to its resource", async (stack) => {
  await opened(
    async (page) => {
      const drawing = view(page, stack).locator("svg.diagram");
      const box = await drawing.boundingBox();
      expect(box?.width).toBeGreaterThan(300);
      const node = drawing.locator("a.node").first();
      const target = (await node.getAttribute("href"))?.slice(1) ?? "";
      await view(page, stack)
        .locator("figure")
        .first()
        .screenshot({ path: join(screenshots, `${stack}.png`) });
      await node.click();
      const resource = page.locator(`[id="${target}"]`);
      expect(await resource.getAttribute("open")).toBe("");
      expect(await page.locator(":focus").textContent()).toBe(
        await resource.locator("summary").textContent(),
      );
      await page.goBack();
      expect(new URL(page.url()).hash).toBe(`#${stack}`);
    },
    {},
    `#${stack}`,
  );
});

/** Run in the page: what does not fit into its shape, and what lies on another shape. */
const layoutFaults = `(() => {
  const found = [];
  const nodes = [...document.querySelectorAll(".view.current svg.diagram .node")];
  const cards = nodes.map((node) => ({ node, box: node.querySelector(".card").getBoundingClientRect() }));
  for (const [index, { node, box }] of cards.entries()) {
    for (const text of node.querySelectorAll("text")) {
      if (text.getBoundingClientRect().right > box.right + 1) found.push("overflows: " + text.textContent);
    }
    for (const { node: other, box: around } of cards.slice(index + 1)) {
      const isBeside = box.left >= around.right || around.left >= box.right;
      const isAbove = box.top >= around.bottom || around.top >= box.bottom;
      if (!isBeside && !isAbove) found.push("overlap: " + node.textContent + " and " + other.textContent);
    }
  }
  return found;
})()`;

it("keeps texts inside of their shapes, and shapes apart", async () => {
  for (const stack of shown) {
    await opened(
      async (page) => {
        expect(await page.locator(".view.current svg.diagram .node").count()).toBeGreaterThan(3);
        const faults = await page.evaluate(layoutFaults);
        expect(faults).toEqual([]);
      },
      {},
      `#${stack}`,
    );
  }
});

it("follows links, and the back button leads back", async () => {
  await opened(async (page) => {
    await page.locator("nav.stacks a", { hasText: "rexray-ebs-prod" }).click();
    await becomes(() => isVisible(page, "rexray-ebs-prod"), true);
    await becomes(() => isVisible(page, "overview"), false);
    await becomes(() => page.locator('nav.stacks a[aria-current="page"]').textContent(), "rexray-ebs-prod");
    await page.goBack();
    await becomes(() => isVisible(page, "overview"), true);
    await page.goForward();
    await becomes(() => isVisible(page, "rexray-ebs-prod"), true);
  });
});

it("opens a deep link at its resource", async () => {
  await opened(
    async (page) => {
      const resource = page.locator('[id="rexray-ebs-prod/resource/Volume/mysql-volume"]');
      await becomes(() => resource.getAttribute("open"), "");
      await becomes(() => resource.isVisible(), true);
      expect(await resource.textContent()).toContain("availabilityZone");
    },
    {},
    "#rexray-ebs-prod/resource/Volume/mysql-volume",
  );
});

it("narrows the resources by words, type and findings, and shows all again", async () => {
  await opened(
    async (page) => {
      const stack = view(page, "clair-dev");
      const visible = () => stack.locator(".resource:visible").count();
      const all = await visible();
      const search = page.getByRole("searchbox");
      await search.fill("6060 lb/listener:listener loadbalancerarn");
      expect(await stack.locator(".resource:visible .name").allTextContents()).toEqual(["clair-api"]);
      await becomes(() => stack.locator("h3 .count").textContent(), `1 of ${all}`);
      await search.fill("no such thing anywhere");
      await becomes(() => stack.locator(".none").isVisible(), true);
      await search.fill("");
      await stack.getByLabel("Type").selectOption("Bucket");
      await becomes(() => visible(), 2);
      await stack.getByLabel("Type").selectOption("all");
      await stack.getByRole("combobox", { name: "Findings" }).selectOption("waived");
      expect(await visible()).toBeLessThan(all);
      expect(await visible()).toBeGreaterThan(0);
      await stack.getByRole("button", { name: "Show all" }).click();
      // A page of many resources shows them by and by.
      await stack
        .locator(".resource:visible")
        .nth(all - 1)
        .waitFor();
      await becomes(() => visible(), all);
    },
    {},
    "#clair-dev",
  );
});

it("searches all stacks from the overview", async () => {
  await opened(async (page) => {
    await page.getByRole("searchbox").fill("mysql-volume volume 100");
    await page.locator(".hits a", { hasText: "mysql-volume" }).first().click();
    await becomes(() => isVisible(page, "rexray-ebs-prod"), true);
  });
});

it("can be used by keyboard alone", async () => {
  await opened(async (page) => {
    await page.keyboard.press("Tab");
    await becomes(() => page.locator(":focus").textContent(), "Skip to the content");
    await page.keyboard.press("Enter");
    await becomes(() => page.locator(":focus").getAttribute("id"), "main");
    await becomes(() => isVisible(page, "overview"), true);
    await page.keyboard.press("/");
    await becomes(() => page.locator(":focus").getAttribute("type"), "search");
    await page.keyboard.type("bucket");
    await becomes(() => page.locator(".hits").isVisible(), true);
    await page.keyboard.press("Escape");
    await becomes(() => page.getByRole("searchbox").inputValue(), "");
    await becomes(() => page.locator(".hits").isVisible(), false);
    await page.locator("nav.stacks a", { hasText: "network-prod" }).focus();
    await page.keyboard.press("Enter");
    const node = view(page, "network-prod").locator("svg a.node").first();
    await node.focus();
    await page.keyboard.press("Enter");
    await becomes(() => page.locator("summary:focus").count(), 1);
  });
});

it("is light or dark as the system is, or as its reader chooses for the session", async () => {
  const ground = (page: Page): Promise<string> =>
    page.evaluate("getComputedStyle(document.body).backgroundColor");
  let light = "";
  await opened(async (page) => {
    light = await ground(page);
    const button = page.getByRole("button", { name: /^Theme/ });
    await becomes(() => button.textContent(), "Theme: system");
    await button.click();
    await button.click();
    await becomes(() => button.textContent(), "Theme: dark");
    expect(await ground(page)).not.toBe(light);
    await page.reload();
    expect(await ground(page)).not.toBe(light);
  });
  await opened(
    async (page) => {
      expect(await ground(page)).not.toBe(light);
      await page.screenshot({ path: join(screenshots, "clair-dev-dark.png"), fullPage: true });
    },
    { colorScheme: "dark" },
    "#clair-dev",
  );
});

it("can be read without JavaScript", async () => {
  await opened(
    async (page) => {
      for (const stack of ["overview", ...shown]) expect(await isVisible(page, stack)).toBe(true);
      expect(await page.getByRole("searchbox").count()).toBe(0);
      const resource = page.locator('[id="network-prod/resource/Vpc/main-vpc"]');
      await resource.locator("summary").click();
      expect(await resource.locator(".values").isVisible()).toBe(true);
    },
    { javaScriptEnabled: false },
  );
});

it("fits on a small screen", async () => {
  await opened(
    async (page) => {
      for (const stack of ["overview", "bad-dev", "hostile-dev", ...shown]) {
        await page.goto(`${address}#${stack}`);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
        // Drawings scroll within their frames: scaled to the screen, their text could not be read.
        const scales: unknown = await page.evaluate(
          "[...document.querySelectorAll('.diagram-frame > svg')].filter((svg) => svg.checkVisibility()).map((svg) => svg.getScreenCTM().a)",
        );
        for (const scale of scales as number[]) expect(scale).toBeCloseTo(1);
        for (const frame of await view(page, stack).locator(".diagram-frame").all())
          await expectInView(frame);
      }
      await page.screenshot({ path: join(screenshots, "small.png") });
    },
    { viewport: { width: 400, height: 800 } },
  );
});

it("shows names that mean harm as they are, and runs nothing of them", async () => {
  await opened(
    async (page) => {
      expect(await view(page, "hostile-dev").locator("summary .name").allTextContents()).toContain(
        hostileName,
      );
      expect(await page.locator("img").count()).toBe(0);
    },
    {},
    "#hostile-dev",
  );
});

it("shows where the tasks of a stack land, and after the loss of a zone (F.0.39)", async () => {
  await opened(
    async (page) => {
      const picture = view(page, "rexray-ebs-prod").locator("svg.placement");
      expect(await picture.locator("g.instance").count()).toBeGreaterThan(1);
      expect(await picture.locator(".heading").allTextContents()).toEqual([
        "As planned",
        expect.stringMatching(/^After the loss of /),
      ]);
      const { width = 0 } = (await picture.boundingBox()) ?? {};
      expect(width).toBeGreaterThan(300);
      await picture.screenshot({ path: join(screenshots, "placement-page.png") });
      expect(await view(page, "network-prod").locator("svg.placement").count()).toBe(0);
    },
    { colorScheme: "dark" },
    "#rexray-ebs-prod",
  );
});
