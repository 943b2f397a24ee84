import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ScratchClone } from "../../../nx-pulumi/src/testing.ts";
import type { Differences } from "./differences.ts";

// This repository's own stacks and components, against what they were a commit before.

let clone: ScratchClone;
beforeEach(() => (clone = new ScratchClone()));
afterEach(() => clone.end());

function edit(path: string, from: RegExp, to: string): void {
  const file = join(clone.root, path);
  const [before, after] = [readFileSync(file, "utf8"), readFileSync(file, "utf8").replace(from, to)];
  if (before === after) throw new Error(`${path} has no ${from.source}`);
  writeFileSync(file, after);
}

const settings = (stack: string) => `stacks/environments/Pulumi.${stack}.yaml`;
const diff = (...args: string[]) => clone.attempt({ NO_COLOR: "1" }, "ballast", "diff", ...args);

it("shows what a component's default, a setting and a volume's zone change in which stacks", () => {
  edit("packages/ecs/src/cluster/cluster.ts", /"enhanced"/, '"disabled"');
  edit(settings("rexray-ebs-dev"), /availabilityZone: eu-central-1a/, "availabilityZone: eu-central-1b");
  edit(settings("rexray-efs-dev"), /(logRetentionDays:) \d+/, "$1 30");
  rmSync(join(clone.root, settings("clair-dev")));
  const { status, stdout, stderr } = diff("--against", "HEAD", "--environment", "dev", "--format", "json");
  expect(stderr).toContain("HEAD: planning rexray-ebs-dev");
  const { differences, errors } = JSON.parse(stdout) as Differences;
  expect(errors).toEqual([]);
  const of = (stack: string) => differences.find((one) => one.stack === stack);

  expect(of("network-dev")).toMatchObject({
    existence: "stays",
    added: [],
    removed: [],
    changed: [],
    losses: [],
  });
  expect(of("placement-dev")?.changed.map(({ type }) => type)).toEqual(["aws:ecs/cluster:Cluster"]);
  expect(of("rexray-efs-dev")?.changed).toContainEqual(
    expect.objectContaining({
      type: "aws:cloudwatch/logGroup:LogGroup",
      replaced: false,
      properties: [{ path: "retentionInDays", from: expect.any(Number), to: 30, replaces: false }],
    }),
  );
  const moved = of("rexray-ebs-dev");
  expect(moved?.losses).toMatchObject([{ type: "aws:ebs/volume:Volume", how: "replaced" }]);
  expect(moved?.changed.flatMap(({ properties }) => properties.map(({ path }) => path))).toEqual(
    expect.arrayContaining(["availabilityZone", "userData", "networkConfiguration.subnets[0]"]),
  );
  expect(of("clair-dev")).toMatchObject({ existence: "gone" });
  expect(of("clair-dev")?.losses.length).toBeGreaterThan(0);
  expect(status).toBe(1);
});

it("takes the reason from the stack's settings, and finds nothing once it is committed", () => {
  edit(settings("rexray-ebs-dev"), /availabilityZone: eu-central-1a/, "availabilityZone: eu-central-1b");
  const printed = /^ {4}ballast:acknowledged:\n(?: {6}.*\n)+/m.exec(
    diff("rexray-ebs-dev", "--against", "HEAD").stdout,
  )?.[0];
  const entries = printed
    ?.replace(/^ {2}/gm, "")
    .replace('reason: ""', "reason: filled anew from the migrations");
  edit(settings("rexray-ebs-dev"), /^config:\n/, `config:\n${entries}`);
  const { status, stdout } = diff("rexray-ebs-dev", "--against", "main", "--format", "markdown");
  expect(stdout).toContain("Acknowledged: filled anew from the migrations");
  expect(status).toBe(0);
  clone.commit();
  expect(JSON.parse(diff("rexray-ebs-dev", "--against", "HEAD", "--format", "json").stdout)).toMatchObject({
    differences: [{ changed: [], losses: [], acknowledgementFaults: [{ severity: "warning" }] }],
    errors: [],
  });
});

it("follows a new network into what stands on it", () => {
  edit(settings("network-dev"), /cidrBlock: 10\.20\./, "cidrBlock: 10.30.");
  const stacks = ["network-dev", "fsx-windows-dev"];
  const { differences } = JSON.parse(
    diff(...stacks, "--against", "HEAD", "--format", "json").stdout,
  ) as Differences;
  const [share, network] = differences;
  expect(network?.changed.filter(({ replaced }) => replaced).map(({ type }) => type)).toEqual(
    expect.arrayContaining(["aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable"]),
  );
  expect(share?.losses).toContainEqual(
    expect.objectContaining({ type: "aws:fsx/windowsFileSystem:WindowsFileSystem", how: "replaced" }),
  );
});
