import { resource } from "../../../model/src/testing/resource.ts";
import { costOf } from "./costOf.ts";
import { shippedPrices } from "./prices.ts";

const options = { region: "us-east-1", today: "2026-11-27", prices: shippedPrices };
const whys = (...resources: Parameters<typeof costOf>[0]) => {
  const { unpriced, isComplete } = costOf(resources, options);
  if (unpriced.length > 0) expect(isComplete).toBe(false);
  return unpriced.map(({ why }) => why);
};
const unknown = { "an output": "of another stack" };

it.each([
  ["a volume", "aws:ebs/volume:Volume", { snapshotId: "snap-1" }, "size"],
  [
    "its storage",
    "aws:rds/instance:Instance",
    { engine: "mysql", instanceClass: "db.t3.micro" },
    "allocatedStorage",
  ],
  [
    "its storage",
    "aws:fsx/windowsFileSystem:WindowsFileSystem",
    { throughputCapacity: 32 },
    "storageCapacity",
  ],
  [
    "its throughput",
    "aws:fsx/windowsFileSystem:WindowsFileSystem",
    { storageCapacity: 32 },
    "throughputCapacity",
  ],
] as const)("does not take %s of %s for nothing if its size is not known", (what, type, inputs, size) => {
  const why = [`${what}: the size is unknown`];
  expect(whys(resource(type, "one", inputs))).toEqual(why);
  expect(whys(resource(type, "one", { ...inputs, [size]: unknown }))).toEqual(why);
  expect(whys(resource(type, "one", { ...inputs, [size]: "32" }))).toEqual([]);
});

it("says that it does not know the size of a task", () => {
  const task = (inputs: Record<string, unknown>) =>
    resource("aws:ecs/taskDefinition:TaskDefinition", "task", inputs, { identifiers: { "arn:task": "arn" } });
  const service = resource("aws:ecs/service:Service", "web", {
    desiredCount: 1,
    launchType: "FARGATE",
    taskDefinition: "arn:task",
  });
  const why = ["its tasks: the CPU and memory of their task definition are unknown"];
  expect(whys(service, task({ cpu: "256", memory: unknown }))).toEqual(why);
  expect(whys(service, task({ memory: "512" }))).toEqual(why);
  expect(whys(service, task({ cpu: ".25 vCPU", memory: "0.5 GB" }))).toEqual([]);
});

const balancer = (inputs: Record<string, unknown>) =>
  resource("aws:lb/loadBalancer:LoadBalancer", "front", inputs);

it("says that it does not know in how many zones a public load balancer is", () => {
  const why = ["its public IPv4 addresses, one for each of its subnets: the size is unknown"];
  expect(whys(balancer({ subnets: unknown }))).toEqual(why);
  expect(whys(balancer({ subnets: ["a", "b"] }))).toEqual([]);
  expect(whys(balancer({ internal: true }))).toEqual([]);
});

it("counts an address once that a program brings to a load balancer", () => {
  const hours = (...subnetMappings: Record<string, unknown>[]) =>
    costOf([balancer({ loadBalancerType: "network", subnetMappings })], options)
      .rows.filter(({ dimension }) => dimension === "publicIpv4.hours")
      .map(({ amount }) => amount);
  const own = { subnetId: "a", allocationId: "eipalloc-1" };
  expect(hours({ subnetId: "a" }, { subnetId: "b" })).toEqual([2 * 730]);
  expect(hours(own, { subnetId: "b" })).toEqual([730]);
  expect(hours(own, own)).toEqual([]);
});

it("says of the root volume that its image decides its size", () => {
  const why = ["the root volumes of its instances, whose size depends on their AMI"];
  const group = resource("aws:autoscaling/group:Group", "group", {
    launchTemplate: { id: "lt-1" },
    desiredCapacity: 1,
  });
  const launched = (...blockDeviceMappings: Record<string, unknown>[]) =>
    whys(
      group,
      resource(
        "aws:ec2/launchTemplate:LaunchTemplate",
        "template",
        { imageId: "ami-1", instanceType: "t3.large", blockDeviceMappings },
        { identifiers: { "lt-1": "id" } },
      ),
    );
  const data = { deviceName: "/dev/sdf", ebs: { volumeSize: 20 } };
  expect(launched({ deviceName: "/dev/xvda", ebs: { volumeSize: 8 } }, data)).toEqual([]);
  expect(launched({ deviceName: "/dev/xvda", ebs: { encrypted: true } }, data)).toEqual(why);
  expect(launched(data)).toEqual(why);
  expect(launched()).toEqual(why);
});
