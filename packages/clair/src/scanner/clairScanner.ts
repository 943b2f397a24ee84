import schema from "#schema" with { type: "json" };
import {
  checkArguments,
  given,
  heldReference,
  memberKey,
  storeProtection,
  waiversOf,
  type WatchPart,
  type Waivers,
  entryOf,
  fromComputed,
} from "@ballast/contracts";
import {
  ApplicationLoadBalancer,
  backUp,
  ClientGroup,
  Service,
  TaskDefinition,
  type ContainerArgs,
} from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { byDigest, checkScanner, ClairSize, defaultUpdateHours, type ClairScannerArgs } from "./args.ts";
import { requiredCertificates } from "./certificates.ts";
import {
  apiPort,
  configFile,
  healthCommand,
  introspectionPort,
  prepareScript,
  renderConfig,
  rootCertificateFile,
} from "./config.ts";
import { createDatabase, databaseName, databasePort, databaseUser, type Database } from "./database.ts";
import { backedUp } from "./databaseBackup.ts";
import { restartAfterRotation, rotationReason } from "./passwordRotation.ts";
import { watchScanner } from "./watched.ts";

const sizes: Record<ClairSize, { cpu: number; memoryMiB: number }> = {
  small: { cpu: 2048, memoryMiB: 8192 },
  medium: { cpu: 4096, memoryMiB: 16_384 },
  large: { cpu: 8192, memoryMiB: 32_768 },
};

/**
 * Clair 4, which lists the packages in an image's layers and their vulnerabilities. It is one AWS Fargate task behind
 * an internal load balancer, with a PostgreSQL database. It accepts only signed requests of named clients.
 *
 * Clair returns reports only after it has loaded vulnerability data for the first time.
 *
 * Charges: one AWS Fargate task, the load balancer per hour, and the database by capacity.
 */
export class ClairScanner extends pulumi.ComponentResource {
  /** `http://…:6060/`, known once Clair is reachable. */
  readonly apiUrl: pulumi.Output<string>;
  /** Clair's image, whose `clairctl` works with this Clair. */
  readonly image: string;
  /** Issuer (JWT `iss`) that requests must have. */
  readonly issuer: string;
  /** Full ARN of the secret with the key that signs requests. */
  readonly pskSecretArn: pulumi.Output<string>;
  /** Clair's ECS service, for alarms. */
  readonly serviceName: pulumi.Output<string>;
  /** Clair's log group. */
  readonly logGroupName: pulumi.Output<string>;
  /** Full ARN of the secret with the database's `username` and `password`. */
  readonly databaseSecretArn: pulumi.Output<string>;
  /** For `Watch`. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: ClairScannerArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "ClairScanner", name, args, checkScanner);
    super("ballast-clair:index:ClairScanner", name, {}, opts);
    const child = { parent: this };
    const pskSecretArn = heldReference(`ClairScanner ${given(name)}`, "pskSecretArn", args.pskSecretArn);
    const { site, vpcId, subnetIds, retention, retentionReason } = args;
    const issuer = args.issuer ?? "ballast-delivery";

    const tasks = new ClientGroup(`${name}-tasks`, { vpcId, description: `Tasks of ${name}` }, child);
    const securityGroupIds = { tasks: tasks.securityGroupId };
    const database = createDatabase(
      name,
      args.database ?? {},
      { vpcId, subnetIds, clientGroupId: tasks.securityGroupId, retention },
      child,
    );
    const task = new TaskDefinition(
      name,
      {
        site,
        ...sizes[args.size ?? ClairSize.Small],
        ephemeralStorageGiB: args.ephemeralStorageGiB ?? 60,
        containers: {
          prepare: prepare({ ...args, pskSecretArn }, issuer, database),
          clair: clair(byDigest(args.image), issuer, database),
        },
        volumes: { config: {}, layers: {} },
        logRetentionDays: args.logRetentionDays,
        retention,
        retentionReason,
      },
      child,
    );
    const balancer = new ApplicationLoadBalancer(
      name,
      {
        vpcId,
        subnetIds,
        clients: args.clients,
        targetSecurityGroupIds: securityGroupIds,
        listeners: {
          api: {
            port: apiPort,
            targetPort: apiPort,
            certificateArn: args.certificateArn,
            // This port also serves profiles of the process, so no listener leads there.
            healthCheck: { port: introspectionPort, path: "/readyz", intervalSeconds: 30 },
          },
        },
        // An index of a large image is one long request.
        idleTimeoutSeconds: 900,
        deletionProtection: args.balancerProtection,
      },
      child,
    );
    const service = new Service(
      name,
      {
        site,
        clusterArn: args.clusterArn,
        taskDefinition: task,
        subnetIds,
        securityGroupIds,
        // Two would load the same data twice; during a deployment Clair's locks in the database keep them apart.
        desiredCount: 1,
        loadBalancers: {
          api: {
            targetGroupArn: entryOf(balancer.targetGroupArns, "api", "targetGroupArns"),
            loadBalancerArn: balancer.loadBalancerArn,
            containerName: "clair",
            containerPort: apiPort,
          },
        },
        // Its first start makes the tables.
        healthCheckGraceSeconds: 1200,
        steadyStateMinutes: 40,
        retention,
      },
      child,
    );
    restartAfterRotation(
      name,
      { site, secretArn: database.secretArn, clusterArn: args.clusterArn, serviceArn: service.serviceArn },
      child,
    );

    this.apiUrl = balancer.urls["api"] ?? pulumi.output("");
    this.image = byDigest(args.image);
    this.issuer = issuer;
    this.pskSecretArn = pulumi.output(pskSecretArn);
    this.serviceName = service.serviceName;
    this.logGroupName = task.logGroupName;
    this.databaseSecretArn = database.secretArn;
    const backups = backUp(`${name}-database`, backedUp(name, args, database), child);
    this.watchPart = watchScanner({
      name,
      args,
      cluster: database.cluster,
      parts: [service.watchPart, balancer.watchPart, backups.watchPart],
    });
    this.waivers = waiversOf({
      "data-retention": {
        [`${name}-database`]: storeProtection(args),
        ...backups.protections,
      },
      "ecs-rotated-secret": {
        [memberKey(`${name}-task`, `${name}-password`)]: { enabled: false, reason: rotationReason },
      },
    });
    this.registerOutputs({
      apiUrl: this.apiUrl,
      image: this.image,
      issuer: this.issuer,
      pskSecretArn: this.pskSecretArn,
      serviceName: this.serviceName,
      logGroupName: this.logGroupName,
      databaseSecretArn: this.databaseSecretArn,
      waivers: this.waivers,
    });
  }
}

/** Runs once, before Clair: see `prepareScript`. */
function prepare(args: ClairScannerArgs, issuer: string, database: Database): ContainerArgs {
  const certificates = pulumi
    .output(args.site.region)
    .apply((region) => args.database?.certificates ?? requiredCertificates(region));
  const configuration = database.host.apply((host) =>
    renderConfig({
      connection: {
        host,
        port: databasePort,
        database: databaseName,
        user: databaseUser,
        rootCertificate: rootCertificateFile,
      },
      issuer,
      logLevel: args.logLevel ?? "info",
      updatePeriodHours: args.updatePeriodHours ?? defaultUpdateHours,
      updaterSets: args.updaterSets,
      airGapped: args.airGapped ?? false,
    }),
  );
  return {
    image: byDigest(args.image),
    essential: false,
    user: "0",
    entryPoint: ["/bin/sh", "-c"],
    command: [prepareScript],
    environment: {
      CLAIR_CONFIGURATION: configuration,
      DATABASE_CERTIFICATES: certificates,
    },
    secrets: { CLAIR_PSK: args.pskSecretArn },
    mountPoints: [
      { sourceVolume: "config", containerPath: "/config" },
      { sourceVolume: "layers", containerPath: "/var/tmp" },
    ],
  };
}

function clair(image: string, issuer: string, database: Database): ContainerArgs {
  return {
    image,
    user: "nobody",
    ports: [apiPort, introspectionPort],
    environment: { CLAIR_CONF: configFile, CLAIR_MODE: "combo", TMPDIR: "/var/tmp" },
    secrets: { PGPASSWORD: fromComputed(database.secretArn, (arn) => `${arn}:password::`) },
    mountPoints: [
      { sourceVolume: "config", containerPath: "/config", readOnly: true },
      { sourceVolume: "layers", containerPath: "/var/tmp" },
    ],
    // The load balancer's check sees whether it answers, and this one whether it has its database.
    healthCheck: {
      command: healthCommand(issuer),
      intervalSeconds: 60,
      timeoutSeconds: 30,
      retries: 3,
      startPeriodSeconds: 300,
    },
    dependsOn: { prepare: "SUCCESS" },
    stopTimeoutSeconds: 60,
  };
}
