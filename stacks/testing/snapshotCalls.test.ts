import { check } from "@ballast/policy";
import { record } from "@ballast/testing";
import { Cluster, LaunchType, Service, TaskDefinition, TaskDefinitionOwner } from "@ballast/ecs";
import { RexrayEbs } from "@ballast/rexray-ebs";

// Which service a function saves, and that its update waits for the call, is read from what the component makes.

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };

function program(owner: TaskDefinitionOwner): void {
  const cluster = new Cluster("main", {});
  const volume = new RexrayEbs("data", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/data",
    sizeGiB: 10,
  });
  new Service("web", {
    site,
    subnetIds: { a: "subnet-0a" },
    clusterArn: cluster.clusterArn,
    securityGroupIds: { tasks: "sg-0tasks" },
    taskDefinition: new TaskDefinition("web", {
      site,
      owner,
      launchType: LaunchType.Ec2,
      parts: { data: volume.taskPart },
      containers: { web: { image: "nginx:1.29", memoryMiB: 128 } },
    }),
    capacity: { own: { capacityProviderName: "hosts" } },
    parts: { data: volume.servicePart },
    deployment: { snapshotBefore: true },
  });
}

// The plugin warns that it is old.
beforeEach(() => void jest.spyOn(console, "warn").mockImplementation(() => undefined));

it.each<[TaskDefinitionOwner, string[]]>([
  [TaskDefinitionOwner.Program, []],
  [TaskDefinitionOwner.Pipeline, ["web-snapshot"]],
])("finds what no deployment calls: a task definition of the %s (F.0.58)", async (owner, names) => {
  const { resources } = await record(() => program(owner));
  const found = check(resources).filter(({ rule }) => rule === "ecs-snapshot-called");
  expect(found.map(({ urn }) => urn.split("::").at(-1))).toEqual(names);
});
