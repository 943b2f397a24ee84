/** Programs of another team that use components in its own VPC. docs/own-vpc.md shows them, and a test runs them. */
//#region service
import { type Site, entryOf } from "@ballast/contracts";
import { ClientGroup, Cluster, LaunchType, Service, TaskDefinition } from "@ballast/ecs";
import { RexrayEfs } from "@ballast/rexray-efs";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

/** What the components take of a network: plain keys, and ids that may be outputs of anything. */
interface TeamNetwork {
  vpcId: pulumi.Input<string>;
  /** By a word of yours for each zone. Keep the words: they name what is made in the zones. */
  subnetIds: Record<string, pulumi.Input<string>>;
}

export function webWithSharedFiles(site: Site, { vpcId, subnetIds }: TeamNetwork): pulumi.Output<string> {
  const tasks = new ClientGroup("tasks", { vpcId, description: "Web servers" });
  const files = new RexrayEfs("files", {
    site,
    vpcId,
    subnetIds,
    clients: { tasks: { securityGroupId: tasks.securityGroupId } },
    containerPath: "/srv/shared",
  });
  const cluster = new Cluster("main");
  const web = new TaskDefinition("web", {
    site,
    launchType: LaunchType.Fargate,
    containers: { web: { image: "public.ecr.aws/docker/library/httpd:2.4", ports: [80] } },
    parts: { files: files.taskPart },
  });
  const service = new Service("web", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: web,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    parts: { files: files.servicePart },
  });
  return service.serviceName;
}

export async function siteOfThisStack(): Promise<Site> {
  const [{ accountId }, { partition }] = await Promise.all([aws.getCallerIdentity(), aws.getPartition()]);
  return { accountId, partition, region: new pulumi.Config("aws").require("region") };
}
//#endregion

//#region literals
export function byLiteralIds(site: Site): pulumi.Output<string> {
  return webWithSharedFiles(site, {
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  });
}
//#endregion

//#region awsx
export function inAwsxVpc(site: Site, zones: [string, string]): pulumi.Output<string> {
  const vpc = new awsx.ec2.Vpc("team", {
    cidrBlock: "10.40.0.0/16",
    availabilityZoneNames: zones,
    subnetStrategy: "Auto",
    subnetSpecs: [
      { type: "Public", cidrBlocks: ["10.40.0.0/24", "10.40.1.0/24"] },
      { type: "Private", cidrBlocks: ["10.40.16.0/20", "10.40.32.0/20"] },
    ],
    natGateways: { strategy: "Single" },
    enableDnsHostnames: true,
    enableDnsSupport: true,
  });
  const subnet = (index: number): pulumi.Output<string> =>
    vpc.privateSubnetIds.apply((ids) => entryOf(ids, index, "privateSubnetIds"));
  return webWithSharedFiles(site, { vpcId: vpc.vpcId, subnetIds: { a: subnet(0), b: subnet(1) } });
}
//#endregion

//#region reference
export function inVpcOfAnotherStack(site: Site): pulumi.Output<string> {
  const platform = new pulumi.StackReference("acme/platform/prod");
  const output = (name: string): pulumi.Output<string> =>
    platform.requireOutput(name) as pulumi.Output<string>;
  return webWithSharedFiles(site, {
    vpcId: output("vpcId"),
    subnetIds: { a: output("privateSubnetA"), b: output("privateSubnetB") },
  });
}
//#endregion
