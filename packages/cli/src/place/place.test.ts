import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../../../..");
const shop = "packages/placement/examples/shop.yaml";

/** The command as a person runs it. */
function place(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };
  return spawnSync(join(root, "node_modules/.bin/ballast"), ["place", ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
}

function placeText(text: string): ReturnType<typeof place> {
  const folder = mkdtempSync(join(tmpdir(), "place-"));
  writeFileSync(join(folder, "cluster.yaml"), text);
  try {
    return place(join(folder, "cluster.yaml"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("ballast place FILE", () => {
  it("shows instances with their tasks, and tasks by zone", () => {
    const { status, stdout } = place(shop);
    expect(status).toBe(0);
    expect(stdout).toContain("shop.yaml: 21 tasks on 6 container instances, none waits");
    expect(stdout).toMatch(/│ web +│ 6 +│ 6 +│ 2 +│ 2 +│ 2 +│/);
    expect(stdout).toMatch(/│ eu-central-1a │ gpu-a1 +│ g4dn.xlarge │ .* watch, render +│/);
  });

  it("shows what events do, in their order, and ends with 1 where tasks wait", () => {
    const { status, stdout } = place(
      shop,
      "--lose-zone",
      "eu-central-1a",
      "--scale",
      "web=8",
      "--drain",
      "general-b1",
    );
    expect(status).toBe(1);
    expect(stdout).toContain("lost eu-central-1a: ");
    expect(stdout.indexOf("scaled web=8: 0 stopped, 2 started")).toBeGreaterThan(
      stdout.indexOf("lost eu-central-1a"),
    );
    expect(stdout).toContain("general-b1 (draining)");
    expect(stdout).toContain("render: 1 task waits: 0 of 3 instances left; removed: ");
  });

  it("says of each task why it is there", () => {
    const { stdout } = place(shop, "--why");
    expect(stdout).toMatch(
      /web-1 on general-\w+: 6 of 6 instances left; spread attribute:ecs\.availability-zone: eu-central-1\w has 0 of its tasks/,
    );
  });

  it("prints JSON for machines, the same for the same seed", () => {
    const [one, other, third] = [
      place(shop, "--format", "json"),
      place(shop, "--format", "json"),
      place(shop, "--format", "json", "--seed", "7"),
    ];
    const placed = JSON.parse(one.stdout) as { instances: unknown[]; tasks: Record<string, unknown>[] };
    expect(placed.instances).toHaveLength(6);
    expect(placed.tasks).toHaveLength(21);
    expect(Object.keys(placed.tasks[0] ?? {})).toEqual(["id", "workload", "instance", "funnel", "choices"]);
    expect(one.stdout).toBe(other.stdout);
    expect(one.stdout).not.toBe(third.stdout);
  });

  it("refuses a file with every fault at once", () => {
    const { status, stderr } = placeText(`
instances: { general: { instanceType: 5, zones: { a: -1 } } }
services: { web: { task: { cpu: 256 }, wanted: 3 } }
`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/cluster\.yaml is refused\. 4 faults:\n/);
    expect(stderr).toContain("  instances.general.instanceType: ");
    expect(stderr).toContain("  instances.general.zones.a: ");
    expect(stderr).toContain("  services.web.task.memoryMiB: ");
    expect(stderr).toContain("  services.web: ");
    expect(stderr).not.toMatch(/\n +at /);
  });

  it("refuses placement that ECS would refuse, and what is no YAML", () => {
    const { stderr } = placeText(`
instances: {}
services:
  web:
    task: { cpu: 1, memoryMiB: 1, constraints: [{ type: distinctInstance }] }
    constraints: [{ type: memberOf, expression: "color == blue" }]
    strategies: [{ type: binpack, field: CPU }]
`);
    expect(stderr).toContain("web.placementConstraints[0]: distinctInstance holds for a service or a run");
    expect(stderr).toContain("web.placementConstraints[0].expression: is no query of ECS's: at character 1");
    expect(stderr).toContain('web.placementStrategies[0].field: "CPU" cannot be packed by');
    expect(placeText("a: b: c").stderr).toMatch(/is refused\. 1 fault:/);
  });

  it.each([
    [["--drain", "x"], 1, "There is no instance x; there are general-a1"],
    [["--scale", "web"], 1, "--scale web: give a service and its count, for example web=3."],
    [["--scale", "shop=3"], 1, "There is no service shop; there are web, cache"],
    [["--seed", "x"], 2, "Give a whole number."],
    [["--format", "svg"], 2, "Allowed choices are table, json."],
  ])("answers %j", (args, status, message) => {
    const ran = place(shop, ...args);
    expect(ran.status).toBe(status);
    expect(ran.stderr).toContain(message);
  });
});

describe("ballast place STACK", () => {
  it("shows the stack's tasks on as many instances as there may be", () => {
    const { status, stdout, stderr } = place("placement-dev", "--lose-zone", "eu-central-1b");
    expect(status).toBe(0);
    expect(stderr).toBe("planning placement-dev (1 of 1)\n");
    expect(stdout).toMatch(/│ zones-then-memory +│ 6 +│ 6 +│ 6 +│/);
    expect(stdout).toMatch(/│ monitoring +│ everywhere │ 4 +│ 4 +│/);
  });

  it("has nothing to show of a stack on AWS Fargate", () => {
    const { status, stdout } = place("private-registry-dev");
    expect(status).toBe(0);
    expect(stdout).toContain("private-registry-dev runs nothing on container instances of its own");
  });

  it("knows neither the file nor the stack", () => {
    const { status, stderr } = place("placement-test");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /There is no file placement-test, and no stack of this name: (\S+, )*network-dev, /,
    );
  });
});
