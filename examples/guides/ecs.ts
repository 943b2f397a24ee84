/** The code of packages/ecs/README.md, by regions. Tests plan it. */
import type { NetworkShape } from "./shape.ts";
//#region service
import { entryOf } from "@ballast/contracts";
import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  DeploymentStrategy,
  LaunchType,
  LifecycleStage,
  LogDriver,
  LogRouterType,
  MachineImage,
  Namespace,
  Platform,
  PortProtocol,
  Service,
  TaskDefinition,
  Watch,
} from "@ballast/ecs";
//#endregion

export default function guide({ site, vpcId, subnetIds, publicSubnetIds, secretArn, hookArn }: NetworkShape) {
  //#region fargate
  const tasks = new ClientGroup("tasks", { vpcId, description: "Tasks of the shop" });
  const cluster = new Cluster("main");
  const shop = new TaskDefinition("shop", {
    site,
    launchType: LaunchType.Fargate,
    cpu: 512,
    memoryMiB: 1024,
    containers: {
      web: {
        image: "public.ecr.aws/docker/library/httpd:2.4",
        ports: [80],
        // The root file system is read-only: this is all that Apache writes.
        mountPoints: [{ sourceVolume: "logs", containerPath: "/usr/local/apache2/logs" }],
      },
    },
    volumes: { logs: {} },
  });
  const simple = new Service("shop", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: shop,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    desiredCount: 2,
  });
  //#endregion

  //#region balancer
  const balancer = new ApplicationLoadBalancer("shop", {
    vpcId,
    subnetIds: publicSubnetIds,
    internetFacing: true,
    clients: { office: { cidrBlock: "203.0.113.0/24" } },
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: {
      https: {
        targetPort: 80,
        certificateArn:
          "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000",
      },
    },
  });
  const behind = new Service("web", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: shop,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    loadBalancers: {
      https: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "https", "targetGroupArns"),
        loadBalancerArn: balancer.loadBalancerArn,
        containerName: "web",
        containerPort: 80,
      },
    },
  });
  //#endregion

  //#region secrets
  new TaskDefinition("orders", {
    site,
    containers: {
      orders: {
        image: "public.ecr.aws/docker/library/httpd:2.4",
        environment: { MODE: "production" },
        // ECS reads it when the task starts. The execution role may read this secret and no other.
        secrets: { DB_PASSWORD: secretArn },
      },
    },
    // What the application itself may do.
    taskStatements: [
      { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-central-1:123456789012:orders"] },
    ],
  });
  //#endregion

  //#region logs
  new TaskDefinition("routed", {
    site,
    containers: {
      web: {
        image: "public.ecr.aws/docker/library/httpd:2.4",
        logging: {
          driver: LogDriver.Firelens,
          options: { Name: "s3", bucket: "shop-logs", region: site.region },
          reason: "the security team reads the logs in Amazon S3",
        },
      },
      router: {
        image: "fluent/fluent-bit:3.2",
        logRouter: { type: LogRouterType.FluentBit },
      },
    },
  });
  //#endregion

  //#region instances
  const hosts = new ClientGroup("hosts", { vpcId, description: "Container instances" });
  const mixed = new Cluster("instances", {
    fargate: false,
    capacities: {
      general: {
        site,
        subnetIds,
        securityGroupIds: { hosts: hosts.securityGroupId },
        instanceTypes: ["m7i.large", "m7a.large", "m6i.large"],
        maximumSize: 6,
      },
    },
  });
  const job = new TaskDefinition("job", {
    site,
    launchType: LaunchType.Ec2,
    containers: { job: { image: "public.ecr.aws/docker/library/busybox:1.37", cpu: 256, memoryMiB: 512 } },
  });
  const capacityProviderName = entryOf(mixed.capacityProviderNames, "general", "capacityProviderNames");
  new Service("job", {
    site,
    clusterArn: mixed.clusterArn,
    taskDefinition: job,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: { general: { capacityProviderName } },
  });
  //#endregion

  //#region spot
  const instances = {
    site,
    subnetIds,
    securityGroupIds: { hosts: hosts.securityGroupId },
    maximumSize: 6,
  };
  new Cluster("spot", {
    capacities: {
      general: {
        ...instances,
        instanceTypes: ["m7i.large", "m7a.large", "m6i.large", "m6a.large"],
        spot: { onDemandBase: 1, onDemandPercentage: 25 },
      },
    },
    defaultCapacity: { general: {} },
  });
  //#endregion

  //#region patch
  new Cluster("patched", {
    capacities: {
      general: {
        ...instances,
        instanceTypes: ["m7i.large"],
        patch: {
          enabled: true,
          maximumAgeDays: 14,
          window: "cron(0 4 ? * MON-FRI *)",
          timeZone: "Europe/Berlin",
        },
      },
      pinned: {
        ...instances,
        instanceTypes: ["m7i.large"],
        pinnedImage: { id: "ami-0123456789abcdef0", released: "2026-11-18" },
      },
    },
  });
  //#endregion

  //#region windows
  new Cluster("windows", {
    fargate: false,
    capacities: {
      windows: {
        ...instances,
        instanceTypes: ["m5.large"],
        machineImage: MachineImage.WindowsServer2022Core,
      },
    },
  });
  new TaskDefinition("windows", {
    site,
    launchType: LaunchType.Ec2,
    platform: Platform.Windows2022Core,
    containers: {
      app: {
        image: "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022",
        cpu: 1024,
        memoryMiB: 2048,
      },
    },
  });
  //#endregion

  //#region scale
  new Service("scaled", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: shop,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    scaling: {
      minimum: 2,
      maximum: 10,
      cpuPercent: 60,
      schedules: { monday: { cron: "cron(30 7 ? * MON *)", timeZone: "Europe/Berlin", minimum: 6 } },
    },
  });
  //#endregion

  //#region canary
  const door = new ApplicationLoadBalancer("canary", {
    vpcId,
    subnetIds,
    clients: { office: { cidrBlock: "10.8.0.0/16" } },
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: { http: { targetPort: 80, trafficShift: true } },
  });
  const doorWatch = new Watch("door", { site, parts: { balancer: door.watchPart } });
  new Service("canary", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: shop,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    loadBalancers: {
      http: {
        targetGroupArn: entryOf(door.targetGroupArns, "http", "targetGroupArns"),
        alternateTargetGroupArn: entryOf(door.alternateTargetGroupArns, "http", "alternateTargetGroupArns"),
        productionListenerRuleArn: entryOf(
          door.productionListenerRuleArns,
          "http",
          "productionListenerRuleArns",
        ),
        loadBalancerArn: door.loadBalancerArn,
        containerName: "web",
        containerPort: 80,
      },
    },
    deployment: {
      strategy: DeploymentStrategy.Canary,
      canaryPercent: 10,
      canaryBakeMinutes: 15,
      bakeMinutes: 30,
      lifecycleHooks: { smoke: { functionArn: hookArn, stages: [LifecycleStage.PostScaleUp] } },
      rollbackAlarmNames: { errors: entryOf(doorWatch.alarmNames, "balancer-errors", "alarmNames") },
    },
  });
  //#endregion

  //#region discovery
  const names = new Namespace("names", { namespaceName: "prod.internal", vpcId });
  const web = new ClientGroup("web", { vpcId, description: "Tasks that call the shop" });
  const named = new TaskDefinition("named", {
    site,
    cpu: 512,
    memoryMiB: 1024,
    containers: {
      web: {
        image: "public.ecr.aws/docker/library/httpd:2.4",
        ports: [80],
        portNames: { http: { port: 80, protocol: PortProtocol.Http } },
      },
    },
  });
  new Service("named", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: named,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    discovery: {
      clients: { web: { securityGroupId: web.securityGroupId } },
      dns: { namespaceId: names.namespaceId, hostName: "shop", containerName: "web", containerPort: 80 }, // shop.prod.internal
      connect: { namespaceArn: names.namespaceArn, endpoints: { http: { hostName: "shop", port: 80 } } }, // http://shop
    },
  });
  //#endregion

  //#region shell
  new Cluster("sessions", { executeCommand: true });
  new TaskDefinition("debugged", {
    site,
    executeCommand: true,
    containers: {
      web: {
        image: "public.ecr.aws/docker/library/httpd:2.4",
        // AWS supports ECS Exec with a writable root file system alone.
        readonlyRootFilesystem: { enabled: false, reason: "under investigation: a fault in the container" },
      },
    },
  });
  //#endregion

  //#region watch
  new Watch("watch", {
    site,
    parts: {
      simple: simple.watchPart,
      web: behind.watchPart,
      balancer: balancer.watchPart,
      cluster: cluster.watchPart,
    },
    subscribers: { team: "team@example.com" },
    adjustments: { "web-memory": { threshold: 98 } },
  });
  //#endregion
}
