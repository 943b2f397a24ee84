import { taskNeeds } from "@ballast/analysis";
import { simulate, type ClusterSpec, type Simulation } from "@ballast/placement";
import fc from "fast-check";
import { simulatedCluster } from "./simulated.ts";
import { stateOfDocuments, type Document } from "./stateOfDocuments.ts";

/* A cluster is placed by the simulator, printed as AWS's command line prints a cluster, and read again. */
const arn = (what: string): string => `arn:aws:ecs:eu-central-1:123456789012:${what}`;

interface Model {
  spec: ClusterSpec;
  definitions: Record<string, object>;
  disconnected: Set<string>;
  draining: Set<string>;
}

interface Kind {
  cpu: number;
  memory: number;
  networkMode: "awsvpc" | "bridge" | "host";
  port: number;
  udp: boolean;
  desiredCount: number;
  color: string;
  apart: boolean;
}

function modelOf(zones: string[], kinds: Kind[], disconnected: number[], draining: number[]): Model {
  const id = (position: number): string => `i-${position}`;
  const definitions = Object.fromEntries(
    kinds.map(({ cpu, memory, networkMode, port, udp }, position) => [
      `s${position}`,
      {
        taskDefinitionArn: arn(`task-definition/s${position}:1`),
        family: `s${position}`,
        revision: 1,
        networkMode,
        containerDefinitions: [
          {
            name: "main",
            cpu,
            memory,
            portMappings: [{ containerPort: port, hostPort: port, protocol: udp ? "udp" : "tcp" }],
          },
        ],
      },
    ]),
  );
  return {
    definitions,
    disconnected: new Set(disconnected.map(id)),
    draining: new Set(draining.map(id)),
    spec: {
      name: "main",
      instances: zones.map((zone, position) => ({
        id: id(position),
        ec2InstanceId: id(position),
        instanceType: position % 2 === 0 ? "t3.medium" : "m5.large",
        availabilityZone: `eu-central-1${zone}`,
        attributes: { color: position % 3 === 0 ? "blue" : "red" },
        isDescribed: true,
      })),
      services: kinds.map(({ desiredCount, color, apart }, position) => ({
        name: `s${position}`,
        task: taskNeeds(definitions[`s${position}`] ?? {}),
        desiredCount,
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        constraints: [
          ...(apart ? [{ type: "distinctInstance" }] : []),
          ...(color === "" ? [] : [{ type: "memberOf", expression: `attribute:color == ${color}` }]),
        ],
      })),
    },
  };
}

/** What the four commands print, in batches as a person would ask. */
function printed({ spec, definitions, disconnected, draining }: Model, model: Simulation): Document[] {
  const resources = (
    amounts: { cpu: number; memoryMiB: number },
    tcp: Iterable<number>,
    udp: Iterable<number>,
  ) => [
    { name: "CPU", type: "INTEGER", integerValue: amounts.cpu },
    { name: "MEMORY", type: "INTEGER", integerValue: amounts.memoryMiB },
    { name: "PORTS", type: "STRINGSET", stringSetValue: [...tcp].map(String) },
    { name: "PORTS_UDP", type: "STRINGSET", stringSetValue: [...udp].map(String) },
  ];
  const instances = model.instances.map((one) => ({
    containerInstanceArn: arn(`container-instance/main/${one.id}`),
    ec2InstanceId: one.id,
    status: draining.has(one.id) ? "DRAINING" : "ACTIVE",
    agentConnected: !disconnected.has(one.id),
    runningTasksCount: one.runningTasksCount,
    registeredAt: "2026-11-27T07:00:00+00:00",
    attributes: Object.entries(one.attributes).map(([name, value]) => ({ name, value })),
    registeredResources: resources(one.total, [22], []),
    remainingResources: resources(one.left, one.ports, one.udpPorts),
  }));
  const services = model.workloads.map(({ name, tasks, desiredCount }, position) => ({
    serviceArn: arn(`service/main/${name}`),
    serviceName: name,
    status: "ACTIVE",
    launchType: "EC2",
    taskDefinition: arn(`task-definition/${name}:1`),
    desiredCount,
    runningCount: tasks.size,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
    placementConstraints: spec.services[position]?.constraints ?? [],
    placementStrategy: [],
  }));
  const tasks = model.workloads.flatMap(({ name, tasks }) =>
    [...tasks].map(({ id, instance }) => ({
      taskArn: arn(`task/main/${id}`),
      containerInstanceArn: arn(`container-instance/main/${instance.id}`),
      taskDefinitionArn: arn(`task-definition/${name}:1`),
      group: `service:${name}`,
      lastStatus: "RUNNING",
      desiredStatus: "RUNNING",
    })),
  );
  const half = Math.ceil(tasks.length / 2);
  const values = [
    { containerInstances: instances, failures: [] },
    { services, failures: [] },
    { tasks: tasks.slice(0, half), failures: [] },
    { tasks: tasks.slice(half), failures: [] },
    ...Object.values(definitions).map((taskDefinition) => ({ taskDefinition, tags: [] })),
  ];
  return values.map((value) => ({ source: "file", value: JSON.parse(JSON.stringify(value)) as unknown }));
}

const kind = fc.record<Kind>({
  cpu: fc.constantFrom(128, 512, 1024),
  memory: fc.constantFrom(256, 1024, 3000),
  networkMode: fc.constantFrom("awsvpc", "bridge", "host"),
  port: fc.constantFrom(80, 443, 8080),
  udp: fc.boolean(),
  desiredCount: fc.integer({ min: 0, max: 5 }),
  color: fc.constantFrom("", "", "blue", "red", "green"),
  apart: fc.boolean(),
});

describe("a cluster that was printed to files and is read again (F.0.37)", () => {
  it("gives the same verdict for each service on each instance, and lets the same tasks wait", () => {
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 5 }),
        fc.array(kind, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(4), { maxLength: 2 }),
        fc.array(fc.nat(4), { maxLength: 1 }),
        (zones, kinds, disconnected, draining) => {
          const model = modelOf(zones, kinds, disconnected, draining);
          const placed = simulate(model.spec);
          const { simulation } = simulatedCluster(stateOfDocuments(printed(model, placed)));
          for (const { name } of placed.workloads) {
            const expected = placed.fits(name).map(({ instance: { id }, fits }) => ({
              id,
              fits: fits === true && !model.disconnected.has(id) && !model.draining.has(id),
            }));
            const read = simulation.fits(name).map(({ instance: { id }, fits }) => ({ id, fits }));
            expect(read).toEqual(expected);
            for (const { fits } of expected) verdicts.add(`${fits}`);
          }
          // Where all instances take tasks, nothing that waited has a place now.
          if (model.disconnected.size + model.draining.size === 0) {
            expect(simulation.goOn().started).toEqual([]);
            expect(simulation.unplaced.map(({ workload, tasks }) => [workload, tasks])).toEqual(
              placed.unplaced.map(({ workload, tasks }) => [workload, tasks]),
            );
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(verdicts.size).toBe(2);
  });
});

describe("what is not a whole cluster", () => {
  const model = modelOf(
    ["a", "b"],
    [
      {
        cpu: 128,
        memory: 256,
        networkMode: "bridge",
        port: 80,
        udp: false,
        desiredCount: 2,
        color: "",
        apart: true,
      },
    ],
    [],
    [],
  );
  const [instances, services, first, second, definition] = printed(model, simulate(model.spec)) as [
    Document,
    Document,
    Document,
    Document,
    Document,
  ];
  const read =
    (...documents: Document[]) =>
    () =>
      stateOfDocuments(documents);
  const file = (value: unknown): Document => ({ source: "a.json", value });

  it("is refused with what is missing", () => {
    expect(read(instances, services, first, second, definition)().name).toBe("main");
    expect(read(instances, services, first, definition)).toThrow(
      /i-\d runs 1 tasks, but the input contains 0 of them\.\nThe service s0 runs 2 tasks, but the input contains 1 of them\./,
    );
    expect(read(instances, services, first, second)).toThrow(
      "Task definitions of services are missing: s0:1. Give the output of aws ecs describe-task-definition.",
    );
    expect(read(services, definition)).toThrow("The input contains no container instances");
  });

  it.each<[string, unknown, string]>([
    [
      "a list of ARNs",
      { taskArns: ["arn:…"] },
      "a.json: this lists taskArns. Give the output of aws ecs describe-tasks for them.",
    ],
    [
      "a page",
      { tasks: [], nextToken: "x" },
      "a.json: the output is incomplete: it has a nextToken. Give all pages.",
    ],
    [
      "an answer with failures",
      { tasks: [], failures: [{ arn: "one", reason: "MISSING" }] },
      "a.json: ECS did not describe all requested items: one (MISSING).",
    ],
    [
      "something else",
      { Reservations: [] },
      "a.json: this is not the output of aws ecs describe-container-instances, ",
    ],
    [
      "a choice of members",
      { containerInstances: [{ id: "i-1" }] },
      "a.json: an item of containerInstances has no containerInstanceArn. Give the complete output",
    ],
  ])("is refused as %s", (_what, value, message) => {
    expect(read(instances, services, first, second, definition, file(value))).toThrow(message);
  });

  it("is refused where it is of two clusters", () => {
    const other = JSON.parse(JSON.stringify(instances.value).replaceAll("/main/", "/other/")) as unknown;
    expect(read(instances, services, first, second, definition, file(other))).toThrow(
      "several clusters: main, other",
    );
  });
});
