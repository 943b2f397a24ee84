import type { ClusterSpec } from "@ballast/placement";
import { needsFor, resource } from "../testing.ts";
import type { NeedyResource } from "./resource.ts";
import { rolesOf } from "./roles.ts";

const roles = (...resources: NeedyResource[]): string[] => rolesOf(resources).map(({ name }) => name);

describe("service-linked roles", () => {
  it.each([
    ["aws:ecs/service:Service", "AWSServiceRoleForECS"],
    ["aws:lb/loadBalancer:LoadBalancer", "AWSServiceRoleForElasticLoadBalancing"],
    ["aws:rds/clusterInstance:ClusterInstance", "AWSServiceRoleForRDS"],
    ["aws:fsx/windowsFileSystem:WindowsFileSystem", "AWSServiceRoleForAmazonFSx"],
    ["aws:efs/fileSystem:FileSystem", "AWSServiceRoleForAmazonElasticFileSystem"],
    ["aws:ecr/pullThroughCacheRule:PullThroughCacheRule", "AWSServiceRoleForECRPullThroughCache"],
    ["aws:backup/plan:Plan", "AWSServiceRoleForBackup"],
    ["aws:autoscaling/group:Group", "AWSServiceRoleForAutoScaling"],
  ])("%s needs %s", (type, role) => {
    expect(roles(resource(type))).toEqual([role]);
  });

  it("are for what is made, not for components", () => {
    expect(roles({ ...resource("aws:ecs/service:Service"), custom: false })).toEqual([]);
    expect(roles(resource("aws:s3/bucket:Bucket"))).toEqual([]);
  });

  it("are for Spot where a group may buy it", () => {
    const group = (share: number): NeedyResource =>
      resource("aws:autoscaling/group:Group", {
        mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: share } },
      });
    const template = resource("aws:ec2/launchTemplate:LaunchTemplate", {
      instanceMarketOptions: { marketType: "spot" },
    });
    expect(roles(group(50))).toContain("AWSServiceRoleForEC2Spot");
    expect(roles(group(100))).not.toContain("AWSServiceRoleForEC2Spot");
    expect(roles(template)).toEqual(["AWSServiceRoleForEC2Spot"]);
  });

  it("are for AWS Backup where a file system is backed up, and for scaling where it is of ECS", () => {
    const policy = (status: string): NeedyResource =>
      resource("aws:efs/backupPolicy:BackupPolicy", { backupPolicy: { status } });
    expect(roles(policy("ENABLED"))).toEqual(["AWSServiceRoleForBackup"]);
    expect(roles(policy("DISABLED"))).toEqual([]);
    const target = (serviceNamespace: string): NeedyResource =>
      resource("aws:appautoscaling/target:Target", { serviceNamespace });
    expect(roles(target("ecs"))).toEqual(["AWSServiceRoleForApplicationAutoScaling_ECSService"]);
    expect(roles(target("dynamodb"))).toEqual([]);
  });
});

describe("what else a stack needs", () => {
  it("is zones, from resources and settings", () => {
    expect(
      needsFor([resource("aws:ebs/volume:Volume", { availabilityZone: "eu-central-1b" })], {
        settings: {
          "ballast:settings": { zones: ["eu-central-1a", "us-west-2-lax-1a"], region: "eu-central-1" },
        },
      }).zones,
    ).toEqual(["eu-central-1a", "eu-central-1b", "us-west-2-lax-1a"]);
  });

  it("is trunks, where tasks with addresses of their own would wait without them", () => {
    const cluster = (desiredCount: number, networkMode: string, operatingSystem = "linux"): ClusterSpec => ({
      name: "main",
      instances: [{ id: "a", instanceType: "m5.large", availabilityZone: "z-1a", operatingSystem }],
      services: [{ name: "web", desiredCount, task: { cpu: 16, memoryMiB: 16, networkMode } }],
    });
    const trunking = (...spec: Parameters<typeof cluster>) =>
      needsFor([], { clusters: [cluster(...spec)] }).trunking;
    // Two interfaces are left to an m5.large, and ten through a trunk.
    expect(trunking(2, "awsvpc")).toBe("possible");
    expect(trunking(3, "awsvpc")).toBe("needed");
    expect(trunking(30, "bridge")).toBe("none");
    expect(trunking(3, "awsvpc", "windows")).toBe("none");
  });

  it("is the account's word on Container Insights, where a cluster has none", () => {
    const cluster = (settings?: object[]) => resource("aws:ecs/cluster:Cluster", { settings });
    expect(needsFor([cluster()]).accountDecidesInsights).toBe(true);
    expect(
      needsFor([cluster([{ name: "containerInsights", value: "disabled" }])]).accountDecidesInsights,
    ).toBe(false);
  });

  it("is databases as they are ordered, an Aurora instance by its cluster's version", () => {
    const cluster = resource("aws:rds/cluster:Cluster", { engine: "aurora-postgresql", engineVersion: "15" });
    const member = (name: string) =>
      resource(
        "aws:rds/clusterInstance:ClusterInstance",
        { engine: "aurora-postgresql", instanceClass: "db.serverless" },
        { name, dependsOn: [cluster] },
      );
    const instance = resource("aws:rds/instance:Instance", {
      engine: "sqlserver-se",
      engineVersion: "16.00",
      instanceClass: "db.m5.large",
      licenseModel: "license-included",
    });
    expect(needsFor([cluster, member("a"), member("b"), instance]).databases).toEqual([
      { engine: "aurora-postgresql", version: "15", instanceClass: "db.serverless" },
      {
        engine: "sqlserver-se",
        version: "16.00",
        instanceClass: "db.m5.large",
        licenseModel: "license-included",
      },
    ]);
  });

  it("is Docker for images that are built where Pulumi runs, and a login for those without one", () => {
    const built = (...tags: string[]) => resource("docker-build:index:Image", { tags });
    const withLogin = resource("docker-build:index:Image", {
      tags: ["c:1"],
      registries: [{ address: "docker.io", username: "[secret]", password: "[secret]" }],
    });
    expect(needsFor([resource("aws:ecs/service:Service")]).builds).toEqual([]);
    expect(needsFor([built("a:1", "b:1"), withLogin]).builds).toEqual([
      { tag: "a:1", hasLogin: false },
      { tag: "b:1", hasLogin: false },
      { tag: "c:1", hasLogin: true },
    ]);
  });

  it("is names that the stack gives itself, templates' too, and directories", () => {
    const templateBody = JSON.stringify({
      Resources: {
        Login: { Type: "AWS::SecretsManager::Secret", Properties: { Name: "team/login" } },
        Other: { Type: "AWS::SecretsManager::Secret", Properties: {} },
        Directory: { Type: "AWS::DirectoryService::MicrosoftAD" },
      },
    });
    const found = needsFor([
      resource("aws:cloudwatch/logGroup:LogGroup", { name: "/team/web" }),
      resource("aws:cloudwatch/logGroup:LogGroup", {}),
      resource("aws:cloudformation/stack:Stack", { templateBody }),
      resource("aws:cloudformation/stack:Stack", { templateBody: "Resources:\n  Of: YAML" }),
      resource("aws:directoryservice/directory:Directory", { type: "MicrosoftAD" }),
    ]);
    expect(found.names).toEqual([
      { kind: "logGroup", name: "/team/web" },
      { kind: "secret", name: "team/login" },
    ]);
    expect(found.directories).toBe(2);
  });

  it("is stacks that stand before it", () => {
    const reference = resource("pulumi:pulumi:StackReference", {}, { name: "organization/demo/network-dev" });
    expect(needsFor([reference]).stackReferences).toEqual(["organization/demo/network-dev"]);
  });
});
