import type { ContainerInstance, Service, Task, TaskDefinition } from "@aws-sdk/client-ecs";
import { percentages, roomFor, type Moving } from "./room.ts";

const plugin = "ecs.capability.docker-plugin.rexray.ebs";

function instance(
  id: string,
  more: Record<string, string> = {},
  left = { cpu: 2048, memory: 7000 },
): ContainerInstance {
  const attributes = {
    "ecs.availability-zone": "z-1a",
    "ecs.instance-type": "m5.large",
    "ecs.os-type": "linux",
    [plugin]: "",
    ...more,
  };
  return {
    containerInstanceArn: `arn:cluster/${id}`,
    ec2InstanceId: id,
    status: "ACTIVE",
    agentConnected: true,
    attributes: Object.entries(attributes)
      .filter(([, value]) => value !== "(none)")
      .map(([name, value]) => ({ name, ...(value !== "" && { value }) })),
    remainingResources: [
      { name: "CPU", integerValue: left.cpu },
      { name: "MEMORY", integerValue: left.memory },
      { name: "PORTS", stringSetValue: ["22"] },
    ],
  };
}

const definition: TaskDefinition = {
  networkMode: "bridge",
  requiresAttributes: [{ name: plugin }],
  volumes: [{ name: "data", dockerVolumeConfiguration: { driver: "rexray/ebs", scope: "shared" } }],
  containerDefinitions: [{ cpu: 512, memory: 2048, portMappings: [{ containerPort: 3306, hostPort: 3306 }] }],
};
const mysql: Service = {
  serviceName: "mysql",
  desiredCount: 1,
  deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
};
const home = instance("home");

/** Where mysql's task goes. */
function room(others: ContainerInstance[], moving: Partial<Moving> = {}, tasks: Task[] = []) {
  const all = [{ service: mysql, definition, count: 1, ...moving }];
  const definitions = new Map([["mysql:1", definition]]);
  return roomFor(home, all, { instances: [home, ...others], tasks, definitions })[0];
}

const why = (text: string) => ({ service: "mysql", to: [], without: 1, why: text, blocked: false });

describe("room for a task whose instance drains", () => {
  it("is on another instance of the zone", () => {
    expect(room([instance("other")])).toEqual({
      service: "mysql",
      to: ["other"],
      without: 0,
      why: "",
      blocked: false,
    });
  });

  it("is nowhere where there is one instance", () => {
    expect(room([])).toEqual(why('0 of 1 instances left; removed: 1 by "not draining"'));
  });

  it.each<[string, ContainerInstance, string]>([
    ["zone", instance("b", { "ecs.availability-zone": "z-1b" }), "attribute:ecs.availability-zone == z-1a"],
    ["plugin", instance("b", { [plugin]: "(none)" }), plugin],
    ["CPU", instance("b", {}, { cpu: 511, memory: 7000 }), "512 CPU units"],
    ["memory", instance("b", {}, { cpu: 2048, memory: 2047 }), "2048 MiB of memory"],
    ["system", instance("b", { "ecs.os-type": "windows" }), "ecs.os-type linux"],
    [
      "port",
      {
        ...instance("b"),
        remainingResources: [
          { name: "CPU", integerValue: 2048 },
          { name: "MEMORY", integerValue: 7000 },
          { name: "PORTS", stringSetValue: ["3306"] },
        ],
      },
      "port 3306",
    ],
    ["state", { ...instance("b"), status: "DRAINING" }, "not draining"],
  ])("is not where the %s is wrong", (_what, other, step) => {
    const removed = step === "not draining" ? '2 by "not draining"' : `1 by "not draining", 1 by "${step}"`;
    expect(room([other])).toEqual(why(`0 of 2 instances left; removed: ${removed}`));
  });

  it("is not where the agent does not answer", () => {
    expect(room([{ ...instance("b"), agentConnected: false }])).toEqual(
      why(
        '0 of 1 instances left; removed: 1 by "not draining"; 1 more left out, because their agents are not connected',
      ),
    );
  });

  it("is where the service's own constraints leave it", () => {
    const service: Service = {
      ...mysql,
      placementConstraints: [{ type: "memberOf", expression: "attribute:color == blue" }],
      placementStrategy: [{ type: "binpack", field: "MEMORY" }],
    };
    expect(
      room([instance("red", { color: "red" }), instance("blue", { color: "blue" })], { service })?.to,
    ).toEqual(["blue"]);
  });

  it("knows which tasks run beside it", () => {
    const service: Service = { ...mysql, placementConstraints: [{ type: "distinctInstance" }] };
    const beside = {
      containerInstanceArn: "arn:cluster/b",
      group: "service:mysql",
      taskDefinitionArn: "mysql:1",
    };
    expect(room([instance("b")], { service }, [beside])).toEqual(
      why('0 of 2 instances left; removed: 1 by "not draining", 1 by "distinctInstance"'),
    );
  });

  it("counts an interface for each task of its own address", () => {
    const own: TaskDefinition = { ...definition, networkMode: "awsvpc" };
    const tasks = [1, 2].map((): Task => ({
      containerInstanceArn: "arn:cluster/b",
      group: "service:web",
      taskDefinitionArn: "web:1",
    }));
    const ask = (running: Task[]) =>
      roomFor(home, [{ service: mysql, definition: own, count: 1 }], {
        instances: [home, instance("b")],
        tasks: running,
        definitions: new Map([["web:1", own]]),
      })[0];
    // m5.large has three interfaces, of which the first is its own.
    expect(ask(tasks.slice(1))?.to).toEqual(["b"]);
    expect(ask(tasks)?.why).toContain('1 by "a network interface"');
  });

  it("is there on a type newer than this program, by what its agent says", () => {
    expect(room([instance("b", { "ecs.instance-type": "m99.large" })])?.to).toEqual(["b"]);
  });

  it("is for all that must leave, not for each alone", () => {
    const one = { service: mysql, definition, count: 1 };
    const other = {
      service: { ...mysql, serviceName: "postgres" },
      definition: { ...definition, containerDefinitions: [{ cpu: 512, memory: 2048 }] },
      count: 1,
    };
    const small = instance("b", {}, { cpu: 2048, memory: 3000 });
    const rooms = roomFor(home, [one, other], {
      instances: [home, small],
      tasks: [],
      definitions: new Map(),
    });
    expect(rooms.map(({ without }) => without)).toEqual([0, 1]);
  });

  it("says that a service may neither stop its task nor start another", () => {
    const service: Service = {
      ...mysql,
      deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 },
    };
    expect(room([instance("b")], { service })).toMatchObject({
      why: "it may run at most 1 task and at least 1, so none can be replaced",
      blocked: true,
    });
  });
});

describe("shares of a service of which some tasks move", () => {
  const of = (desiredCount: number, minimumHealthyPercent: number, maximumPercent: number, count: number) =>
    percentages({ desiredCount, deploymentConfiguration: { minimumHealthyPercent, maximumPercent } }, count);

  it("give the simulator the whole numbers back", () => {
    for (let desired = 1; desired <= 12; desired += 1) {
      for (let count = 1; count <= desired; count += 1) {
        for (const [minimum, maximum] of [
          [0, 100],
          [50, 100],
          [66, 133],
          [100, 200],
          [100, 150],
        ] as const) {
          const more = Math.floor((desired * maximum) / 100) - desired;
          const fewer = desired - Math.ceil((desired * minimum) / 100);
          const shares = of(desired, minimum, maximum, count);
          expect(Math.floor((count * (shares.maximumPercent ?? 0)) / 100)).toBe(count + more);
          expect(Math.ceil((count * (shares.minimumHealthyPercent ?? 0)) / 100)).toBe(
            Math.max(0, count - fewer),
          );
        }
      }
    }
  });

  it("are ECS's own where the service does not say", () => {
    expect(percentages({ desiredCount: 2 }, 1)).toEqual({});
  });
});
