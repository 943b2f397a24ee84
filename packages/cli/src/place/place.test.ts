import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../../../..");
const shop = "packages/placement/examples/shop.yaml";

const lossAndScaling = ["--lose-zone", "eu-central-1a", "--scale", "web=8"];

/** The command as a person runs it. */
function place(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };
  return spawnSync(join(root, "node_modules/.bin/ballast"), ["place", ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
}

function placeText(text: string, ...args: string[]): ReturnType<typeof place> {
  const folder = mkdtempSync(join(tmpdir(), "place-"));
  writeFileSync(join(folder, "cluster.yaml"), text);
  try {
    return place(join(folder, "cluster.yaml"), ...args);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("ballast place FILE", () => {
  it("shows instances with their tasks, and tasks by zone", () => {
    const { status, stdout } = place(shop);
    expect(status).toBe(0);
    expect(stdout).toContain("shop.yaml: 21 tasks on 6 container instances, none waiting");
    expect(stdout).toMatch(/│ web +│ 6 +│ 6 +│ 2 +│ 2 +│ 2 +│/);
    expect(stdout).toMatch(/│ eu-central-1a │ gpu-a1 +│ g4dn.xlarge │ .* watch, render +│/);
  });

  it("shows what events do, in their order, and ends with 1 where tasks wait", () => {
    const { status, stdout } = place(shop, ...lossAndScaling, "--drain", "general-b1");
    expect(status).toBe(1);
    expect(stdout).toContain("lost eu-central-1a: ");
    expect(stdout.indexOf("scaled web=8: 0 stopped, 2 started")).toBeGreaterThan(
      stdout.indexOf("lost eu-central-1a"),
    );
    expect(stdout).toContain("general-b1 (draining)");
    expect(stdout).toContain("render: 1 task waits: 0 of 3 instances left; removed: ");
  });

  it("says whether a service can roll, and by what it knows that (F.0.39)", () => {
    const web = place(shop, "--deploy", "web");
    expect(web.stdout).toContain(
      "deployed web: 6 stopped, 6 started\n  web can finish a rolling deployment in any order (by ",
    );
    expect(web.status).toBe(0);
    const cart = place(shop, "--deploy", "cart");
    expect(cart.stdout).toContain(
      "cart cannot finish a rolling deployment in any order (by a search of all): 3 tasks wait: 0 of 6 ",
    );
    expect(cart.status).toBe(1);
    const lower = place(shop, "--deploy", "cart=50%", "--format", "json");
    expect(lower.status).toBe(0);
    const { events } = JSON.parse(lower.stdout) as { events: { deployment: object }[] };
    expect(events[0]?.deployment).toEqual({
      workload: "cart",
      basis: "search",
      stuck: 0,
      of: expect.any(Number),
    });
  });

  it("says how large ECS makes the groups that it scales, by base and weight, after the events (F.0.39)", () => {
    const file = (web: number): string => `
instances:
  od: { instanceType: m5.large, zones: { a: 1, b: 1 }, capacityProvider: od, managedScaling: { maximumSize: 6 } }
  spot: { instanceType: m5.large, zones: { a: 9 }, capacityProvider: spot, managedScaling: { targetCapacity: 80, maximumSize: 9 } }
services:
  web:
    task: { cpu: 1024, memoryMiB: 100, networkMode: bridge }
    desiredCount: ${web}
    shares: [{ capacityProvider: od, base: 2, weight: 1 }, { capacityProvider: spot, weight: 3 }]
`;
    const { stdout, status } = placeText(file(10), "--managed-scaling");
    expect(stdout).toMatch(/│ od +│ 4 +│ 2 +│ 100 % +│ 2 +│ 0 to 6 +│/);
    // Of eight tasks beyond the base, six: three instances, and at 80 percent four.
    expect(stdout).toMatch(/│ spot +│ 6 +│ 3 +│ 80 % +│ 4 +│ 0 to 9 +│/);
    expect(status).toBe(0);
    const less = placeText(file(10), "--scale", "web=2", "--managed-scaling", "--format", "json");
    const { managedScaling } = JSON.parse(less.stdout) as { managedScaling: { instances: number }[] };
    expect(managedScaling.map(({ instances }) => instances)).toEqual([1, 0]);
    const run = `runs:
  report: { task: { cpu: 1024, memoryMiB: 100, networkMode: bridge }, desiredCount: 2, capacityProviders: [od] }
`;
    expect(placeText(`${file(10)}${run}`, "--managed-scaling").stdout).toMatch(
      /│ od +│ 6 +│ 3 +│ 100 % +│ 3 +│ 0 to 6 +│/,
    );
    expect(placeText("instances: {}", "--managed-scaling").stdout).toContain(
      "no group here is scaled by ECS",
    );
  });

  it("refuses two groups of a capacity provider that ECS scales, and tasks that are split by nothing (F.0.39)", () => {
    const { status, stderr } = placeText(`
instances:
  large: { instanceType: m5.large, zones: { a: 1 }, capacityProvider: own, managedScaling: { maximumSize: 6 } }
  small: { instanceType: t3.small, zones: { a: 1 }, capacityProvider: own }
  other: { instanceType: t3.small, zones: { a: 1 }, managedScaling: { maximumSize: 6 } }
services:
  web: { task: { cpu: 1, memoryMiB: 1 }, capacityProviders: [own, spot] }
  agent: { task: { cpu: 1, memoryMiB: 1 }, daemon: true, capacityProviders: [own, spot] }
runs:
  report: { task: { cpu: 1, memoryMiB: 1 }, capacityProviders: [spot, own] }
`);
    expect(status).toBe(1);
    expect(stderr).toContain("cluster.yaml is invalid. 4 errors:");
    expect(stderr).toContain(
      "instances.large.managedScaling: ECS scales one group per capacity provider, but own has large and small.",
    );
    expect(stderr).toContain("instances.other.managedScaling: requires a capacityProvider");
    expect(stderr).toContain(
      "services.web.capacityProviders: ECS splits tasks between own and spot by base and weight. Specify these in shares.",
    );
    expect(stderr).toContain("runs.report.capacityProviders: ECS splits tasks between spot and own");
  });

  it("draws the cluster before and after what happened (F.0.39)", () => {
    const { stdout, status } = place(shop, "--format", "svg", ...lossAndScaling);
    expect(stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg [^]*<\/svg>\n+$/);
    const [, before = "", after = ""] = stdout.split(/<text class="heading"/);
    expect(before).toMatch(/^[^>]*>shop\.yaml, before<[^]*>general-a1</);
    expect(after).toMatch(/^[^>]*>shop\.yaml, after: lost eu-central-1a, scaled web=8</);
    expect(after).not.toContain(">general-a1<");
    expect(after).toMatch(/class="waiting"[^>]*>render: 1 task waits/);
    expect(status).toBe(1);
    expect(place(shop, "--format", "svg").stdout).not.toContain(", before");
  });

  it("says what waited while hosts were replaced one by one, or a pool was taken back (F.0.39)", () => {
    const refreshed = place(shop, "--refresh", "gpu", "--interrupt", "g4dn.xlarge@eu-central-1a");
    expect(refreshed.stdout).toContain("1 instance replaced one by one: gpu-a1");
    expect(refreshed.stdout).toContain("1 instance lost: gpu-new1\n  render: up to 1 task waited meanwhile");
    expect(refreshed.status).toBe(1);
  });

  it("says of each task why it is there", () => {
    const { stdout } = place(shop, "--why");
    expect(stdout).toMatch(
      /web-1 on general-\w+: 6 of 6 instances left; spread attribute:ecs\.availability-zone: eu-central-1\w runs 0 of its tasks/,
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
    expect(stderr).toMatch(/cluster\.yaml is invalid\. 4 errors:\n/);
    expect(stderr).toContain("  instances.general.instanceType: ");
    expect(stderr).toContain("  instances.general.zones.a: ");
    expect(stderr).toContain("  services.web.task.memoryMiB: ");
    expect(stderr).toContain("  services.web: ");
    expect(stderr).not.toMatch(/\n +at /);
  });

  it("says whether the second set of tasks of a deployment that moves traffic finds room (F.0.44)", () => {
    const deployed = (instances: number) =>
      placeText(
        `
instances:
  i: { instanceType: t3.small, zones: { a: ${instances} } }
services:
  web: { task: { cpu: 1500, memoryMiB: 100 }, desiredCount: 2, deploymentStrategy: CANARY }
`,
        "--deploy",
        "web",
      );
    expect(deployed(4)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("web can finish a canary deployment") as string,
    });
    expect(deployed(3)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("web cannot finish a canary deployment in any order") as string,
    });
  });

  it("refuses what has no effect: a group on a service, a daemon or percentages on a run (F.1.16)", () => {
    const { status, stderr } = placeText(`
instances: {}
services:
  web: { task: { cpu: 1, memoryMiB: 1 }, group: webserver, family: web }
runs:
  report: { task: { cpu: 1, memoryMiB: 1 }, daemon: true, minimumHealthyPercent: 0, maximumPercent: 200, family: "a b" }
`);
    expect(status).toBe(1);
    const ofService =
      "is allowed for runs only: tasks of a service are in the group service:<name of the service>. Leave it out.";
    const ofRun =
      "is allowed for services only: tasks of a run are placed once, and are not replaced. Leave it out.";
    expect(stderr.split("\n").slice(1, -1).sort()).toEqual([
      `  runs.report.daemon: ${ofRun}`,
      "  runs.report.family: is not the name of a family; use letters, digits, _ and -, at most 255",
      `  runs.report.maximumPercent: ${ofRun}`,
      `  runs.report.minimumHealthyPercent: ${ofRun}`,
      `  services.web.family: ${ofService}`,
      `  services.web.group: ${ofService}`,
    ]);
  });

  it("gives tasks of a run the group of their family, unless they have one (003a)", () => {
    const run = (more: string): string => `
instances: { i: { instanceType: m5.large, zones: { a: 2 } } }
runs:
  first: { task: { cpu: 1, memoryMiB: 1 }, desiredCount: 1${more} }
  beside: { task: { cpu: 1, memoryMiB: 1 }, constraints: [{ type: memberOf, expression: "task:group == family:first" }] }
`;
    expect(placeText(run("")).status).toBe(0);
    expect(placeText(run(", family: first")).status).toBe(0);
    expect(placeText(run(", family: other")).stdout).toContain("beside: 1 task waits");
    expect(placeText(run(", group: first")).stdout).toContain("beside: 1 task waits");
  });

  it("refuses placement that ECS would refuse, and what is not YAML", () => {
    const { stderr } = placeText(`
instances: {}
services:
  web:
    task: { cpu: 1, memoryMiB: 1, constraints: [{ type: distinctInstance }] }
    constraints: [{ type: memberOf, expression: "color == blue" }]
    strategies: [{ type: binpack, field: CPU }]
`);
    expect(stderr).toContain(
      "web.placementConstraints[0]: distinctInstance is allowed for a service or a run",
    );
    expect(stderr).toContain(
      "web.placementConstraints[0].expression: is not valid in the cluster query language: at character 1",
    );
    expect(stderr).toContain('web.placementStrategies[0].field: "CPU" is not a field for binpack');
    expect(placeText("a: b: c").stderr).toMatch(/is invalid\. 1 error:/);
  });

  it.each([
    [["--drain", "x"], 2, "There is no instance x; there are general-a1"],
    [["--scale", "web"], 2, "--scale web: give a service and its count, for example web=3."],
    [["--scale", "shop=3"], 2, "There is no service shop; there are web, cache"],
    [["--lose", "general-a9"], 2, "There is no instance general-a9; there are general-a1"],
    [["--lose-zone", "eu-central-1x"], 2, "no instances in a zone eu-central-1x; there are eu-central-1a, "],
    [
      ["--scale", "report=3"],
      2,
      "report is a run of 2 tasks, which are placed once; it cannot be scaled to 3.",
    ],
    [["--scale", "watch=3"], 2, "watch is a daemon, which runs on every instance"],
    [["--scale", "web=many"], 2, "--scale web=many: give a service and its count"],
    [["--deploy", "wep"], 2, "There is no service wep; there are web, cache"],
    [["--deploy", "report"], 2, "report is a run: its tasks are placed once"],
    [
      ["--deploy", "web=x%"],
      2,
      "--deploy web=x%: give a service, with percentages if they differ from those of the service",
    ],
    [
      ["--deploy", "web=50%-90%"],
      2,
      "--deploy web=50%-90%: the minimum must be 0 % to 100 %, and the maximum 100 % to 200 %.",
    ],
    [
      ["--join", "general"],
      2,
      "--join general: give a group and a number of instances, for example general=2",
    ],
    [["--join", "web=2"], 2, "There is no group web; there are general, gpu."],
    [
      ["--join", "gpu=1@eu-central-1b"],
      2,
      "The group gpu has no instances in a zone eu-central-1b; there are eu-central-1a.",
    ],
    [
      ["--zone-back", "eu-central-1a"],
      2,
      "No instances of the zone eu-central-1a were lost before. Zones with lost instances: none.",
    ],
    [
      ["--interrupt", "m5.large"],
      2,
      "--interrupt m5.large: give a type and a zone, for example m5.large@eu-central-1a.",
    ],
    [
      ["--interrupt", "c5.large@eu-central-1a"],
      2,
      "There is no instance of c5.large@eu-central-1a; there are g4dn.xlarge@",
    ],
    [["--refresh", "x"], 2, "There is no group x; there are general, gpu."],
    [["--seed", "x"], 2, "Give a whole number."],
    [["--format", "png"], 2, "Allowed choices are table, json, svg."],
    [
      ["--format", "svg", "--why"],
      2,
      "--format svg draws the cluster and cannot be combined with --filter, --why or",
    ],
  ])("answers %j", (args, status, message) => {
    const ran = place(shop, ...args);
    expect(ran.status).toBe(status);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).not.toMatch(/\n +at /);
  });

  it("takes sizes as ECS does, and refuses others and percentages beyond it", () => {
    const file = (cpu: string, more = ""): string => `
instances: { i: { instanceType: m5.large, zones: { eu-central-1a: 1 } } }
services: { web: { task: { cpu: ${cpu}, memoryMiB: "1 GB" }${more} } }
`;
    expect(placeText(file('"1 vCPU"')).stdout).toMatch(/█{5}░{5} +50 %/);
    expect(placeText(file('".5 vCPU"')).status).toBe(0);
    for (const [text, fault] of [
      [
        file('"1 GB"'),
        'services.web.task.cpu: "1 GB" is not a size; use CPU units (1024) or, for example, "1 vCPU"',
      ],
      [file("much"), 'services.web.task.cpu: "much" is not a size'],
      [file("1", ", minimumHealthyPercent: 150"), "services.web.minimumHealthyPercent: "],
      [file("1", ", maximumPercent: 50"), "services.web.maximumPercent: "],
    ] as const) {
      const { status, stderr } = placeText(text);
      expect(stderr).toContain(fault);
      expect(stderr).toContain("is invalid. 1 error:");
      expect(status).toBe(1);
    }
  });

  it("refuses what is not a file, and aliases that lead nowhere or fill the memory", () => {
    const bomb = [
      "a0: &a0 [x, x, x, x, x, x, x, x, x, x]",
      ...[1, 2, 3, 4, 5, 6, 7, 8].map(
        (n) =>
          `a${n}: &a${n} [${Array(10)
            .fill(`*a${n - 1}`)
            .join(", ")}]`,
      ),
    ].join("\n");
    for (const { status, stderr } of [
      place("packages/placement"),
      placeText("instances: *nowhere"),
      placeText(bomb),
      placeText("instances: &x { general: *x }"),
      placeText("- *\n"),
    ]) {
      expect(stderr).toMatch(/is invalid\. \d+ errors?:\n/);
      expect(stderr).not.toMatch(/\n +at /);
      expect(status).toBe(1);
    }
  });

  it("tells local zones apart from others of the same letter", () => {
    const { stdout, status } = placeText(`
instances: { i: { instanceType: m5.large, zones: { us-east-1a: 1, us-east-1-bos-1a: 1, us-east-1-mia-1a: 2 } } }
`);
    expect(status).toBe(0);
    for (const id of ["i-a1", "i-bos-1a1", "i-mia-1a1", "i-mia-1a2"]) expect(stdout).toContain(` ${id} `);
  });

  it("says what is not simulated, and why, and places the rest (F.0.34)", () => {
    const ran = placeText(`
instances: { i: { instanceType: m5.large, zones: { eu-central-1a: 1 } } }
services:
  web: { task: { cpu: 1, memoryMiB: 1 } }
  old: { task: { cpu: 1, memoryMiB: 1 }, constraints: [{ type: memberOf, expression: "attribute:ecs.ami-id == ami-1" }] }
`);
    expect(ran.stdout).toContain(
      "old: 1 task is not simulated: attribute:ecs.ami-id is known only when the instance runs",
    );
    expect(ran.stdout).toContain("1 task on 1 container instances");
    expect(ran.status).toBe(1);
  });
});

describe("ballast place --filter (F.1.15)", () => {
  const ids = (...args: string[]): string[] => {
    const { stdout } = place(...args, "--format", "json");
    return (JSON.parse(stdout) as { instances: { id: string }[] }).instances.map(({ id }) => id);
  };

  it.each([
    ["attribute:ecs.instance-type != m5.large", ["gpu-a1"]],
    ["attribute:color == blue", []],
    ["task:group == service:render", ["gpu-a1"]],
    ["runningTasksCount >= 1 and attribute:ecs.availability-zone in [eu-central-1c]", ["general-c1"]],
  ])("%s", (filter, expected) => {
    expect(ids(shop, "--filter", filter)).toEqual(expected);
  });

  it("comes after the events", () => {
    const filter = "attribute:ecs.availability-zone == eu-central-1a";
    expect(ids(shop, "--filter", filter)).toEqual(["general-a1", "general-a2", "gpu-a1"]);
    expect(ids(shop, "--filter", filter, "--lose", "general-a1")).toEqual(["general-a2", "gpu-a1"]);
  });

  it("shows a stack's instances with their custom attributes and task groups", () => {
    const { status, stdout } = place("placement-dev", "--filter", "attribute:color == blue");
    expect(status).toBe(0);
    expect(stdout).toMatch(/: 2 of 11 container instances\n/);
    expect(stdout).toMatch(/│ main-blue-\w+ │ t3.small │ color=blue +│ .*service:on-blue/);
  });

  it.each([
    [
      [shop, "--filter", "color == blue"],
      1,
      /^--filter "color == blue" is not valid in the cluster query language: at character 1/,
    ],
    [[shop, "--filter", ""], 1, /^--filter "" is not valid in the cluster query language/],
    [[shop, "--filter", "attribute:ecs.instance-type =~ g4*"], 0, /write g4\.\*\.$/m],
    [
      [shop, "--filter", "attribute:ecs.instance-type =~ 1*+"],
      1,
      /not simulated for 6 of 6 instances: a possessive quantifier in the pattern 1\*\+ is not simulated\. To have ECS evaluate the expression, use --cluster\./,
    ],
    [[], 2, /give a file or a stack, or --cluster/],
    [["--cluster", "main", "--filter", "task:group == x", "--why"], 2, /cannot be combined with --filter/],
    [[shop, "--profile", "x"], 2, /--profile requires --cluster/],
    [[shop, "--task-definition", "web"], 2, /--task-definition requires a cluster in AWS/],
    [[shop, "--why", "wep"], 2, /--why wep: there is no service or run of this name; there are /],
    [[shop, "--cluster", "main", "--filter", "task:group == x"], 2, /leave one of them out/],
    [["--cluster", "main", "--filter", "task:group == x", "--drain", "i"], 2, /events are simulated/],
    [[shop, "--region", "eu-west-1"], 2, /--region requires --cluster/],
    [[shop, "--filter", "task:group == x", "--why"], 2, /--why explains placements/],
  ])("answers %j", (args, status, message) => {
    const ran = place(...args);
    expect(ran.stderr).toMatch(message);
    expect(ran.status).toBe(status);
  });
});

describe("ballast place STACK", () => {
  it("shows the stack's tasks on as many instances as there may be", () => {
    const { status, stdout, stderr } = place("placement-dev", "--lose-zone", "eu-central-1b");
    expect(status).toBe(0);
    expect(stderr).toBe("planning placement-dev (1 of 1)\n");
    expect(stdout).toMatch(/│ zones-then-memory +│ 6 +│ 6 +│ 6 +│/);
    expect(stdout).toMatch(/│ monitoring +│ everywhere │ 6 +│ 6 +│/);
  });

  it("has nothing to show of a stack on AWS Fargate", () => {
    const { status, stdout } = place("private-registry-dev");
    expect(status).toBe(0);
    expect(stdout).toContain("private-registry-dev has no tasks on container instances of its own");
  });

  it("knows neither the file nor the stack", () => {
    const { status, stderr } = place("placement-test");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /There is no file placement-test, and no stack of this name: (\S+, )*network-dev, /,
    );
  });
});
