import { rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { compared, settings } from "../testing/compared.ts";

// Two processes a call, and every one loads the SDK.
jest.setTimeout(120_000);

const scene = compared();
const { diff, json } = scene;

/** The entries that a comparison prints, as YAML. */
function printedIn(text: string): Record<string, unknown>[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trim() === "ballast:acknowledged:");
  const indent = lines[start]?.indexOf("ballast") ?? 0;
  const end = lines.findIndex((line, index) => index > start && !line.startsWith(" ".repeat(indent + 2)));
  const block = lines.slice(start, end).map((line) => line.slice(indent));
  return (parse(block.join("\n")) as Record<string, Record<string, unknown>[]>)["ballast:acknowledged"] ?? [];
}

const acknowledging = (zone: string, entry: object, size = 20) =>
  settings(zone, size, `  ballast:acknowledged: [${JSON.stringify(entry)}]\n`);

it("refuses to lose data until somebody says why it may go", async () => {
  scene.repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1b", 20) });
  const refused = await diff(["--against", "main"]);
  expect(refused.stdout).toContain(
    "error FileSystem data is replaced by an empty one: the old one stays in AWS",
  );
  expect(refused.stdout).toContain(
    "      availabilityZoneName: eu-central-1a → eu-central-1b (replaces)\n      provisionedThroughputInMibps: 10 → 20\n",
  );
  expect(refused.stdout).toContain("± MountTarget data is replaced");
  expect(refused.status).toBe(1);

  const entry = { ...printedIn(refused.stdout)[0], reason: "copied to the new zone" };
  const said = await diff(["-a", "main", "--acknowledge", JSON.stringify(entry), "-f", "markdown"]);
  expect(said.stdout).toContain("Acknowledged: copied to the new zone");
  expect(said.status).toBe(0);

  scene.repository.write({ "Pulumi.data-dev.yaml": acknowledging("eu-central-1b", entry) });
  const { status, differences, errors } = await json("data-dev", "--against", "main");
  expect(differences).toMatchObject([
    {
      stack: "data-dev",
      losses: [{ name: "data", how: "replaced", acknowledged: "copied to the new zone" }],
    },
  ]);
  expect(errors).toEqual([]);
  expect(status).toBe(0);
});

it("lets no later loss pass by what excused an earlier one", async () => {
  scene.repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1b") });
  const [first] = printedIn((await diff(["-a", "HEAD", "-f", "markdown"])).stdout);
  const entry = { ...first, reason: "copied to the new zone" };
  scene.repository.write({ "Pulumi.data-dev.yaml": acknowledging("eu-central-1b", entry) });
  expect((await diff(["-a", "HEAD"])).status).toBe(0);
  scene.repository.commit();

  // Merged: it stands there, and is pointed at.
  const merged = await diff(["-a", "HEAD"]);
  expect(merged.stdout).toContain("warning ballast:acknowledged: the entry for urn:pulumi:data-dev");
  expect(merged.status).toBe(0);

  // The next loss of the same kind, with the entry as it was, and with another reason.
  for (const reason of [entry.reason, "moved once more, as agreed"]) {
    scene.repository.write({ "Pulumi.data-dev.yaml": acknowledging("eu-central-1c", { ...entry, reason }) });
    const next = await diff(["-a", "HEAD"]);
    expect(next.stdout).toContain("error FileSystem data is replaced by an empty one");
    expect(next.status).toBe(1);
  }

  // An entry in a change that loses nothing.
  scene.repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1b") }).commit();
  scene.repository.write({ "Pulumi.data-dev.yaml": acknowledging("eu-central-1b", entry) });
  const idle = await diff(["-a", "HEAD"]);
  expect(idle.stdout).toContain("matches no loss of this change");
  expect(idle.status).toBe(1);
});

it("hears of a stack that is gone from the settings of one that stays", async () => {
  scene.repository.write({ "Pulumi.more-dev.yaml": settings("eu-central-1a") }).commit();
  rmSync(join(scene.repository.folder, "Pulumi.data-dev.yaml"));
  const refused = await diff(["-a", "HEAD", "-f", "markdown"]);
  expect(refused.stdout).toContain("add this to the settings of another stack");
  expect(refused.status).toBe(1);
  const entry = { ...printedIn(refused.stdout)[0], reason: "its clients have moved" };
  scene.repository.write({ "Pulumi.more-dev.yaml": acknowledging("eu-central-1a", entry, 10) });
  // The stack that stays is enough: what is gone is compared because an entry names it.
  const { status, differences } = await json("more-dev", "--against", "HEAD");
  expect(differences.map(({ stack, losses }) => [stack, losses[0]?.acknowledged])).toEqual([
    ["data-dev", "its clients have moved"],
    ["more-dev", undefined],
  ]);
  expect(status).toBe(0);
});

it("fails for entries that cannot be followed, and compares all the same", async () => {
  // As they were before they named an operation and a cause.
  const before = "  ballast:acknowledged: { data: copied to the new zone }\n";
  scene.repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 10, before) });
  const { status, stdout } = await diff(["-a", "HEAD"]);
  expect(stdout).toContain(
    'error ballast:acknowledged is {"data":"copied to the new zone"}; expected: a list of',
  );
  expect(status).toBe(1);
  // A change that repairs them can be compared with the commit that has them.
  scene.repository.commit().write({ "Pulumi.data-dev.yaml": settings("eu-central-1a") });
  expect((await diff(["-a", "HEAD"])).status).toBe(0);
});

it("fails for what AWS refuses, whatever is acknowledged", async () => {
  const volume = `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
export default async () => {
  const { zone, size } = new pulumi.Config().requireObject("settings");
  new aws.ebs.Volume("data", { availabilityZone: zone, size, type: "gp3" });
};
`;
  scene.repository
    .write({ "index.mjs": volume, "Pulumi.data-dev.yaml": settings("eu-central-1a", 100) })
    .commit();
  scene.repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 50) });
  const said =
    "AWS rejects this change: Volume data size: the size of a volume cannot be reduced (100 to 50).";
  const refused = await diff(["--against", "HEAD"]);
  expect(refused.stdout).toContain(`error ${said}`);
  expect(refused.stdout).toContain("size: 100 → 50 (AWS rejects this)");
  expect(refused.stdout).toContain("1 refused by AWS");
  expect(refused.status).toBe(1);
  const written = await diff(["-a", "HEAD", "-f", "markdown"]);
  expect(written.stdout.replaceAll("\\", "")).toContain(`- **error** ${said}`);
  const { differences, status } = await json("--against", "HEAD");
  expect(differences[0]?.changed[0]?.properties).toMatchObject([
    { path: "size", refused: "the size of a volume cannot be reduced (100 to 50)" },
  ]);
  expect(status).toBe(1);
  const [{ urn } = { urn: "" }] = differences[0]?.changed ?? [];
  const entry = {
    urn,
    operation: "overwrite",
    cause: ["size"],
    reason: "it is only a cache",
    expires: "2099-01-01",
  };
  expect((await diff(["-a", "HEAD", "--acknowledge", JSON.stringify(entry)])).status).not.toBe(0);
  scene.repository.write({ "Pulumi.data-dev.yaml": settings("eu-central-1a", 200) });
  expect((await diff(["--against", "HEAD"])).status).toBe(0);
});
