import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digest, report, strict, updatesOf, verdictOn, type Flaw } from "../testing/gateInputs.ts";
import { gateProgram } from "./gateProgram.ts";
import { imageVerdict, readLayers, runningFindings } from "./record.ts";
import { render } from "./table.ts";

const base = `sha256:${"01".repeat(32)}`;
const own = `sha256:${"02".repeat(32)}`;
const layers = [
  { digest: base, madeBy: "ADD rootfs.tar.gz /" },
  { digest: own, madeBy: "RUN apk add curl\u001b[2J" },
];

/** A report in which curl came with the image's own layer, and all else with the base image. */
function layered(...flaws: Flaw[]) {
  const whole = report(...flaws);
  for (const [id, environments] of Object.entries(whole.environments))
    whole.environments[id] = (environments as object[]).map((environment) => ({
      ...environment,
      introduced_in: id === "curl" ? own : base,
    }));
  return whole;
}

const flaws = [
  { name: "CVE-1", severity: "High", fixedIn: "3.0.2" },
  { name: "CVE-2", severity: "Critical", fixedIn: "3.0.4" },
  { name: "CVE-3", severity: "High", package: "curl" },
  { name: "CVE-4", severity: "Low", package: "zlib", fixedIn: "2" },
];

it("says which packages to update, to which versions, and which layer brought them", () => {
  const lines = render(verdictOn(layered(...flaws)), { layers }).split("\n");
  const from = lines.indexOf("2 packages have findings that count:");
  expect(lines.slice(from + 1, from + 6)).toEqual([
    "PACKAGE  VERSION  FIXED IN      FINDINGS  WORST     LAYER",
    "openssl  3.0.1    3.0.4, 3.0.2  2         Critical  1 of 2",
    "curl     3.0.1    -             1         High      2 of 2",
    "Layer 1: ADD rootfs.tar.gz /",
    "Layer 2: RUN apk add curl?[2J",
  ]);
  expect(lines.at(-1)).toMatch(/^REJECTED: 3 of 4/);
});

it("groups packages by layer, from the base image's first one on, and has the gravest first in each", () => {
  const grave = [
    ...flaws,
    { name: "CVE-5", severity: "Critical", package: "curl" },
    { name: "CVE-6", severity: "High", package: "musl" },
  ];
  const rows = (given: ReturnType<typeof layered>) => {
    const lines = render(verdictOn(given), { layers }).split("\n");
    const from = lines.findIndex((line) => line.startsWith("PACKAGE")) + 1;
    return lines.slice(from, from + 3).map((line) => [/^\w+/.exec(line)?.[0], / (\d of 2)$/.exec(line)?.[1]]);
  };
  expect(rows(layered(...grave))).toEqual([
    ["openssl", "1 of 2"],
    ["musl", "1 of 2"],
    ["curl", "2 of 2"],
  ]);
  // What no layer of the image brought stands last.
  const unsaid = layered(...grave);
  unsaid.environments["openssl"] = (unsaid.environments["openssl"] as object[]).map((one) => ({
    ...one,
    introduced_in: `sha256:${"03".repeat(32)}`,
  }));
  expect(rows(unsaid).map(([name]) => name)).toEqual(["musl", "curl", "openssl"]);
});

it("names no layer where the image or the report does not say it", () => {
  expect(render(verdictOn(layered(...flaws)))).not.toMatch(/LAYER|Layer/);
  const unsaid = render(verdictOn(report(...flaws)), { layers });
  expect(unsaid).toMatch(/openssl .* Critical {2}-$/m);
  expect(unsaid).not.toContain("Layer 1:");
});

it("says which of the findings that count are not in what runs", () => {
  const before = imageVerdict(digest, verdictOn(report(...flaws.slice(0, 1))));
  const running = runningFindings(JSON.stringify({ status: 1, images: [before] }));
  const text = render(verdictOn(report(...flaws)), { ...(running && { running }) });
  const cells = text.split("\n").map((line) => line.split(/ {2,}/));
  const fresh = Object.fromEntries(
    cells.flatMap(([, name = "", , , , mark]) => (name.startsWith("CVE-") ? [[name, mark]] : [])),
  );
  expect(fresh).toEqual({ "CVE-1": "-", "CVE-2": "new", "CVE-3": "new", "CVE-4": "-" });
  expect(text).toContain("2 of 3 findings that count are not in what runs now.");
  // The message of the build that judges again takes the lines that end so.
  expect(text.split("\n").filter((line) => / yes$/.test(line))).toHaveLength(3);
});

it.each([
  ["is missing", undefined],
  ["is cut off", '{"images":['],
  ["is null", "null"],
  ["could not be judged", '{"status":2,"images":[]}'],
  ["has damaged images", '{"status":0,"images":[null,{}]}'],
])("calls nothing new where the verdict on what runs %s", (_what, text) => {
  expect(runningFindings(text)).toBeUndefined();
  expect(render(verdictOn(report(...flaws)))).not.toMatch(/NEW|what runs/);
});

it.each([undefined, "", "null", "{}", "[null]", '[{"digest":1}]', "[1"])(
  "takes %j for no list of layers",
  (text) => {
    expect(readLayers(text)).toBeUndefined();
  },
);

it("judges 130,000 findings of 10,000 packages within 1 GiB of memory, in a log that people can read", () => {
  const count = 130_000;
  const whole = report();
  const description = "A flaw of a library that somebody described at some length. ".repeat(5);
  for (let index = 0; index < count; index++) {
    const id = `p${index % 10_000}`;
    whole.packages[id] ??= { id, name: id, version: "1" };
    whole.environments[id] ??= whole.environments["base-debian12"];
    const fixed_in_version = index % 2 === 0 ? "2" : "";
    const name = `CVE-${index}`;
    whole.vulnerabilities[`v${index}`] = { name, normalized_severity: "High", fixed_in_version, description };
    (whole.package_vulnerabilities[id] ??= []).push(`v${index}`);
  }
  const folder = mkdtempSync(join(tmpdir(), "gate-"));
  const today = new Date().toISOString();
  const inputs = {
    report: JSON.stringify(whole),
    policy: JSON.stringify(strict),
    updates: JSON.stringify(updatesOf(["debian/updater"], today)),
    enrichments: JSON.stringify(updatesOf(["clair.cvss"], today)),
    sources: "./Dockerfile\0",
  };
  const paths = Object.entries(inputs).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  writeFileSync(join(folder, "gate.mjs"), gateProgram);
  writeFileSync(
    join(folder, "measured.mjs"),
    `import { writeFileSync } from "node:fs";
    process.on("exit", () => writeFileSync(new URL("kilobytes", import.meta.url), String(process.resourceUsage().maxRSS)));
    await import("./gate.mjs");`,
  );
  const words = [join(folder, "measured.mjs"), "judge", ...paths, digest, join(folder, "verdicts")];
  const { status, stdout } = spawnSync(process.execPath, words, {
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
  const kilobytes = Number(readFileSync(join(folder, "kilobytes"), "utf8"));
  rmSync(folder, { recursive: true, force: true });
  expect(status).toBe(1);
  expect(stdout).toContain("… and 129000 more findings, which are in the report.");
  expect(stdout).toContain("10000 packages have findings that count; the first 50:");
  expect(stdout).toContain("REJECTED: 130000 of 130000 findings count");
  expect(Buffer.byteLength(stdout)).toBeLessThan(262_144);
  // 365 MiB on 2026-11-27, of a report of 55 MB.
  expect(kilobytes).toBeLessThan(1024 * 1024);
});
