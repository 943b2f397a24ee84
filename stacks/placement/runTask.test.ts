import { spawnSync } from "node:child_process";
import {
  checkServicePlacement,
  simulate,
  type InstanceSpec,
  type PlacementConstraint,
  type PlacementStrategy,
} from "@ballast/placement";
import {
  filterExpressions,
  listInstancesCommand,
  putAttributesCommand,
  runTaskCommand,
  runTaskForms,
} from "./runTask.ts";

const facts = {
  instanceTypes: ["m5.large", "m5a.large"],
  zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
};
const forms = runTaskForms(facts);
const names = {
  cluster: "main",
  capacityProvider: "general",
  taskDefinitions: { app: "app:1", cache: "cache:1", web: "web:1" },
};

/** The words of a command, as a shell splits them. */
function words(command: string): string[] {
  const { stdout } = spawnSync("bash", ["-c", `aws() { printf '%s\\0' "$@"; }; ${command}`], {
    encoding: "utf8",
  });
  return stdout.split("\0").slice(0, -1);
}

interface Call {
  count: number;
  group: string | undefined;
  constraints: PlacementConstraint[];
  strategies: PlacementStrategy[];
}

function callOf(command: string): Call {
  const [service, operation, ...rest] = words(command);
  expect([service, operation]).toEqual(["ecs", "run-task"]);
  const options: Record<string, string> = {};
  for (let at = 0; at < rest.length; at += 2) options[rest[at] ?? ""] = rest[at + 1] ?? "";
  const known =
    "cluster task-definition capacity-provider-strategy count group placement-constraints placement-strategy";
  expect(Object.keys(options).filter((one) => !known.split(" ").includes(one.slice(2)))).toEqual([]);
  const parsed = (option: string): unknown => JSON.parse(options[option] ?? "[]");
  return {
    count: Number(options["--count"] ?? 1),
    group: options["--group"],
    constraints: parsed("--placement-constraints") as PlacementConstraint[],
    strategies: parsed("--placement-strategy") as PlacementStrategy[],
  };
}

const instances: InstanceSpec[] = Array.from({ length: 9 }, (_nothing, position) => ({
  id: `i-${position}`,
  instanceType: position < 6 ? "m5.large" : "m5a.large",
  availabilityZone: facts.zones[position % 3] ?? "",
}));
const task = { cpu: 64, memoryMiB: 128, networkMode: "bridge" };

/** Where a call's tasks land: by instance. */
function landed({ count, group, constraints, strategies }: Call, before: Call[] = []) {
  const run = (call: Call, name: string) => ({
    name,
    task,
    desiredCount: call.count,
    constraints: call.constraints,
    strategies: call.strategies,
    ...(call.group !== undefined && { group: call.group }),
  });
  const simulation = simulate({
    name: "main",
    instances,
    services: [],
    runs: [
      ...before.map((call, at) => run(call, `before-${at}`)),
      run({ count, group, constraints, strategies }, "app"),
    ],
  });
  const counts: Record<string, number> = {};
  for (const one of simulation.workloads.at(-1)?.tasks ?? [])
    counts[one.instance.id] = (counts[one.instance.id] ?? 0) + 1;
  return {
    counts,
    zones: zonesIn(counts),
    waiting: simulation.unplaced.reduce((sum, { tasks }) => sum + tasks, 0),
  };
}

function zonesIn(counts: Record<string, number>): number[] {
  return facts.zones.map((zone) =>
    instances.reduce(
      (sum, { id, availabilityZone }) => sum + (availabilityZone === zone ? (counts[id] ?? 0) : 0),
      0,
    ),
  );
}

/** The post's 18, in its order: what each of them asks for, written from the post. */
const post: [string, { count: number; group?: string; constraint?: RegExp; strategy?: string }][] = [
  [
    "funnel",
    { count: 8, constraint: /^attribute:ecs\.instance-type == m5\.large$/, strategy: "binpack memory" },
  ],
  ["resources", { count: 1 }],
  ["distinct", { count: 5, constraint: /^distinctInstance$/ }],
  ["memberOf", { count: 5, constraint: /^attribute:ecs\.instance-type == m5\.large$/ }],
  [
    "expression",
    {
      count: 5,
      constraint:
        /^attribute:ecs\.availability-zone != eu-central-1c and attribute:ecs\.instance-type in \[m5\.large, m5a\.large\]$/,
    },
  ],
  ["affinity", { count: 5, group: "webserver", constraint: /^task:group == webserver$/ }],
  ["antiAffinity", { count: 5, group: "webserver", constraint: /^not\(task:group == webserver\)$/ }],
  ["random", { count: 5, strategy: "random" }],
  ["binpackCpu", { count: 8, strategy: "binpack cpu" }],
  ["binpackMemory", { count: 8, strategy: "binpack memory" }],
  ["spreadZones", { count: 8, strategy: "spread attribute:ecs.availability-zone" }],
  ["chained", { count: 8, strategy: "spread attribute:ecs.availability-zone, binpack memory" }],
  ["one", { count: 1 }],
  ["ten", { count: 10, strategy: "random" }],
  ["spreadHosts", { count: 9, strategy: "spread instanceId" }],
  ["caching", { count: 9, group: "caching", constraint: /^distinctInstance$/ }],
  ["besideCaching", { count: 9, constraint: /^distinctInstance; task:group == caching$/ }],
  ["zonesThenMemory", { count: 9, strategy: "spread attribute:ecs.availability-zone, binpack memory" }],
];

it("has the post's 18 forms of run-task, in its order (F.1.13)", () => {
  expect(post).toHaveLength(18);
  expect(Object.keys(forms)).toEqual(post.map(([name]) => name));
});

it.each(post)(
  "%s asks for what the post asks for, as a shell passes it, and ECS takes it (F.1.13)",
  (name, asked) => {
    const form = forms[name];
    if (form === undefined) throw new Error(`There is no form ${name}.`);
    const call = callOf(runTaskCommand(form, names));
    expect(call.count).toBe(asked.count);
    expect(call.group).toBe(asked.group);
    const constraint = call.constraints.map(({ type, expression }) => expression ?? type).join("; ");
    expect(constraint).toMatch(asked.constraint ?? /^$/);
    expect(call.strategies.map(({ type, field }) => [type, field].join(" ").trim()).join(", ")).toBe(
      asked.strategy ?? "",
    );
    expect(checkServicePlacement({ ...call, fargate: false, daemon: false, taskConstraints: [] })).toEqual(
      [],
    );
  },
);

describe("where the forms' tasks land", () => {
  const at = (name: string): Call => callOf(runTaskCommand(forms[name] as (typeof forms)[string], names));

  it("is one instance each for distinctInstance, and never two of a group for anti-affinity", () => {
    expect(Object.values(landed(at("distinct")).counts)).toEqual([1, 1, 1, 1, 1]);
    expect(Object.values(landed(at("antiAffinity")).counts)).toEqual([1, 1, 1, 1, 1]);
  });

  it("is beside the group for affinity, once there is one of it", () => {
    expect(landed(at("affinity")).waiting).toBe(5);
    const first: Call = { ...at("affinity"), count: 1, constraints: [] };
    expect(Object.values(landed(at("affinity"), [first]).counts)).toEqual([5]);
  });

  it("is one instance for binpack, every zone for spread, and every instance for nine over hosts", () => {
    expect(Object.values(landed(at("binpackCpu")).counts)).toEqual([8]);
    expect(Object.values(landed(at("binpackMemory")).counts)).toEqual([8]);
    expect(landed(at("spreadZones")).zones.sort()).toEqual([2, 3, 3]);
    expect(Object.values(landed(at("chained")).counts).sort()).toEqual([2, 3, 3]);
    expect(Object.keys(landed(at("spreadHosts")).counts)).toHaveLength(9);
  });

  it("is one type, and no instance of the last zone, where the expression says so", () => {
    expect(Object.keys(landed(at("memberOf")).counts).every((id) => Number(id.slice(2)) < 6)).toBe(true);
    expect(landed(at("expression")).zones[2]).toBe(0);
  });

  it("is beside a cache for each web server", () => {
    expect(landed(at("besideCaching")).waiting).toBe(9);
    expect(landed(at("besideCaching"), [at("caching")])).toMatchObject({ waiting: 0, zones: [3, 3, 3] });
  });
});

it("writes put-attributes and list-container-instances --filter with the stack's names (F.1.14, F.1.15)", () => {
  expect(putAttributesCommand("main", "blue")).toBe(
    "aws ecs put-attributes --cluster main --attributes name=color,value=blue,targetId=<container instance ARN>",
  );
  const commands = Object.values(filterExpressions(facts, "blue")).map((filter) =>
    words(listInstancesCommand("main", filter)),
  );
  const list = "ecs list-container-instances --cluster main --filter".split(" ");
  expect(commands).toEqual([
    [...list, "attribute:ecs.instance-type != m5.large"],
    [...list, "attribute:color == blue"],
    [...list, "task:group == caching"],
  ]);
});
