import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { differenceOf, findRoot, openProject, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import * as aws from "@pulumi/aws";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";
import { pageOf } from "./index.ts";
import { planOf } from "./testing.ts";

const root = findRoot(__dirname);
const screenshots = join(root, ".ballast/report-screenshots");
const script = (mode: string): string =>
  [
    "#!/bin/bash",
    ...Array.from({ length: 40 }, (_, index) => `echo step ${index}`),
    `mount  -o ${mode} /data`,
    "",
    "exit 0",
  ].join("\n");

/** A volume that a change replaces, user data and a document in which it changes a word, and a secret of a template. */
const program = (isAfter: boolean) => (): Record<string, unknown> => {
  const zone = isAfter ? "eu-central-1b" : "eu-central-1a";
  new aws.ebs.Volume("data", { availabilityZone: zone, size: 10 }, { protect: true, retainOnDelete: true });
  new aws.ec2.LaunchTemplate("hosts", {
    userData: Buffer.from(script(isAfter ? "noatime" : "relatime")).toString("base64"),
  });
  const image = isAfter ? "nginx:2" : "nginx:1";
  new aws.ecs.TaskDefinition("web", {
    family: "web",
    containerDefinitions: JSON.stringify([
      { name: "web", image, environment: [{ name: "A", value: "one\ntwo" }] },
    ]),
  });
  new aws.cloudformation.Stack("login", {
    templateBody: JSON.stringify({
      Resources: {
        Secret: {
          Type: "AWS::SecretsManager::Secret",
          Properties: { Description: isAfter ? "the new words" : "the old words" },
        },
      },
    }),
  });
  if (isAfter) new aws.cloudwatch.LogGroup("logs", { retentionInDays: 30 });
  return {};
};

let browser: Browser;
let folder: string;
let address: string;
let pageBytes: number;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
  folder = mkdtempSync(join(tmpdir(), "compared-page-"));
  mkdirSync(screenshots, { recursive: true });
  const planner = new Planner(await openProject(root, (path) => import(path)));
  const [before, after]: StackPlan[] = [
    await planOf("web-dev", program(false)),
    await planOf("web-dev", program(true)),
  ];
  const stacks = [
    { stack: "web-dev", plan: after, difference: differenceOf(before, after) },
    { stack: "rexray-ebs-prod", plan: await planner.plan("rexray-ebs-prod") },
    { stack: "network-prod", plan: await planner.plan("network-prod") },
  ];
  const exitReasons = ["web-dev: 1 × data loss without an acknowledgement."];
  const path = join(folder, "index.html");
  writeFileSync(
    path,
    await pageOf({ project: "demo", plannedAt: new Date(), stacks, against: "main", exitReasons }),
  );
  pageBytes = statSync(path).size;
  address = pathToFileURL(path).href;
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

async function opened(
  hash: string,
  options: BrowserContextOptions,
  test: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(`${address}#${hash}`);
    await test(page);
  } finally {
    await context.close();
  }
}

const wide = { viewport: { width: 1400, height: 1000 } };
const narrow = { viewport: { width: 390, height: 800 } };

/** Folds hide faults. */
const openFolds = `for (const one of document.querySelectorAll(".view.current details")) one.open = true`;

const looks = [wide, narrow].flatMap((size) =>
  (["light", "dark"] as const).map((colorScheme) => ({ ...size, colorScheme, width: size.viewport.width })),
);

it.each(looks)(
  "has no violation that axe finds, at $width px, $colorScheme (F.0.55)",
  async ({ width, ...look }) => {
    for (const hash of ["overview", "web-dev", "rexray-ebs-prod"]) {
      await opened(hash, look, async (page) => {
        if (hash !== "rexray-ebs-prod") await page.evaluate(openFolds);
        await page.screenshot({
          path: join(screenshots, `compared-${hash}-${width}-${look.colorScheme}.png`),
          fullPage: true,
        });
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
        await page.evaluate(axe.source);
        const { violations, passes } = await page.evaluate<axe.AxeResults>("axe.run()");
        const found = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html }) => `${hash}: ${id}: ${html}`),
        );
        expect(found).toEqual([]);
        expect(passes.map(({ id }) => id)).toContain("color-contrast");
      });
    }
  },
  240_000,
);

it("shows changes before the diagram, in lines with the changed words marked (F.0.55)", async () => {
  await opened("web-dev", wide, async (page) => {
    const view = page.locator('[id="web-dev"]');
    const headings = await view.locator("h3").allTextContents();
    expect(headings[0]).toBe("Changes since main: 1 added, 3 changed, 2 replaced");
    const hosts = view.locator(".property", { hasText: "userData" });
    expect(await hosts.locator("b").allTextContents()).toEqual(["relatime", "noatime"]);
    expect(await hosts.locator(".old > div").innerText()).toBe("mount  -o relatime /data");
    expect(await hosts.locator("summary").textContent()).toBe("38 unchanged lines");
    expect(await hosts.getByText("echo step 5").isVisible()).toBe(false);
    await hosts.locator("summary").click();
    expect(await hosts.getByText("echo step 5").isVisible()).toBe(true);
    // Of the template's resource.
    const secret = view.locator(".change", { hasText: "AWS::SecretsManager::Secret" });
    expect(await secret.locator("b").allTextContents()).toEqual(["old", "new"]);
    expect(await secret.locator("a").getAttribute("href")).toBe("#web-dev/resource/Stack/login");
  });
});

/** Run in the page, in one look, since the page may be scrolling. */
const topsOfPair = `(() => {
  const pair = [...document.querySelectorAll(".pair")].find((one) => one.textContent.includes("noatime"));
  return [".old", ".new"].map((side) => pair.querySelector(side).getBoundingClientRect().top);
})()`;

it("puts the sides beside or below each other, without the script too (F.0.55)", async () => {
  for (const javaScriptEnabled of [true, false])
    await opened("web-dev", { ...wide, javaScriptEnabled }, async (page) => {
      const tops = (): Promise<number[]> => page.evaluate<number[]>(topsOfPair);
      const [old, now] = await tops();
      expect(now).toBe(old);
      await page.getByLabel("Inline").check();
      const [above = NaN, below = NaN] = await tops();
      expect(below).toBeGreaterThan(above);
    });
});

it("says what needs attention first, and approves of nothing beside a loss (F.0.55)", async () => {
  await opened("overview", wide, async (page) => {
    const view = page.locator('[id="overview"]');
    expect(await view.locator("h3:visible").first().textContent()).toBe("What needs attention");
    expect(await view.locator(".reasons").textContent()).toContain(
      "1 × data loss without an acknowledgement",
    );
    expect(await view.locator(".good").count()).toBe(0);
    expect(await page.locator('[id="web-dev"] .good').count()).toBe(0);
  });
});

it("has a title for each stack, and a search that stays in view (F.0.55)", async () => {
  for (const size of [wide, narrow])
    await opened("rexray-ebs-prod", size, async (page) => {
      expect(await page.title()).toBe("rexray-ebs-prod – demo: planned stacks");
      await page.evaluate("window.scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' })");
      const box = await page.getByRole("searchbox").boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? NaN) + (box?.height ?? NaN)).toBeLessThan(size.viewport.height);
    });
});

it("shows resources below their components, with cost, calls and connections (F.0.55)", async () => {
  await opened("rexray-ebs-prod", wide, async (page) => {
    const resource = (path: string) => page.locator(`[id="rexray-ebs-prod/resource/${path}"]`);
    const component = page.locator("li", { has: resource("Ec2Capacity/main-mysql") }).last();
    expect(await component.locator(":scope > ul .name").allTextContents()).toContain("main-mysql-group");
    expect(await resource("Group/main-mysql-group").locator("summary").textContent()).toMatch(
      /\$[\d.]+ a month/,
    );
    expect(await resource("Service/mysql-service").last().textContent()).toMatch(
      /Reached by.*mysql-lb.*TCP 3306/,
    );
    expect(await resource("Role/main-mysql-instance").textContent()).toMatch(
      /May call\d+ calls allowed and made/,
    );
  });
});

/** Run in the page: texts of a diagram below which an arrow is the next thing that one sees. */
const struckTexts = `(() => {
  const struck = [];
  for (const text of document.querySelectorAll(".view.current svg.diagram text")) {
    text.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const { left, right, top, bottom } = text.getBoundingClientRect();
    for (let x = left + 1; x < right; x += 1) {
      for (const y of [top + 2, (top + bottom) / 2, bottom - 2]) {
        const under = document.elementsFromPoint(x, y).find((one) => one.localName !== "text");
        if (under?.closest(".edge") && !struck.includes(text.textContent)) struck.push(text.textContent);
      }
    }
  }
  return struck;
})()`;

it("has no arrow through a text (F.0.55)", async () => {
  for (const stack of ["rexray-ebs-prod", "network-prod"])
    await opened(stack, wide, async (page) => {
      expect(await page.locator(".view.current svg.diagram text").count()).toBeGreaterThan(10);
      expect(await page.evaluate(struckTexts)).toEqual([]);
    });
});

it("prints every stack on paper, without what is only for the screen (F.0.55)", async () => {
  await opened("web-dev", wide, async (page) => {
    await page.emulateMedia({ media: "print" });
    for (const stack of ["overview", "web-dev", "rexray-ebs-prod"])
      expect(await page.locator(`[id="${stack}"]`).isVisible()).toBe(true);
    expect(await page.locator("header, nav, .filters").locator("visible=true").count()).toBe(0);
    expect(await page.getByText("echo step 5").first().isVisible()).toBe(true);
  });
});

it("stays below 250 kB for each stack (F.0.55)", () => {
  expect(pageBytes / 3).toBeLessThan(250_000);
});
