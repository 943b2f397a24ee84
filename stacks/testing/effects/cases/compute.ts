import { BootPhase, OperatingSystem, type WatchPart } from "@ballast/contracts";
import { Elastigroup } from "@ballast/cloudstor-spot";
import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  Ec2Capacity,
  Namespace,
  NetworkLoadBalancer,
  Service,
  TaskDefinition,
  Watch,
} from "@ballast/ecs";
import type { EffectCase } from "../effects.ts";
import { arn, kmsKeyArn, secretArn, securityGroupIds, site, subnetIds } from "./common.ts";

const instances = {
  site,
  subnetIds,
  securityGroupIds,
  instanceTypes: ["t3.medium", "t3a.medium"],
  maximumSize: 4,
};
const capacity = { ...instances, clusterName: "main" };
const linuxPart = {
  disk: {
    bootSteps: {
      mount: { phase: BootPhase.BeforeAgent, operatingSystem: OperatingSystem.Linux, script: "mount /data" },
    },
  },
};
const instanceExamples = {
  minimumSize: [1],
  rootVolumeGiB: [120],
  pinnedImage: [{ id: "ami-0123456789abcdef0", released: "2026-11-18" }],
  attributes: [{ kind: "own" }],
  parts: [linuxPart, { disk: { attributes: { disk: "data" }, tags: { disk: "data" } } }],
};
const capacityExamples = {
  ...instanceExamples,
  targetCapacity: [90],
  warmupSeconds: [100],
  patch: [{ enabled: true, maximumAgeDays: 10 }],
  "patch.maximumAgeDays": [20],
  "patch.window": ["cron(0 4 ? * SUN *)"],
  "patch.timeZone": ["Europe/Berlin"],
  spot: [{}],
  "spot.onDemandBase": [1],
  "spot.onDemandPercentage": [50],
};
const under = (prefix: string, examples: Record<string, unknown[]>): Record<string, unknown[]> =>
  Object.fromEntries(Object.entries(examples).map(([key, values]) => [`${prefix}.${key}`, values]));

const container = { image: "nginx:1.27", ports: [80] };
const other = { image: "nginx:1.27", essential: false, healthCheck: { command: ["CMD", "true"] } };
const task = { site, containers: { side: { ...container, essential: false }, other, web: container } };
const onInstances = { ...task, launchType: "ec2", cpu: 256, memoryMiB: 512 };
const withVolume = {
  ...onInstances,
  volumes: { data: {} },
  containers: {
    ...task.containers,
    web: { ...container, mountPoints: [{ sourceVolume: "data", containerPath: "/data" }] },
  },
};

const shape = {
  arn: arn("ecs", "task-definition/web:1"),
  launchType: "fargate",
  platform: "linuxX86",
  containerPorts: { web: [80] },
  managedVolumes: ["scratch"],
};
const disk = {
  namespace: "AWS/FSx",
  name: "FreeStorageCapacity",
  dimensions: { FileSystemId: "fs-0" },
  statistic: "Minimum",
};
const fullDisk = {
  says: "The disk is full",
  action: "Make it larger",
  reason: "It was",
  metrics: { free: disk },
  comparison: "LessThanThreshold",
  threshold: 10,
  periodSeconds: 60,
  evaluationPeriods: 5,
  missingData: "missing",
};

/** What only alarms show. */
function watched<Component extends { watchPart: WatchPart }>(component: Component): Component {
  new Watch("watch", { site, parts: { component: component.watchPart } });
  return component;
}

const service = {
  site,
  clusterArn: arn("ecs", "cluster/main"),
  taskDefinition: shape,
  subnetIds,
  securityGroupIds,
};
const target = { web: { targetGroupArn: "tg", containerName: "web", containerPort: 80 } };
const scaling = {
  minimum: 1,
  maximum: 4,
  cpuPercent: 50,
  requestsPerTarget: { web: 100 },
  queue: { queueName: "orders", messagesPerTask: 10 },
  schedules: { night: { cron: "cron(0 19 ? * MON-FRI *)", maximum: 2 } },
};
const shifting = {
  ...service,
  loadBalancers: {
    web: {
      ...target.web,
      alternateTargetGroupArn: "tg-alt",
      productionListenerRuleArn: arn("elasticloadbalancing", "listener-rule/app/web/0/1/2"),
    },
  },
};
const hook = { functionArn: arn("lambda", "function:smoke"), stages: ["postScaleUp"] };
const share = { own: { capacityProviderName: "own" } };
const ec2 = { ...shape, launchType: "ec2" };
const dns = { namespaceId: "ns-0", hostName: "web", containerName: "web", containerPort: 80 };
const connect = { namespaceArn: arn("servicediscovery", "namespace/ns-0"), endpoints: { http: {} } };
const connected = {
  ...service,
  taskDefinition: { ...shape, portNames: { http: { port: 80, protocol: "http" } } },
  securityGroupIds: { ...securityGroupIds, second: "sg-0second" },
};
const managedVolume = { volume: "scratch", sizeGiB: 200 };

const balancer = {
  vpcId: "vpc-0",
  subnetIds,
  clients: { office: { cidrBlock: "10.8.0.0/16" } },
  targetSecurityGroupIds: { tasks: "sg-0tasks" },
};
const group = { office: { securityGroupId: "sg-0office" } };
const clients = { "clients.*.cidrBlock": ["10.9.0.0/16"], "clients.*.securityGroupId": ["sg-1"] };
const healthCheck = {
  path: ["/ready"],
  port: [8081],
  protocol: ["HTTPS"],
  successCodes: ["200-299"],
  intervalSeconds: [20],
  timeoutSeconds: [4],
  healthyThreshold: [4],
  unhealthyThreshold: [4],
};
const listener = {
  "listeners.*.healthCheck": [{ intervalSeconds: 20 }],
  ...under("listeners.*.healthCheck", healthCheck),
  "listeners.*.deregistrationDelaySeconds": [10],
};
const certificateArn = arn("acm", "certificate/0");

const saved = {
  ...service,
  parts: {
    own: {
      desiredCount: 1,
      minimumHealthyPercent: 0,
      maximumPercent: 100,
      zoneRebalancing: false,
      volumes: { data: { volumeArn: arn("ec2", "volume/vol-0") } },
    },
  },
  deployment: { snapshotBefore: true },
};

export const compute: EffectCase[] = [
  {
    package: "ecs",
    component: "Namespace",
    build: (args) => new Namespace("names", args),
    modes: {
      dns: { namespaceName: "prod.internal", vpcId: "vpc-0" },
      http: { namespaceName: "prod", kind: "http" },
    },
    examples: { vpcId: ["vpc-1"], kind: ["http"] },
  },
  {
    package: "ecs",
    component: "ClientGroup",
    build: (args) => new ClientGroup("tasks", args),
    modes: {
      plain: { vpcId: "vpc-0", description: "Tasks" },
      "to a group": {
        vpcId: "vpc-0",
        description: "Tasks",
        egress: { db: { port: 1, securityGroupId: "sg-0" } },
      },
      "to a list": {
        vpcId: "vpc-0",
        description: "Tasks",
        egress: { db: { port: 1, prefixListId: "pl-0" } },
      },
      "with egress": {
        vpcId: "vpc-0",
        description: "Tasks",
        egress: { db: { port: 1, cidrBlock: "10.0.0.0/8" } },
      },
    },
    examples: {
      egress: [{ database: { port: 5432, securityGroupId: "sg-0" } }],
      "egress.*.cidrBlock": ["10.1.0.0/16"],
      "egress.*.securityGroupId": ["sg-1"],
      "egress.*.prefixListId": ["pl-1"],
    },
  },
  {
    package: "ecs",
    component: "Cluster",
    build: (args) => new Cluster("main", args),
    modes: {
      plain: {},
      "with sessions": { executeCommand: true, defaultCapacity: { fargate: {} } },
      "with instances": { capacities: { own: instances }, fargate: false, defaultCapacity: { own: {} } },
    },
    examples: {
      capacities: [{ own: instances }],
      defaultCapacity: [{ fargate: {} }],
      "defaultCapacity.*.weight": [2],
      "defaultCapacity.*.base": [1],
      logRetentionDays: [30],
      ...under("capacities.*", capacityExamples),
    },
  },
  {
    package: "ecs",
    component: "Ec2Capacity",
    build: (args) => new Ec2Capacity("own", args),
    modes: {
      linux: capacity,
      spot: { ...capacity, spot: {} },
      windows: { ...capacity, machineImage: "windowsServer2022Core" },
    },
    examples: capacityExamples,
  },
  {
    package: "cloudstor-spot",
    component: "Elastigroup",
    build: (args) => new Elastigroup("own", args),
    modes: {
      plain: {
        ...capacity,
        spotAccountId: "act-1234abcd",
        tokenSecretArn: secretArn("token"),
      },
      // Of types whose processor is not known, each image may be.
      "with newer types": {
        ...capacity,
        instanceTypes: ["m99.large", "m99a.large"],
        spotAccountId: "act-1234abcd",
        tokenSecretArn: secretArn("token"),
      },
    },
    examples: {
      ...instanceExamples,
      initialTarget: [2],
      tokenField: ["token"],
      onDemandPercentage: [50],
      headroom: [{ cpu: 1024, memoryMiB: 512, units: 1 }],
      drainingSeconds: [100],
      patch: [{ enabled: false, reason: "rolled by hand" }],
    },
  },
  {
    package: "ecs",
    component: "TaskDefinition",
    build: (args) => new TaskDefinition("web", args),
    modes: {
      fargate: task,
      "fargate on Arm": { ...task, platform: "linuxArm" },
      instances: onInstances,
      "instances with a volume": withVolume,
      bridge: { ...onInstances, networkMode: "bridge" },
      windows: { ...onInstances, platform: "windows2022Core" },
      "windows on fargate": { ...task, platform: "windows2022Core", cpu: 1024, memoryMiB: 2048 },
    },
    examples: {
      cpu: [1024],
      memoryMiB: [2048],
      ephemeralStorageGiB: [30],
      volumes: [{ scratch: {} }],
      ...under("volumes.*", {
        hostPath: ["/srv/data"],
        dockerVolumeConfiguration: [{ driver: "local", scope: "task" }],
        efsVolumeConfiguration: [{ fileSystemId: "fs-0123456789abcdef0" }],
      }),
      volumeOwners: [{ data: { image: "busybox:1.37", uid: 999 } }],
      placementConstraints: [[{ type: "memberOf", expression: "attribute:own == 1" }]],
      taskStatements: [[{ actions: ["s3:ListBucket"], resources: ["*"] }]],
      executionStatements: [[{ actions: ["s3:ListBucket"], resources: ["*"] }]],
      parts: [{ own: { secrets: { KEY: { valueFrom: secretArn("key") } } } }],
      family: ["own"],
      logRetentionDays: [30],
      ...under("containers.*", {
        repositoryCredentials: [secretArn("login")],
        ports: [[81]],
        environment: [{ MODE: "own" }],
        secrets: [{ KEY: secretArn("key") }],
        command: [["run"]],
        entryPoint: [["run"]],
        workingDirectory: ["/srv"],
        user: ["1000"],
        mountPoints: [[{ sourceVolume: "missing", containerPath: "/x" }]],
        healthCheck: [{ command: ["CMD", "true"] }],
        cpu: [128],
        memoryMiB: [256],
        memoryReservationMiB: [128],
        gpus: [1],
        portNames: [{ http: { port: 80 } }],
        credentialSpec: [
          { fileArn: ["arn", "aws", "s3", "", "", "specs/web.json"].join(":"), secretArn: secretArn("gmsa") },
        ],
        ulimits: [{ nofile: { soft: 1024, hard: 4096 } }],
        dependsOn: [{ other: "START" }],
        startTimeoutSeconds: [60],
        stopTimeoutSeconds: [60],
        logging: [
          {
            driver: "splunk",
            options: { "splunk-url": "https://splunk.example.com:8088" },
            secretOptions: { "splunk-token": secretArn("token") },
            reason: "read there",
          },
        ],
      }),
    },
    without: {
      "containers.*.mountPoints": "needs a volume of the same change; taskDefinition.test.ts has it",
      "containers.*.logRouter": "needs another container that sends to it; logging.test.ts has it",
      "volumes.*.fsxWindowsFileServerVolumeConfiguration": "is for Windows; taskDefinition.test.ts has it",
    },
  },
  {
    package: "ecs",
    component: "Service",
    build: (args) => watched(new Service("web", args)),
    modes: {
      fargate: service,
      "fargate behind a balancer": { ...service, loadBalancers: target, managedVolume },
      shares: { ...service, capacity: share },
      "in two colors": {
        ...shifting,
        deployment: { strategy: "blueGreen", lifecycleHooks: { smoke: hook } },
      },
      "with a canary": { ...shifting, deployment: { strategy: "canary" } },
      "in steps": { ...shifting, deployment: { strategy: "linear" } },
      scaled: {
        ...service,
        loadBalancers: {
          web: { ...target.web, loadBalancerArn: arn("elasticloadbalancing", "loadbalancer/app/web/0") },
        },
        scaling,
      },
      instances: { ...service, taskDefinition: ec2, capacity: share },
      daemon: { ...service, taskDefinition: ec2, scheduling: "daemon" },
      "instances of others": {
        ...service,
        taskDefinition: {
          ...ec2,
          placementConstraints: [{ type: "memberOf", expression: "attribute:own == 1" }],
        },
        selfManagedInstances: true,
      },
      bridge: {
        ...service,
        taskDefinition: { ...ec2, networkMode: "bridge" },
        capacity: share,
        subnetIds: {},
        securityGroupIds: {},
      },
      saved,
      "saved by a pipeline": { ...saved, taskDefinition: { ...saved.taskDefinition, owner: "pipeline" } },
      "found by DNS": { ...service, discovery: { dns, clients: { vpn: { cidrBlock: "10.8.0.0/16" } } } },
      "found by Service Connect": { ...connected, discovery: { connect } },
      "found by clients": { ...connected, discovery: { dns, connect, clients: group, securityGroup: "own" } },
    },
    examples: {
      capacity: [share],
      selfManagedInstances: [true, false],
      "capacity.*.weight": [2],
      "capacity.*.base": [1],
      loadBalancers: [target],
      serviceName: ["web"],
      desiredCount: [2],
      scaling: [{ minimum: 1, maximum: 3, cpuPercent: 50 }],
      ...under("scaling", {
        cpuPercent: [60],
        memoryPercent: [60],
        requestsPerTarget: [{ web: 200 }],
        queue: [{ queueName: "orders", messagesPerTask: 20 }],
        schedules: [{ night: { cron: "cron(0 20 ? * MON-FRI *)", maximum: 2 } }],
        "schedules.*.timeZone": ["Europe/Berlin"],
        "schedules.*.minimum": [1],
        "schedules.*.maximum": [3],
        scaleInCooldownSeconds: [100],
        scaleOutCooldownSeconds: [100],
      }),
      deployment: [{ rollbackAlarmNames: { errors: "errors" } }],
      discovery: [{ dns }],
      ...under("discovery", {
        dns: [dns],
        "dns.record": ["srv"],
        "dns.ttlSeconds": [60],
        connect: [connect],
        "connect.endpoints": [{ http: { port: 8081 } }],
        "connect.endpoints.*.hostName": ["shop"],
        "connect.endpoints.*.port": [8082],
        "connect.endpoints.*.idleTimeoutSeconds": [60],
        "connect.endpoints.*.requestTimeoutSeconds": [60],
        clients: [{ vpn: { cidrBlock: "10.9.0.0/16" } }],
        "clients.*.cidrBlock": ["10.9.0.0/16"],
        "clients.*.securityGroupId": ["sg-1"],
        securityGroup: ["second"],
      }),
      ...under("deployment", {
        bakeMinutes: [9],
        canaryPercent: [9],
        canaryBakeMinutes: [9],
        stepPercent: [9],
        stepBakeMinutes: [9],
        lifecycleHooks: [{ smoke: hook }],
        "lifecycleHooks.*.details": [{ path: "/health" }],
        rollbackAlarmNames: [{ errors: "errors" }],
        snapshotBefore: [false],
        snapshotCall: [{ enabled: false, reason: "another team's pipeline calls it" }],
        keepSnapshots: [5],
      }),
      "loadBalancers.*.alternateTargetGroupArn": ["tg-other"],
      "loadBalancers.*.productionListenerRuleArn": [
        arn("elasticloadbalancing", "listener-rule/app/web/0/1/3"),
      ],
      minimumHealthyPercent: [50],
      maximumPercent: [150],
      healthCheckGraceSeconds: [100],
      toleratedMinutes: [45],
      "loadBalancers.*.loadBalancerArn": [arn("elasticloadbalancing", "loadbalancer/app/web/0")],
      placementConstraints: [[{ type: "distinctInstance" }]],
      placementStrategies: [
        [{ type: "random" }],
        [{ type: "spread", field: "attribute:ecs.availability-zone" }],
      ],
      managedVolume: [managedVolume],
      parts: [{ own: { subnetKeys: ["a"] } }, { own: { minimumHealthyPercent: 50 } }],
      steadyStateMinutes: [10],
      ...under("managedVolume", {
        sizeGiB: [300],
        snapshotId: ["snap-0123456789abcdef0"],
        volumeType: ["st1"],
        iops: [4000],
        throughput: [500],
        fileSystemType: ["ext4"],
        kmsKeyId: [kmsKeyArn],
      }),
    },
  },
  {
    package: "ecs",
    component: "ApplicationLoadBalancer",
    build: (args) => new ApplicationLoadBalancer("web", args),
    modes: {
      plain: { ...balancer, listeners: { web: { targetPort: 80, healthCheck: {} } } },
      "from a group": { ...balancer, clients: group, listeners: { web: { targetPort: 80 } } },
      "over TLS": {
        ...balancer,
        internetFacing: true,
        listeners: { web: { targetPort: 80, certificateArn } },
      },
    },
    examples: {
      ...clients,
      ...listener,
      accessLogsBucket: ["logs"],
      idleTimeoutSeconds: [100],
      "listeners.*.port": [8443],
      "listeners.*.certificateArn": [certificateArn],
      "listeners.*.targetProtocol": ["HTTPS"],
    },
  },
  {
    package: "ecs",
    component: "NetworkLoadBalancer",
    build: (args) => new NetworkLoadBalancer("web", args),
    modes: {
      plain: { ...balancer, listeners: { web: { port: 80, targetPort: 80 } } },
      "from a group": { ...balancer, clients: group, listeners: { web: { port: 80, targetPort: 80 } } },
      "checked by TCP": { ...balancer, listeners: { web: { port: 80, targetPort: 80, healthCheck: {} } } },
      "checked by HTTP": {
        ...balancer,
        listeners: { web: { port: 80, targetPort: 80, healthCheck: { protocol: "HTTP" } } },
      },
    },
    examples: {
      ...clients,
      ...listener,
      "listeners.*.certificateArn": [certificateArn],
      "listeners.*.tcpIdleTimeoutSeconds": [1000],
    },
  },
  {
    package: "ecs",
    component: "Watch",
    build: (args) => new Watch("watch", args),
    modes: {
      alarms: { site, parts: { disk: { alarms: { full: fullDisk } } } },
      events: {
        site,
        parts: { disk: { events: { failed: { says: "It failed", action: "Look", pattern: "{}" } } } },
      },
      several: {
        site,
        parts: {
          disk: {
            alarms: { full: { ...fullDisk, metrics: { free: disk, all: disk }, expression: "free / all" } },
          },
        },
      },
      elsewhere: { site, parts: { disk: { alarms: { full: fullDisk } } }, topicArn: arn("sns", "all") },
    },
    without: { formerNames: "of alarms that there are not now" },
    examples: {
      topicArn: [arn("sns", "others")],
      subscribers: [{ team: "team@example.com" }],
      adjustments: [{ "disk-full": { threshold: 20, evaluationPeriods: 7 } }],
      "adjustments.*.threshold": [30],
      "adjustments.*.evaluationPeriods": [9],
      formerNames: [{ "disk-full": "watch-full" }],
      "parts.*.alarms": [{ other: fullDisk }],
      "parts.*.events": [{ other: { says: "It ended", action: "Look", pattern: "{}" } }],
      "parts.*.charts": [{ free: { title: "Free", metrics: { free: disk } } }],
      "parts.*.alarms.*.expression": ["free / 2"],
      "parts.*.alarms.*.datapointsToAlarm": [2],
      "parts.*.alarms.*.symptom": [true],
      "parts.*.events.*.details": [{ why: "$.detail.why" }],
      "parts.*.events.*.expectedEveryHours": [26],
    },
  },
];
