import { entryOf } from "@ballast/contracts";
import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  LaunchType,
  LogDriver,
  LogRouterType,
  MachineImage,
  NetworkLoadBalancer,
  Service,
  TaskDefinition,
  Watch,
} from "@ballast/ecs";
import { Network } from "@ballast/network";
import { check } from "@ballast/policy";
import { record } from "@ballast/testing";

// What the rules say of components; the rules themselves are tested in packages/policy, on plain resources.

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };

function program(): void {
  const network = new Network("main", {
    site,
    cidrBlock: "10.0.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
  });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const { securityGroupId } = new ClientGroup("tasks", { vpcId, description: "Tasks" });
  const capacity = {
    site,
    subnetIds,
    securityGroupIds: { instances: securityGroupId },
    instanceTypes: ["t3.medium"],
    maximumSize: 2,
    attributes: { disk: "fast" },
  };
  const cluster = new Cluster("main", { capacities: { general: capacity }, executeCommand: true });
  const task = new TaskDefinition("web", {
    site,
    launchType: LaunchType.Ec2,
    memoryMiB: 512,
    executeCommand: true,
    volumes: { data: {} },
    containers: {
      web: {
        image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1.0.0",
        ports: [80],
        environment: { MODE: "prod" },
        secrets: { PASSWORD: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf:password::" },
        mountPoints: [{ sourceVolume: "data", containerPath: "/data" }],
      },
      shell: {
        image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shell:1.0.0",
        essential: false,
        readonlyRootFilesystem: { enabled: false, reason: "People enter it to look at what is wrong." },
      },
    },
  });
  const targetSecurityGroupIds = { tasks: securityGroupId };
  const balancer = new ApplicationLoadBalancer("web", {
    vpcId,
    subnetIds: network.publicSubnetIds,
    internetFacing: true,
    clients: { all: { cidrBlock: "0.0.0.0/0" } },
    targetSecurityGroupIds,
    listeners: {
      https: { certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0", targetPort: 80 },
    },
  });
  const raw = new NetworkLoadBalancer("raw", {
    vpcId,
    subnetIds,
    clients: { vpn: { cidrBlock: "10.8.0.0/16" } },
    targetSecurityGroupIds,
    listeners: { tcp: { port: 80, targetPort: 80 } },
  });
  const { watchPart } = new Service("web", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds,
    securityGroupIds: { tasks: securityGroupId },
    capacity: {
      general: {
        capacityProviderName: entryOf(cluster.capacityProviderNames, "general", "capacityProviderNames"),
      },
    },
    loadBalancers: {
      https: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "https", "targetGroupArns"),
        containerName: "web",
        containerPort: 80,
      },
      tcp: {
        targetGroupArn: entryOf(raw.targetGroupArns, "tcp", "targetGroupArns"),
        containerName: "web",
        containerPort: 80,
      },
    },
  });
  new Watch("watch", { site, parts: { service: watchPart } });
}

it("finds nothing in a stack of our own components but what they answer for (F.0)", async () => {
  const { resources } = await record(program);
  expect(check(resources).map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
    "waived ecs-readonly-root",
    "waived vpc-public-addresses",
    "waived vpc-public-addresses",
  ]);
});

it("finds in tasks that log elsewhere, or own their volumes, only what somebody answers for", async () => {
  const image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1.0.0";
  const logging = {
    driver: LogDriver.Firelens,
    options: { Name: "s3" },
    reason: "read by the security team",
  };
  const { resources } = await record(() => {
    new TaskDefinition("web", {
      site,
      volumes: { data: {} },
      volumeOwners: { data: { image, uid: 999 } },
      containers: {
        web: { image, logging, mountPoints: [{ sourceVolume: "data", containerPath: "/data" }] },
        router: { image, logRouter: { type: LogRouterType.FluentBit } },
      },
    });
  });
  expect(check(resources).map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
    "waived ecs-container-logs",
  ]);
});

it.each([MachineImage.AmazonLinux2023, MachineImage.WindowsServer2022Core])(
  "our own Spot capacity of %s breaks no rule (F.5.1, F.5.2, F.5.3)",
  async (machineImage) => {
    const { resources } = await record(
      () =>
        new Cluster("main", {
          capacities: {
            general: {
              site,
              subnetIds: { a: "subnet-0123456789abcdefa", b: "subnet-0123456789abcdefb" },
              securityGroupIds: { instances: "sg-0instances" },
              instanceTypes: ["m5.large", "m5a.large"],
              maximumSize: 4,
              targetCapacity: 80,
              machineImage,
              spot: { onDemandBase: 1 },
            },
          },
          defaultCapacity: { general: {} },
        }),
    );
    expect(check(resources)).toEqual([]);
  },
);
