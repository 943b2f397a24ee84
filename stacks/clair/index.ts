import { type Site, type Waivers, entryOf } from "@ballast/contracts";
import {
  BuildPlatform,
  ClairScanner,
  ReleaseRepository,
  ScannedDelivery,
  type ClairGateArgs,
  type ScannedDeliveryArgs,
} from "@ballast/clair";
import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  Platform,
  Service,
  TaskDefinition,
  TaskDefinitionOwner,
} from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { doorArgs, publicZonesFor } from "../shared/frontDoor.ts";
import { generatedSecret } from "../shared/generatedSecret.ts";
import { networkOf, type StackNetwork } from "../shared/network.ts";
import { countArgs } from "../shared/scaling.ts";
import { watch } from "../shared/watch.ts";
import { ownBuilds, type Settings } from "./settings.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

const containerName = "site";

/** A site whose images ship only when their scan passes: Clair, a pipeline, and NGINX on one cluster. */
export default async function program(settings: Settings, site: Site) {
  const { retention, logRetentionDays, gate } = settings;
  const network = await networkOf(settings, site, publicZonesFor(settings.site));
  const cluster = new Cluster(ownName("main"));
  // The builds that run the gate; Clair accepts connections from them.
  const builds = new ClientGroup(ownName("builds"), {
    vpcId: network.vpcId,
    description: "Builds of the site",
  });
  const imageBuilds = new ClientGroup(ownName("image-builds"), {
    vpcId: network.vpcId,
    description: "Builds that run the commands of the source",
  });
  const { judge, scanner, waivers } = judgeOf(gate, (clair) =>
    createScanner(settings, clair, site, network, cluster, builds),
  );
  const releases = new ReleaseRepository(ownName("site"), {
    registryScan: settings.registryScan,
    retention,
    retentionReason: settings.retentionReason?.images,
  });
  const website = createSite(settings, site, network, cluster, releases);
  const delivery = new ScannedDelivery(ownName("site-delivery"), {
    site,
    vpcId: network.vpcId,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { builds: builds.securityGroupId },
    imageBuildSecurityGroupIds: { builds: imageBuilds.securityGroupId },
    source: sourceOf(settings),
    build: settings.build,
    repositoryName: releases.repositoryName,
    repositoryArn: releases.repositoryArn,
    repositoryUrl: releases.repositoryUrl,
    target: {
      clusterName: cluster.clusterName,
      serviceName: website.service.serviceName,
      serviceArn: website.service.serviceArn,
      containerName,
      roleArns: { execution: website.task.executionRoleArn, task: website.task.taskRoleArn },
      taskDefinitionArn: website.task.arn,
    },
    ...judge,
    subscribers: settings.subscribers,
    buildImage: settings.buildImage,
    logRetentionDays,
    retention,
    retentionReason: settings.retentionReason?.delivery,
  });
  const { topicArn, dashboardName } = watch(told(settings), site, {
    site: website.service.watchPart,
    balancer: website.balancer.watchPart,
    delivery: delivery.watchPart,
    ...(scanner && { clair: scanner.watchPart }),
  });

  return {
    url: website.url,
    clusterName: cluster.clusterName,
    serviceName: website.service.serviceName,
    pipelineName: delivery.pipelineName,
    sourceLocation: delivery.sourceLocation,
    connectionArn: delivery.connectionArn,
    reportLocation: delivery.reportLocation,
    buildLogGroupName: delivery.logGroupName,
    judgeLogGroupName: delivery.judgeLogGroupName,
    signingKeyArn: delivery.signingKeyArn,
    failuresTopicArn: delivery.failuresTopicArn,
    alarmTopicArn: topicArn,
    dashboardName,
    scannerUrl: scanner?.apiUrl,
    scannerLogGroupName: scanner?.logGroupName,
    clientEnvironment: scanner && delivery.clientEnvironment,
    clientPolicy: delivery.clientPolicy,
    waivers,
  };
}

/** A repository that the stack creates has a name that no other instance gives it. */
function sourceOf({ source }: Settings): Settings["source"] {
  const { kind, repository } = source;
  const creates: Record<typeof kind, boolean> = { codecommit: true, codeconnections: false, s3: false };
  return creates[kind] && repository !== undefined ? { ...source, repository: ownName(repository) } : source;
}

/** The delivery's own topic tells of rejected images, also where another one tells of the rest. */
function told({ subscribers, alarmTopicArn }: Settings) {
  return alarmTopicArn === undefined ? { subscribers } : { subscribers: {}, alarmTopicArn };
}

type ClairGate = Extract<Settings["gate"], { kind: "clair" }>;

/** Who judges images, and what that needs. */
interface Judge {
  judge: Pick<ScannedDeliveryArgs, "clair" | "inspector">;
  scanner?: ClairScanner;
  waivers?: Waivers;
}

function judgeOf(
  gate: Settings["gate"],
  create: (gate: ClairGate) => { scanner: ClairScanner; waivers: Waivers },
): Judge {
  switch (gate.kind) {
    case "clair": {
      const { scanner, waivers } = create(gate);
      return { judge: { clair: clairGate(scanner, gate) }, scanner, waivers };
    }
    case "inspector": {
      const { kind: _kind, ...inspector } = gate;
      return { judge: { inspector } };
    }
  }
}

function createScanner(
  { retention, retentionReason, logRetentionDays }: Settings,
  gate: ClairGate,
  site: Site,
  network: StackNetwork,
  cluster: Cluster,
  builds: ClientGroup,
): { scanner: ClairScanner; waivers: Waivers } {
  const { secretArn: pskSecretArn, waivers } = generatedSecret("clair-psk", {
    description: `Key that signs requests to Clair, ${pulumi.getStack()}`,
    retention,
    retentionReason: retentionReason?.signingKey,
    rotationReason: "Clair and its clients read it when they start, and would refuse each other in between",
  });
  const scanner = new ClairScanner(ownName("clair"), {
    site,
    vpcId: network.vpcId,
    subnetIds: network.privateSubnetIds,
    clusterArn: cluster.clusterArn,
    image: gate.image,
    pskSecretArn,
    clients: { ...gate.clients, [ownBuilds]: { securityGroupId: builds.securityGroupId } },
    database: gate.database,
    size: gate.size,
    ephemeralStorageGiB: gate.ephemeralStorageGiB,
    updatePeriodHours: gate.updatePeriodHours,
    updaterSets: gate.updaterSets,
    airGapped: gate.airGapped,
    certificateArn: gate.certificateArn,
    balancerProtection: gate.loadBalancerProtection,
    logRetentionDays,
    retention,
    retentionReason: retentionReason?.scanner,
  });
  return { scanner, waivers };
}

function clairGate(scanner: ClairScanner, gate: ClairGate): ClairGateArgs {
  const { minimumSeverity, threshold, ignoreUnfixed, allowNoPackages, maximumDataAgeDays } = gate;
  const { allow, unrated, unscanned } = gate;
  const { apiUrl, image, issuer, pskSecretArn } = scanner;
  return {
    ...{ apiUrl, image, issuer, pskSecretArn },
    ...{ minimumSeverity, threshold, ignoreUnfixed, allowNoPackages, maximumDataAgeDays },
    ...{ allow, unrated, unscanned },
  };
}

/** NGINX behind its load balancer; from the pipeline's first delivery on, its revisions are the pipeline's. */
function createSite(
  { site: own, build, retention, retentionReason, logRetentionDays }: Settings,
  site: Site,
  network: StackNetwork,
  cluster: Cluster,
  releases: ReleaseRepository,
): {
  service: Service;
  task: TaskDefinition;
  balancer: ApplicationLoadBalancer;
  url: pulumi.Output<string> | undefined;
} {
  const tasks = new ClientGroup(ownName("site-tasks"), {
    vpcId: network.vpcId,
    description: "Tasks of the site",
  });
  const isArm = !(build.platforms ?? [BuildPlatform.Amd64]).includes(BuildPlatform.Amd64);
  const task = new TaskDefinition(ownName("site"), {
    site,
    platform: isArm ? Platform.LinuxArm : Platform.LinuxX86,
    containers: {
      [containerName]: {
        image: own.startImage,
        ports: [own.containerPort],
        // All that NGINX writes.
        mountPoints: [
          { sourceVolume: "cache", containerPath: "/var/cache/nginx" },
          { sourceVolume: "run", containerPath: "/var/run" },
        ],
      },
    },
    volumes: { cache: {}, run: {} },
    owner: TaskDefinitionOwner.Pipeline,
    parts: { releases: releases.taskPart },
    logRetentionDays,
    retention,
    retentionReason: retentionReason?.logs,
  });
  const balancer = new ApplicationLoadBalancer(ownName("site"), {
    ...doorArgs(own, network),
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: { http: { targetPort: own.containerPort, certificateArn: own.certificateArn } },
  });
  const service = new Service(ownName("site"), {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    loadBalancers: {
      http: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "http", "targetGroupArns"),
        loadBalancerArn: balancer.loadBalancerArn,
        containerName,
        containerPort: own.containerPort,
      },
    },
    ...countArgs(own, own.desiredCount),
    retention,
  });
  return { service, task, balancer, url: balancer.urls["http"] };
}
