import { ClairScanner, ReleaseRepository, ScannedDelivery } from "@ballast/clair";
import * as ecs from "@ballast/ecs";
import { Network } from "@ballast/network";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  const zones = ["eu-central-1a", "eu-central-1b"];
  const network = new Network("main", { site, cidrBlock: "10.20.0.0/16", availabilityZones: zones });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const group = (name: string, description: string) =>
    new ecs.ClientGroup(name, { vpcId, description }).securityGroupId;
  const judges = group("judges", "Builds that scan and judge");
  const builds = group("builds", "Builds that run the commands of the source");
  const cluster = new ecs.Cluster("main");
  const clair = new ClairScanner("clair", {
    site,
    vpcId,
    subnetIds,
    clusterArn: cluster.clusterArn,
    // By its digest: quay.io/projectquay/clair@sha256:…
    image: config.require("clairImage"),
    pskSecretArn: config.require("signingKeyArn"),
    clients: { judges: { securityGroupId: judges } },
  });
  const releases = new ReleaseRepository("web");
  const web = new ecs.TaskDefinition("web", {
    site,
    containers: {
      web: {
        image: "public.ecr.aws/docker/library/nginx:1.29",
        ports: [80],
        mountPoints: [
          { sourceVolume: "cache", containerPath: "/var/cache/nginx" },
          { sourceVolume: "run", containerPath: "/var/run" },
        ],
      },
    },
    // The root file system is read-only: this is all that NGINX writes.
    volumes: { cache: {}, run: {} },
    owner: ecs.TaskDefinitionOwner.Pipeline,
    parts: { releases: releases.taskPart },
  });
  const service = new ecs.Service("web", {
    site,
    subnetIds,
    clusterArn: cluster.clusterArn,
    taskDefinition: web,
    securityGroupIds: { tasks: group("tasks", "Tasks of the site") },
  });
  const { repositoryName, repositoryArn, repositoryUrl } = releases;
  const { apiUrl, image, issuer, pskSecretArn } = clair;
  const delivery = new ScannedDelivery("web", {
    site,
    vpcId,
    subnetIds,
    repositoryName,
    repositoryArn,
    repositoryUrl,
    securityGroupIds: { judges },
    imageBuildSecurityGroupIds: { builds },
    source: { kind: "codeconnections", repository: "example/web", branch: "main" },
    target: {
      clusterName: cluster.clusterName,
      serviceName: service.serviceName,
      serviceArn: service.serviceArn,
      containerName: "web",
      roleArns: { execution: web.executionRoleArn, task: web.taskRoleArn },
      taskDefinitionArn: web.arn,
    },
    // No finding of severity High or above.
    clair: { apiUrl, image, issuer, pskSecretArn, minimumSeverity: "High", threshold: 0 },
    subscribers: { team: "team@example.com" },
  });
  const parts = { web: service.watchPart, clair: clair.watchPart, delivery: delivery.watchPart };
  new ecs.Watch("watch", { site, parts, subscribers: { team: "team@example.com" } });
  return { pipeline: delivery.pipelineName };
}
