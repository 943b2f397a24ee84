import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  LaunchType,
  NetworkLoadBalancer,
  Service,
  TaskDefinition,
} from "@ballast/ecs";
import { Network } from "@ballast/network";
import { record } from "@ballast/testing";
import { check, rules, Stack, type Finding, type Resource } from "./index.ts";
import { accessRules } from "./rules/access.ts";
import { bucketRules } from "./rules/buckets.ts";
import { databaseSettingsRules } from "./rules/databaseSettings.ts";
import { deliveryRules } from "./rules/delivery.ts";
import { imageRules } from "./rules/images.ts";
import { messageRules } from "./rules/messages.ts";
import { secretRules } from "./rules/secrets.ts";
import { goodData, madeUp } from "./testing.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };

/** A stack of our own components that touches every rule, and breaks none. */
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
    },
  });
  const targetSecurityGroupIds = { tasks: securityGroupId };
  const balancer = new ApplicationLoadBalancer("web", {
    vpcId,
    subnetIds: network.publicSubnetIds,
    internetFacing: true,
    deletionProtection: true,
    clients: { all: { cidrBlock: "0.0.0.0/0" } },
    targetSecurityGroupIds,
    listeners: {
      https: { certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0", targetPort: 80 },
    },
  });
  new NetworkLoadBalancer("raw", {
    vpcId,
    deletionProtection: true,
    subnetIds,
    clients: { vpn: { cidrBlock: "10.8.0.0/16" } },
    targetSecurityGroupIds,
    listeners: { tcp: { port: 80, targetPort: 80 } },
  });
  new Service("web", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds,
    securityGroupIds: { tasks: securityGroupId },
    capacity: { general: { capacityProviderName: cluster.capacityProviderNames["general"] ?? "" } },
    loadBalancers: {
      https: {
        targetGroupArn: balancer.targetGroupArns["https"] ?? "",
        containerName: "web",
        containerPort: 80,
      },
    },
  });
}

let good: Resource[];
beforeAll(async () => {
  good = [...(await record(program)).resources, ...goodData()];
});

type Inputs = Record<string, unknown>;

/** The same stack with the first resource of a type changed. */
function broken(type: string, change: (resource: Resource) => void): Resource[] {
  const copy = structuredClone(good);
  const resource = copy.find((one) => one.type === type);
  if (resource === undefined) throw new Error(`no ${type} in the good stack`);
  change(resource);
  return copy;
}

const without = (type: string): Resource[] => good.filter((resource) => resource.type !== type);

function inContainer(change: (container: Inputs) => void) {
  return broken("aws:ecs/taskDefinition:TaskDefinition", ({ inputs }) => {
    const containers = JSON.parse(inputs["containerDefinitions"] as string) as Inputs[];
    containers.forEach(change);
    inputs["containerDefinitions"] = JSON.stringify(containers);
  });
}

function inDocument(type: string, property: string, change: (statement: Inputs) => void) {
  return broken(type, ({ inputs }) => {
    const document = JSON.parse(inputs[property] as string) as { Statement: Inputs[] };
    document.Statement.forEach(change);
    inputs[property] = JSON.stringify(document);
  });
}

const setting =
  (property: string, value: unknown) =>
  ({ inputs }: Resource): void => {
    inputs[property] = value;
  };

function nested({ inputs }: Resource, ...path: string[]): Inputs {
  return path.reduce<Inputs>((at, key) => at[key] as Inputs, inputs);
}

const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";
const service = "aws:ecs/service:Service";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
const group = "aws:autoscaling/group:Group";
const provider = "aws:ecs/capacityProvider:CapacityProvider";
const fsx = "aws:fsx/windowsFileSystem:WindowsFileSystem";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const loadBalancer = "aws:lb/loadBalancer:LoadBalancer";

/** For each rule, a stack that breaks it, and what is found. */
const failing: [string, () => Resource[], string][] = [
  [
    "iam-task-roles",
    () => broken(taskDefinition, ({ inputs }) => (inputs["taskRoleArn"] = inputs["executionRoleArn"])),
    "uses one role",
  ],
  ["iam-task-roles", () => broken(taskDefinition, setting("taskRoleArn", undefined)), "has no task role"],
  [
    "iam-task-trust",
    () => broken("aws:iam/role:Role", () => undefined).map(trusting("ec2.amazonaws.com")),
    "trusts ec2.amazonaws.com",
  ],
  [
    "iam-execution-role",
    () => inDocument("aws:iam/rolePolicy:RolePolicy", "policy", () => undefined).map(allowing("*")),
    "allows logs:CreateLogStream",
  ],
  [
    "ec2-instance-role",
    () => without("aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
    "lacks AmazonSSMManagedInstanceCore",
  ],
  [
    "ecs-environment-secrets",
    () => inContainer((one) => (one["environment"] = [{ name: "DB_PASSWORD", value: "x" }])),
    "has DB_PASSWORD in its environment",
  ],
  [
    "ecs-secret-references",
    () => inContainer((one) => (one["secrets"] = [{ name: "KEY", valueFrom: "hunter 2!" }])),
    "secret KEY refers to no ARN",
  ],
  [
    "ecs-container-logs",
    () => inContainer((one) => (one["logConfiguration"] = { logDriver: "json-file" })),
    "has no awslogs driver",
  ],
  [
    "ecs-container-logs",
    () =>
      inContainer(
        (one) => ((one["logConfiguration"] as { options: Inputs }).options["awslogs-region"] = "us-east-1"),
      ),
    "names another region",
  ],
  [
    "ecs-container-logs",
    () =>
      inContainer(
        (one) => ((one["logConfiguration"] as { options: Inputs }).options["awslogs-group"] = "/other"),
      ),
    "does not keep",
  ],
  [
    "ecs-task-platform",
    () => broken(taskDefinition, setting("runtimePlatform", undefined)),
    "no complete runtimePlatform",
  ],
  [
    "ecs-readonly-root",
    () => inContainer((one) => (one["readonlyRootFilesystem"] = false)),
    "can write to its root",
  ],
  ["ecs-privileged", () => inContainer((one) => (one["privileged"] = true)), "is privileged"],
  ["ecs-privileged", () => broken(taskDefinition, setting("pidMode", "host")), "has pidMode: host"],
  ["ecs-init-process", () => inContainer((one) => (one["linuxParameters"] = {})), "has no init process"],
  [
    "ecs-windows-parameters",
    () =>
      broken(
        taskDefinition,
        setting("runtimePlatform", {
          operatingSystemFamily: "WINDOWS_SERVER_2022_CORE",
          cpuArchitecture: "X86_64",
        }),
      ),
    "sets linuxParameters, readonlyRootFilesystem",
  ],
  ["ecs-image-tag", () => inContainer((one) => (one["image"] = "registry:5000/web")), "may change under it"],
  ["ecs-image-tag", () => inContainer((one) => (one["image"] = "web:latest")), "may change under it"],
  [
    "ecs-mount-points",
    () => broken(taskDefinition, setting("volumes", [])),
    "mounts data, which is no volume",
  ],
  [
    "ecs-service-capacity",
    () => broken(service, setting("launchType", "EC2")),
    "names launchType EC2 beside",
  ],
  [
    "ecs-service-capacity",
    () => broken(service, (one) => (one.dependsOn = [])),
    "does not wait for the cluster's capacity providers",
  ],
  [
    "ecs-service-listener",
    () => broken(service, (one) => (one.dependsOn = [])),
    "does not wait for the listener",
  ],
  ["ecs-service-target", () => inContainer((one) => (one["portMappings"] = [])), "web:80 does not listen"],
  [
    "ecs-circuit-breaker",
    () => broken(service, setting("deploymentCircuitBreaker", { enable: true, rollback: false })),
    "no deployment circuit breaker",
  ],
  ["ecs-service-tags", () => broken(service, setting("propagateTags", "NONE")), "does not propagate tags"],
  [
    "ecs-service-tags",
    () => broken(service, setting("enableEcsManagedTags", false)),
    "has no ECS-managed tags",
  ],
  [
    "ecs-zone-rebalancing",
    () => broken(service, setting("availabilityZoneRebalancing", undefined)),
    "leaves zone rebalancing to a default",
  ],
  [
    "ecs-zone-rebalancing",
    () => broken(service, setting("deploymentMaximumPercent", 100)),
    "maximumPercent is 100",
  ],
  [
    "ecs-zone-rebalancing",
    () => broken(service, setting("schedulingStrategy", "DAEMON")),
    "a daemon has one task per instance",
  ],
  [
    "ecs-zone-rebalancing",
    () => broken(service, setting("orderedPlacementStrategies", [{ type: "binpack", field: "cpu" }])),
    "is not to spread over",
  ],
  [
    "ecs-zone-rebalancing",
    () =>
      broken(
        service,
        setting("placementConstraints", [
          { type: "memberOf", expression: "attribute:ecs.availability-zone == a" },
        ]),
      ),
    "names attribute:ecs.availability-zone",
  ],
  [
    "ecs-placement",
    () =>
      broken(service, setting("placementConstraints", [{ type: "memberOf", expression: "color == blue" }])),
    "placementConstraints[0].expression is no query of ECS's: at character 1",
  ],
  [
    "ecs-placement",
    () => broken(taskDefinition, setting("placementConstraints", [{ type: "distinctInstance" }])),
    "placementConstraints[0] distinctInstance holds for a service or a run",
  ],
  [
    "ecs-placement-query",
    () =>
      broken(
        service,
        setting("placementConstraints", [
          { type: "memberOf", expression: "attribute:ecs.instance-type =~ t3*" },
        ]),
      ),
    "write t3.*",
  ],
  ["ecs-placeable", () => broken(group, setting("maxSize", 0)), "1 task waits: there is no instance"],
  ["ecs-placeable", () => broken(service, setting("desiredCount", 5)), "cannot be placed: web: "],
  [
    "ecs-placeable-after-loss",
    () => broken(service, setting("desiredCount", 3)),
    "cannot be placed again when main-general-",
  ],
  [
    "ecs-placeable-after-loss",
    () =>
      broken(
        service,
        setting("placementConstraints", [
          { type: "memberOf", expression: "attribute:ecs.availability-zone == eu-central-1b" },
        ]),
      ),
    "it is bound to its zone, and waits for a new instance there",
  ],
  [
    "ecs-placeable-after-loss",
    () =>
      broken(group, (one) => {
        (nested(one, "mixedInstancesPolicy", "launchTemplate")["overrides"] as Inputs[]) = [
          { instanceType: "z99.huge" },
        ];
      }),
    '"z99.huge" is no instance type that is known here',
  ],
  [
    "ecs-ephemeral-volume",
    () => broken(service, setting("volumeConfiguration", { name: "data" })),
    "gives each task a volume that is gone with it",
  ],
  [
    "ebs-backup",
    () => [...good, standIn("aws:ebs/volume:Volume", { tags: { Name: "data" } })],
    "has no snapshots made of it",
  ],
  [
    "ecs-service-network",
    () => broken(service, (one) => (nested(one, "networkConfiguration")["securityGroups"] = [])),
    "names 0 security groups",
  ],
  [
    "ecs-service-network",
    () =>
      broken(
        service,
        (one) => (nested(one, "networkConfiguration")["subnets"] = Array.from({ length: 17 }, () => "s")),
      ),
    "names 17 subnets",
  ],
  [
    "ecs-public-address",
    () => broken(service, (one) => (nested(one, "networkConfiguration")["assignPublicIp"] = true)),
    "public addresses",
  ],
  [
    "ecs-container-insights",
    () => broken("aws:ecs/cluster:Cluster", setting("settings", [])),
    "has no Container Insights",
  ],
  [
    "ecs-exec-record",
    () => broken("aws:ecs/cluster:Cluster", setting("configuration", undefined)),
    "without a record",
  ],
  [
    "ec2-launch-template",
    () => broken(template, (one) => (nested(one, "metadataOptions")["httpTokens"] = "optional")),
    "answers IMDSv1",
  ],
  [
    "ec2-launch-template",
    () => broken(template, (one) => (nested(one, "metadataOptions")["httpPutResponseHopLimit"] = 2)),
    "more than one hop",
  ],
  ["ec2-launch-template", () => broken(template, setting("keyName", "mine")), "names an SSH key"],
  ["ec2-launch-template", () => broken(template, setting("monitoring", undefined)), "no detailed monitoring"],
  [
    "ec2-launch-template",
    () => broken(template, setting("networkInterfaces", [{ associatePublicIpAddress: "true" }])),
    "public addresses",
  ],
  [
    "ec2-launch-template",
    () =>
      broken(template, setting("blockDeviceMappings", [{ ebs: { encrypted: "false", volumeType: "gp2" } }])),
    "an unencrypted volume",
  ],
  [
    "ec2-launch-template",
    () => broken(template, setting("blockDeviceMappings", [])),
    "leaves the root volume to the image",
  ],
  [
    "ec2-launch-template",
    () => broken(template, setting("iamInstanceProfile", undefined)),
    "no instance profile",
  ],
  [
    "ec2-machine-image",
    () => broken(template, setting("imageId", "ami-0123456789abcdef0")),
    "starts from ami-0123456789abcdef0",
  ],
  ["ecs-user-data", () => broken(template, setting("userData", "")), "joins no cluster"],
  [
    "ecs-user-data",
    () =>
      broken(
        template,
        script((text) => text.replace("ECS_CLUSTER=main", "ECS_CLUSTER=other")),
      ),
    "which is no cluster of this stack",
  ],
  [
    "ecs-user-data",
    () =>
      broken(
        template,
        script((text) => text.replace("ECS_AWSVPC_BLOCK_IMDS=true", "")),
      ),
    "lacks ECS_AWSVPC_BLOCK_IMDS=true",
  ],
  [
    "ecs-user-data",
    () =>
      broken(
        template,
        script((text) => text.replace('{"disk"', "{disk")),
      ),
    "custom attributes are no JSON",
  ],
  ["ecs-auto-scaling-group", () => broken(group, setting("tags", [])), "lacks the tag AmazonECSManaged"],
  ["ecs-auto-scaling-group", () => broken(group, (one) => (one.ignoreChanges = [])), "set back the size"],
  ["ecs-auto-scaling-group", () => broken(group, setting("forceDelete", false)), "cannot be destroyed"],
  [
    "ecs-auto-scaling-group",
    () => broken(group, setting("instanceRefresh", undefined)),
    "never replaces instances",
  ],
  ["ecs-auto-scaling-group", () => broken(group, setting("maxSize", 0)), "can have no instance"],
  [
    "ecs-auto-scaling-group",
    () => broken(group, setting("mixedInstancesPolicy", { overrides: [{ weightedCapacity: "2" }] })),
    "weighs instance types",
  ],
  ["ec2-spot-capacity", () => broken(group, onSpot), "buys Spot Instances of a single type"],
  ["ec2-spot-capacity", () => broken(group, onSpot), "chooses its Spot Instances by price alone"],
  ["ec2-spot-capacity", () => broken(group, onSpot), "waits for the notice instead of rebalancing"],
  ["ec2-spot-capacity", () => broken(group, onSpot), "does not drain a Spot Instance that is taken back"],
  [
    "ecs-scale-in-protection",
    () => broken(group, setting("protectFromScaleIn", false)),
    "disagree on termination protection",
  ],
  [
    "ecs-termination-protection",
    () =>
      broken(
        provider,
        (one) => (nested(one, "autoScalingGroupProvider")["managedTerminationProtection"] = "DISABLED"),
      ),
    "be terminated",
  ],
  [
    "ecs-capacity-provider",
    () =>
      broken(provider, (one) => (nested(one, "autoScalingGroupProvider")["managedDraining"] = "DISABLED")),
    "does not drain",
  ],
  [
    "ecs-capacity-provider",
    () => broken(provider, (one) => (nested(one, "autoScalingGroupProvider")["managedScaling"] = {})),
    "does not scale its group",
  ],
  [
    "ecs-capacity-provider",
    () => broken(provider, (one) => (one.state["name"] = "ecs-pool")),
    "a name that AWS reserves",
  ],
  [
    "ec2-open-ingress",
    () => broken(ingress, () => undefined).map(admitting("0.0.0.0/0")),
    "admits the whole internet",
  ],
  [
    "ec2-open-ingress",
    () => broken("aws:ec2/securityGroup:SecurityGroup", setting("ingress", [{ cidrBlocks: ["0.0.0.0/0"] }])),
    "by an inline rule",
  ],
  [
    "ec2-remote-access",
    () => broken(ingress, ({ inputs }) => Object.assign(inputs, { fromPort: 0, toPort: 100 })),
    "connections to port 22",
  ],
  ["ec2-rule-description", () => broken(ingress, setting("description", undefined)), "has no description"],
  [
    "ec2-rule-description",
    () => broken(ingress, setting("description", "the team's")),
    "a description that EC2 refuses",
  ],
  ["vpc-flow-logs", () => without("aws:ec2/flowLog:FlowLog"), "has no flow log"],
  ["vpc-default-group", () => without("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"), "as AWS made it"],
  [
    "vpc-default-group",
    () => broken("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", setting("egress", [{}])),
    "has rules",
  ],
  [
    "lb-invalid-headers",
    () =>
      broken(loadBalancer, () => undefined).map(
        ofBalancer("application", { dropInvalidHeaderFields: false }),
      ),
    "passes invalid headers on",
  ],
  [
    "lb-tls",
    () => broken("aws:lb/listener:Listener", () => undefined).map(servingHttp),
    "plain HTTP to the internet",
  ],
  [
    "lb-network-group",
    () => broken(loadBalancer, () => undefined).map(ofBalancer("network", { securityGroups: [] })),
    "has no security group",
  ],
  [
    "lb-cross-zone",
    () =>
      broken(loadBalancer, () => undefined).map(
        ofBalancer("network", { enableCrossZoneLoadBalancing: false }),
      ),
    "keeps each zone to itself",
  ],
  [
    "data-retention",
    () => broken("aws:cloudwatch/logGroup:LogGroup", (one) => (one.protect = false)),
    "has no protect",
  ],
  [
    "data-encryption",
    () => [...good, { ...resource("aws:efs/fileSystem:FileSystem"), protect: true, retainOnDelete: true }],
    "is not encrypted",
  ],
  [
    "fsx-backup",
    () => [...good, standIn(fsx, { automaticBackupRetentionDays: 3 })],
    "keeps backups for 3 days",
  ],
  ["fsx-backup", () => [...good, standIn(fsx, {})], "keeps backups for 0 days"],
  ["fsx-audit", () => [...good, standIn(fsx, { auditLogConfiguration: {} })], "records no access"],
  [
    "ssm-secure-string",
    () => [...good, standIn("aws:ssm/parameter:Parameter", { type: "String", value: "x" })],
    "is no SecureString",
  ],
  ["efs-backup", () => withFileSystem(), "has no backups made of it"],
  ["efs-backup", () => withFileSystem({ backup: "DISABLED" }), "has no backups made of it"],
  ["efs-transport", () => withFileSystem(), "admits connections in clear"],
  ["efs-transport", () => withFileSystem({ denying: "*" }), "admits connections in clear"],
  [
    "efs-root-access",
    () => withFileSystem({ denying: "*", condition: { Bool: { "aws:SecureTransport": "false" } } }),
    "lets roles be root on it",
  ],
  ["ecs-efs-volume", () => mounting({ efsVolumeConfiguration: { fileSystemId: "fs-0" } }), "data in clear"],
  [
    "ecs-efs-volume",
    () => mounting({ efsVolumeConfiguration: { transitEncryption: "ENABLED" } }),
    "mounts data as nobody",
  ],
  [
    "ecs-efs-volume",
    () => mounting({ efsVolumeConfiguration: { authorizationConfig: { iam: "ENABLED" } } }),
    "mounts data without an access point",
  ],
  [
    "ecs-volume-plugin",
    () => mounting({ dockerVolumeConfiguration: { driver: "rexray/efs" } }),
    "mounts data by the plugin rexray/efs",
  ],
  [
    "ecs-volume-platform",
    () => mounting({ efsVolumeConfiguration: {} }, "WINDOWS_SERVER_2022_CORE"),
    "mounts data by EFS on Windows",
  ],
  [
    "ecs-volume-platform",
    () => mounting({ dockerVolumeConfiguration: { driver: "rexray/efs" } }, "WINDOWS_SERVER_2022_CORE"),
    "by the plugin rexray/efs on Windows",
  ],
  [
    "ecs-volume-platform",
    () => mounting({ fsxWindowsFileServerVolumeConfiguration: {} }),
    "mounts data by FSx for Windows File Server on Linux",
  ],
  ["rds-public-access", () => [...good, server({ publiclyAccessible: true })], "has a public address"],
  ["rds-backup", () => [...good, server({})], "is not backed up"],
  ["rds-backup", () => [...good, server({ backupRetentionPeriod: 6 })], "keeps backups for 6 days"],
  ["rds-multi-az", () => [...good, server({ multiAz: false })], "lies in one zone"],
  ["rds-master-password", () => [...good, server({ password: "hunter2" })], "is given its password"],
  [
    "ecs-rotated-secret",
    () => [
      ...good,
      standIn("aws:secretsmanager/secretRotation:SecretRotation", {
        secretId: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf",
      }),
    ],
    "keeps a secret that is rotated",
  ],
  [
    "logs-retention",
    () => broken("aws:cloudwatch/logGroup:LogGroup", setting("retentionInDays", undefined)),
    "keeps its logs for ever",
  ],
  [
    "component-outputs",
    () => broken("ballast-ecs:index:Service", (one) => delete one.outputs),
    "registers no outputs",
  ],
  [
    "ecs-windows-family",
    () =>
      broken(
        taskDefinition,
        setting("runtimePlatform", {
          operatingSystemFamily: "WINDOWS_SERVER_2022_CORE",
          cpuArchitecture: "X86_64",
        }),
      ),
    "is not kept to instances of WINDOWS_SERVER_2022_CORE",
  ],
  ["ecs-single-attach-deployment", () => onDisk(), "deploys between 100 and 200 percent"],
  ["ecs-single-attach-deployment", () => onDisk({ desiredCount: 2 }), "wants 2 tasks of one volume"],
  [
    "ecs-single-attach-deployment",
    () => mounting({ dockerVolumeConfiguration: { driver: "rexray/ebs" } }),
    "deploys between 100 and 200 percent",
  ],
  [
    "ecs-single-attach-deployment",
    () =>
      mounting({
        dockerVolumeConfiguration: { driver: "cloudstor:aws", driverOpts: { backing: "relocatable" } },
      }),
    "deploys between 100 and 200 percent",
  ],
  ["ecs-zonal-volume", () => onDisk(), "may run in another zone than data"],
  [
    "ec2-data-port",
    () => broken(ingress, setting("cidrIpv4", "198.51.100.0/24")).map(toPort(5432)),
    "admits 198.51.100.0/24 to PostgreSQL (5432)",
  ],
  [
    "ec2-data-port",
    () => broken(ingress, setting("cidrIpv6", "::/0")).map(toPort(undefined)),
    "SQL Server (1433), Oracle (1521)",
  ],
  [
    "vpc-public-addresses",
    () => [...good, madeUp("aws:ec2/subnet:Subnet", "mine", { mapPublicIpOnLaunch: true })],
    "gives out public addresses",
  ],
  [
    "lb-tls-policy",
    () =>
      broken("aws:lb/listener:Listener", () => undefined).map((one) =>
        one.name === "web-https"
          ? { ...one, inputs: { ...one.inputs, sslPolicy: "ELBSecurityPolicy-2016-08" } }
          : one,
      ),
    "takes what ELBSecurityPolicy-2016-08 allows",
  ],
  [
    "lb-tls-policy",
    () => [...good, madeUp("aws:lb/listener:Listener", "mine", { protocol: "TLS" })],
    "takes what AWS's default allows",
  ],
  [
    "lb-desync",
    () => broken(loadBalancer, setting("desyncMitigationMode", "monitor")),
    "only counts ambiguous requests",
  ],
  [
    "lb-deletion-protection",
    () => broken(loadBalancer, setting("enableDeletionProtection", false)),
    "may be deleted",
  ],
  [
    "lb-health-check",
    () => broken("aws:lb/targetGroup:TargetGroup", setting("healthCheck", undefined)),
    "checks by AWS's default",
  ],
  ["lb-access-logs", () => good, "logs no requests"],
  ["fsx-multi-az", () => [...good, standIn(fsx, { deploymentType: "SINGLE_AZ_2" })], "lies in one zone"],
  [
    "efs-access-point",
    () => [...good, madeUp("aws:efs/accessPoint:AccessPoint", "mine", { rootDirectory: { path: "/data" } })],
    "lets clients act as whom they please",
  ],
  [
    "efs-access-point",
    () => [...good, madeUp("aws:efs/accessPoint:AccessPoint", "mine", { posixUser: { uid: 0 } })],
    "opens the whole file system",
  ],
  [
    "data-retention",
    () => [...good, madeUp("aws:rds/cluster:Cluster", "mine", { storageEncrypted: true })],
    "has no deletionProtection",
  ],
  [
    "rds-backup",
    () => [...good, madeUp("aws:rds/cluster:Cluster", "mine", { backupRetentionPeriod: 1 })],
    "keeps backups for 1 days",
  ],
  [
    "rds-master-password",
    () => [...good, madeUp("aws:rds/cluster:Cluster", "mine", { masterPassword: "hunter2" })],
    "is given its masterPassword",
  ],
  [
    "rds-public-access",
    () => [...good, madeUp("aws:rds/clusterInstance:ClusterInstance", "mine", { publiclyAccessible: true })],
    "has a public address",
  ],
];

function resource(type: string): Resource {
  return {
    urn: `urn:pulumi:s::p::${type}::extra`,
    type,
    name: "extra",
    parent: null,
    custom: true,
    inputs: {},
    state: {},
    id: "extra",
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    dependsOn: [],
  };
}

/** The good stack with a file system, and what its policies say. */
function withFileSystem(says: { backup?: string; denying?: string; condition?: Inputs } = {}): Resource[] {
  const fileSystem = { ...resource("aws:efs/fileSystem:FileSystem"), inputs: { encrypted: true } };
  const of = (type: string, inputs: Inputs): Resource => ({
    ...resource(type),
    inputs: { fileSystemId: fileSystem.id, ...inputs },
  });
  const statement = { Effect: "Deny", Action: says.denying, Condition: says.condition };
  return [
    ...good,
    { ...fileSystem, protect: true, retainOnDelete: true },
    ...(says.backup
      ? [of("aws:efs/backupPolicy:BackupPolicy", { backupPolicy: { status: says.backup } })]
      : []),
    ...(says.denying
      ? [of("aws:efs/fileSystemPolicy:FileSystemPolicy", { policy: { Statement: [statement] } })]
      : []),
  ];
}

/** The good stack with another kind of volume. */
function mounting(volume: Inputs, operatingSystemFamily = "LINUX"): Resource[] {
  return broken(taskDefinition, ({ inputs }) => {
    inputs["volumes"] = [{ name: "data", ...volume }];
    inputs["runtimePlatform"] = { operatingSystemFamily, cpuArchitecture: "X86_64" };
  });
}

/** The good stack with its tasks' data on a block volume that a boot script attaches. */
function onDisk(inputs: Inputs = {}): Resource[] {
  const [template] = good.filter(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate");
  const script = Buffer.from("aws ec2 attach-volume --volume-id disk\nmount /mnt/disk").toString("base64");
  return mounting({ hostPath: "/mnt/disk/data" }).map((one) => {
    if (one.urn === template?.urn) return { ...one, inputs: { ...one.inputs, userData: script } };
    return one.type === service ? { ...one, inputs: { ...one.inputs, ...inputs } } : one;
  });
}

function toPort(port: number | undefined) {
  return (one: Resource): Resource =>
    one.type === ingress ? { ...one, inputs: { ...one.inputs, fromPort: port, toPort: port } } : one;
}

function trusting(principal: string) {
  return (one: Resource): Resource => {
    if (one.type !== "aws:iam/role:Role" || !one.name.startsWith("web-")) return one;
    const assumeRolePolicy = (one.inputs["assumeRolePolicy"] as string).replace(
      "ecs-tasks.amazonaws.com",
      principal,
    );
    return { ...one, inputs: { ...one.inputs, assumeRolePolicy } };
  };
}

function allowing(target: string) {
  return (one: Resource): Resource => {
    if (one.type !== "aws:iam/rolePolicy:RolePolicy" || one.name !== "web-execution") return one;
    const policy = (one.inputs["policy"] as string).replaceAll(
      /"Resource":\[[^\]]*\]/g,
      `"Resource":["${target}"]`,
    );
    return { ...one, inputs: { ...one.inputs, policy } };
  };
}

function admitting(cidrIpv4: string) {
  return (one: Resource): Resource =>
    one.type === ingress && one.name.startsWith("raw-from")
      ? { ...one, inputs: { ...one.inputs, cidrIpv4 } }
      : one;
}

function ofBalancer(kind: string, change: Inputs) {
  return (one: Resource): Resource =>
    one.type === loadBalancer && one.inputs["loadBalancerType"] === kind
      ? { ...one, inputs: { ...one.inputs, ...change } }
      : one;
}

function servingHttp(one: Resource): Resource {
  return one.type === "aws:lb/listener:Listener" && one.name === "web-https"
    ? { ...one, inputs: { ...one.inputs, protocol: "HTTP" } }
    : one;
}

/** A resource that the good stack does not have. */
function standIn(type: string, inputs: Inputs): Resource {
  const [any] = good;
  if (any === undefined) throw new Error("the good stack is empty");
  return {
    ...any,
    urn: `urn:pulumi:stack::project::${type}::extra`,
    type,
    name: "extra",
    parent: null,
    inputs,
  };
}

function server(inputs: Inputs): Resource {
  return standIn("aws:rds/instance:Instance", { storageEncrypted: true, ...inputs });
}

function onSpot(one: Resource): void {
  nested(one, "mixedInstancesPolicy", "instancesDistribution")["onDemandPercentageAboveBaseCapacity"] = 0;
}

function script(change: (text: string) => string) {
  return ({ inputs }: Resource): void => {
    const text = change(Buffer.from(inputs["userData"] as string, "base64").toString());
    inputs["userData"] = Buffer.from(text).toString("base64");
  };
}

/** Rules that have a test file of their own. */
const elsewhere = new Set(
  [
    ...accessRules,
    ...bucketRules,
    ...databaseSettingsRules,
    ...deliveryRules,
    ...imageRules,
    ...messageRules,
    ...secretRules,
  ].map(({ id }) => id),
);
const shownHere = rules.filter(({ id }) => !elsewhere.has(id));

it("finds nothing in a stack of our own components but what they answer for (F.0)", () => {
  expect(check(good).map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
    "waived vpc-public-addresses",
    "waived vpc-public-addresses",
  ]);
});

it.each(shownHere.map((rule) => [rule.id, rule] as const))(
  "%s has something to look at there",
  (_id, rule) => {
    expect(new Stack(good).matching(rule.types)).not.toEqual([]);
  },
);

it.each(failing)("%s is found where it is broken", (rule, build, message) => {
  const looked = rules.filter(({ id }) => id === rule);
  const findings = check(build(), {}, { rules: looked }).filter(({ severity }) => severity !== "waived");
  expect(findings.map((finding) => finding.message).join("\n")).toContain(message);
});

it("has a failing example of every rule", () => {
  const shown = new Set(failing.map(([rule]) => rule));
  expect(shownHere.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
});

it("says of every rule what, why and how to mend, under an id of its own", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, sentence, why, mend } of rules) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    for (const text of [sentence, why, mend]) expect(text).toMatch(/^[A-Z].*\.$/);
  }
});

describe("waivers", () => {
  const opened = () => broken("aws:cloudwatch/logGroup:LogGroup", (one) => (one.protect = false));
  const found = (findings: Finding[]) =>
    findings
      .filter(({ rule }) => rule !== "vpc-public-addresses")
      .map(({ rule, severity, reason }) => ({ rule, severity, reason }));

  it("of a component around a resource turn a finding into a remark with its reason", () => {
    const resources = opened();
    const logs = resources.find(
      ({ protect, type }) => type === "aws:cloudwatch/logGroup:LogGroup" && !protect,
    );
    const component = resources.find(({ urn }) => urn === logs?.parent);
    if (component)
      component.outputs = { ...component.outputs, waivers: { "data-retention": "kept elsewhere" } };
    expect(found(check(resources))).toEqual([
      { rule: "data-retention", severity: "waived", reason: "kept elsewhere" },
    ]);
  });

  it("of the stack hold for all of it, and an empty reason is none", () => {
    expect(found(check(opened(), { waivers: { "data-retention": "a test" } }))).toEqual([
      { rule: "data-retention", severity: "waived", reason: "a test" },
    ]);
    expect(found(check(opened(), { waivers: { "data-retention": "" } }))).toEqual([
      { rule: "data-retention", severity: "error", reason: undefined },
    ]);
  });

  it("hold for the rule that they name", () => {
    expect(found(check(opened(), { waivers: { "logs-retention": "a test" } }))).toMatchObject([
      { severity: "error" },
    ]);
  });
});

it("lists the gravest first", () => {
  const resources = inContainer((one) => Object.assign(one, { image: "web:latest", privileged: true }));
  expect(check(resources).map(({ severity }) => severity)).toEqual(["error", "warning", "waived", "waived"]);
});

it("never quotes what may be a secret", () => {
  const resources = inContainer((one) => {
    one["secrets"] = [{ name: "KEY", valueFrom: "hunter 2!" }];
    one["environment"] = [{ name: "PASSWORD", value: "hunter2" }];
  });
  expect(JSON.stringify(check(resources))).not.toContain("hunter");
});
