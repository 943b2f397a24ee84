import { entryOf } from "@ballast/contracts";
import { Cluster, LaunchType, Service, TaskDefinition } from "@ballast/ecs";
import { check } from "@ballast/policy";
import { BlockMode, RexrayEbs, type RexrayEbsArgs } from "@ballast/rexray-ebs";
import { record } from "@ballast/testing";

// Which instances wait for a volume as they boot is read from the boot scripts that components make.

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const subnetIds = { a: "subnet-0a" };
const image = `registry.example.com/rexray@sha256:${"0".repeat(64)}`;

function program(mode: Partial<RexrayEbsArgs>, minimumHealthyPercent: number): void {
  const volume = new RexrayEbs("data", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/data",
    sizeGiB: 10,
    ...mode,
  });
  const capacity = {
    site,
    subnetIds,
    securityGroupIds: { hosts: "sg-0hosts" },
    instanceTypes: ["t3.medium"],
    maximumSize: 2,
  };
  const cluster = new Cluster("main", {
    fargate: false,
    capacities: { data: { ...capacity, parts: { volume: volume.instancePart } }, other: capacity },
  });
  const serve = (name: string, key: string) =>
    new Service(name, {
      site,
      subnetIds,
      clusterArn: cluster.clusterArn,
      securityGroupIds: { tasks: "sg-0tasks" },
      taskDefinition: new TaskDefinition(name, {
        site,
        launchType: LaunchType.Ec2,
        containers: { [name]: { image: "nginx:1.29", memoryMiB: 128 } },
      }),
      capacity: {
        own: {
          capacityProviderName: entryOf(cluster.capacityProviderNames, key, "capacityProviderNames"),
        },
      },
      minimumHealthyPercent,
    });
  serve("beside", "data");
  serve("apart", "other");
}

// The plugin warns that it is old.
beforeEach(() => void jest.spyOn(console, "warn").mockImplementation(() => undefined));

it.each<[string, Partial<RexrayEbsArgs>, number, string[]]>([
  ["must keep its task", { sizeGiB: 20 }, 100, ["beside-service"]],
  ["may stop its task", { sizeGiB: 20 }, 0, []],
  [
    "is beside a volume that a plugin attaches",
    { sizeGiB: 20, mode: BlockMode.Plugin, plugin: { image } },
    100,
    [],
  ],
])(
  "finds before a refresh which service holds the instance of a volume: one that %s (F.0.32)",
  async (...[, mode, minimum, found]) => {
    const { resources } = await record(() => program(mode, minimum));
    const holding = check(resources).filter(({ rule }) => rule === "ecs-volume-host-replaceable");
    expect(holding.map(({ urn }) => urn.split("::").at(-1))).toEqual(found);
  },
);
