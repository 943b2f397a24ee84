import {
  BootPhase,
  OperatingSystem,
  zoneKey,
  type InstancePart,
  type ServicePart,
  type TaskPart,
  entryOf,
} from "@ballast/contracts";
import { record } from "@ballast/testing";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Cluster, LaunchType, Service, TaskDefinition } from "./index.ts";
import { capacity, documentIn, securityGroupIds, site, subnetIds } from "./testing.ts";

/** A storage package as others write them: a disk in one zone, which reaches into no cluster and brings parts. */
class Shelf extends pulumi.ComponentResource {
  readonly instancePart: InstancePart;
  readonly taskPart: TaskPart;
  readonly servicePart: ServicePart;

  constructor(
    name: string,
    args: { availabilityZone: string; path: string },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("test:index:Shelf", name, {}, opts);
    const { availabilityZone, path } = args;
    const volume = new aws.ebs.Volume(
      `${name}-volume`,
      { availabilityZone, size: 10, encrypted: true },
      { parent: this },
    );
    const zone = zoneKey(availabilityZone);
    const constraint = {
      type: "memberOf",
      expression: `attribute:ecs.availability-zone == ${availabilityZone}`,
    };
    this.instancePart = {
      bootSteps: {
        attach: {
          phase: BootPhase.BeforeAgent,
          operatingSystem: OperatingSystem.Linux,
          script: pulumi.interpolate`attach-volume ${volume.id} ${path}`,
        },
      },
      statements: [{ actions: ["ec2:AttachVolume"], resources: [volume.arn] }],
      attributes: { shelf: name },
      zones: [zone],
    };
    this.taskPart = {
      volumes: { shelf: { hostPath: path } },
      mountPoints: { shelf: { sourceVolume: "shelf", containerPath: path, containers: ["db"] } },
      placementConstraints: [constraint],
    };
    this.servicePart = {
      desiredCount: 1,
      minimumHealthyPercent: 0,
      maximumPercent: 100,
      zoneRebalancing: false,
      subnetKeys: [zone],
    };
    this.registerOutputs({ volumeId: volume.id });
  }
}

function deploy(): void {
  const shelf = new Shelf("shelf", { availabilityZone: "eu-central-1a", path: "/data" });
  const parts = { shelf: shelf.instancePart };
  const cluster = new Cluster("main", { capacities: { disks: { ...capacity, parts } } });
  const task = new TaskDefinition("db", {
    site,
    launchType: LaunchType.Ec2,
    containers: { db: { image: "mysql:8.4" }, log: { image: "log:1", essential: false } },
    parts: { shelf: shelf.taskPart },
  });
  new Service("db", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds,
    securityGroupIds,
    capacity: {
      disks: {
        capacityProviderName: entryOf(cluster.capacityProviderNames, "disks", "capacityProviderNames"),
      },
    },
    parts: { shelf: shelf.servicePart },
  });
}

it("a storage package joins a capacity, a task and a service by its parts alone", async () => {
  const recording = await record(deploy);
  const volume = recording.the("aws:ebs/volume:Volume");

  const template = recording.the("aws:ec2/launchTemplate:LaunchTemplate");
  const script = Buffer.from(template.inputs["userData"] as string, "base64").toString();
  expect(script).toContain(`attach-volume ${volume.id} /data`);
  expect(script).toContain('ECS_INSTANCE_ATTRIBUTES={"shelf":"shelf"}');
  expect(recording.the("aws:autoscaling/group:Group").inputs["vpcZoneIdentifiers"]).toEqual(["subnet-0a"]);
  expect(
    documentIn(recording.the("aws:iam/rolePolicy:RolePolicy", "main-disks-instance").inputs, "policy")
      .Statement,
  ).toEqual([
    { Effect: "Allow", Action: ["ec2:AttachVolume"], Resource: [volume.state["arn"]] },
    expect.objectContaining({ Effect: "Deny", Action: ["ssm:GetParameter", "ssm:GetParameters"] }),
  ]);

  const definition = recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs;
  const containers = JSON.parse(definition["containerDefinitions"] as string) as { mountPoints: unknown[] }[];
  expect(definition["volumes"]).toEqual([{ name: "shelf", hostPath: "/data" }]);
  expect(containers.map(({ mountPoints }) => mountPoints)).toEqual([
    [{ sourceVolume: "shelf", containerPath: "/data", readOnly: false }],
    [],
  ]);
  expect(definition["placementConstraints"]).toEqual([
    { type: "memberOf", expression: "attribute:ecs.availability-zone == eu-central-1a" },
  ]);

  expect(recording.the("aws:ecs/service:Service").inputs).toMatchObject({
    desiredCount: 1,
    deploymentMinimumHealthyPercent: 0,
    deploymentMaximumPercent: 100,
    availabilityZoneRebalancing: "DISABLED",
    networkConfiguration: { subnets: ["subnet-0a"] },
  });
});

it("orders the service after everything that its storage needs, by value alone", async () => {
  const recording = await record(deploy);
  const before = new Set<string>();
  const follow = (urn: string): void => {
    if (before.has(urn)) return;
    before.add(urn);
    recording.byUrn(urn).dependsOn.forEach(follow);
  };
  follow(recording.the("aws:ecs/service:Service").urn);
  const names = recording.resources
    .filter(({ urn, custom }) => custom && !before.has(urn))
    .map(({ type, name }) => `${type} ${name}`)
    // What replaces instances later is not needed for the first.
    .filter((name) => !/-(?:patch|schedule)$/.test(name));
  expect(names).toEqual([]);
});
