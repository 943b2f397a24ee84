import {
  checkId,
  checkProtection,
  checkSecretArn,
  checkWhole,
  type Faults,
  given,
  quoted,
  type IdForm,
  type MergedInstancePart,
  type OperatingSystem,
  type Protection,
  type SiteArgs,
} from "@ballast/contracts";
import {
  checkInstances,
  checkPools,
  machineImageFacts,
  type InstancesArgs,
  type MachineImage,
} from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";

/** The attribute that identifies the instances of a group in ECS; each group sets it. */
export const groupAttribute = "ballast.elastigroup";

/** Capacity that is kept free so that new tasks start immediately: a number of units of one size. */
export interface ElastigroupHeadroom {
  /** CPU units of one headroom unit; 1024 are one vCPU. */
  cpu: number;
  /** MiB of memory of one headroom unit. */
  memoryMiB: number;
  /** Number of units kept free; 0 keeps nothing free. */
  units: number;
}

export interface ElastigroupArgs extends SiteArgs, InstancesArgs {
  /** The cluster that the instances join. */
  clusterName: pulumi.Input<string>;
  /** Id of the Spot account to which this AWS account is connected: `act-…`. */
  spotAccountId: pulumi.Input<string>;
  /**
   * Full ARN of a secret in Secrets Manager that contains a Spot API token. CloudFormation reads it, so neither the
   * program nor its state contains the token.
   */
  tokenSecretArn: pulumi.Input<string>;
  /** Field of the secret that contains the token, if the secret is JSON. @default - the secret is the token */
  tokenField?: string;
  /** Two or more EC2 instance types; On-Demand Instances use the first. */
  instanceTypes: string[];
  /** Percent of the instances that are On-Demand, 0 to 99. @default 0 */
  onDemandPercentage?: number;
  /** Capacity that is kept free so that new tasks start immediately. @default - determined by Spot */
  headroom?: ElastigroupHeadroom;
  /**
   * Number of instances with which a new group starts. Spot's API requires it to create a group. Remove it once the
   * group exists, because each update sends it again and scales the group to this number.
   *
   * @default - not sent, so that an update does not scale the group
   */
  initialTarget?: number;
  /** Seconds that an instance has to drain before it is terminated. @default 300 */
  drainingSeconds?: number;
  /**
   * Why its instances are not patched automatically,
   * `{ enabled: false, reason: "rolled by hand in Spot's console each month" }`: Spot gets an AMI id only when the stack
   * changes. The reason waives the rule `hosts-patched`. `enabled: true` is rejected.
   *
   * @default - no reason, so that `hosts-patched` reports the group
   */
  patch?: Protection;
  /** An Amazon Linux AMI. @default "amazonLinux2023" */
  machineImage?: MachineImage;
}

export function check(faults: Faults, args: ElastigroupArgs, name: string): MergedInstancePart {
  if (!/^[a-zA-Z][a-zA-Z0-9-]{0,100}$/.test(name)) {
    faults.add(
      "name",
      `${given(name)} cannot be used in the name of a CloudFormation stack; use at most 101 letters, digits and hyphens, starting with a letter.`,
    );
  }
  const part = checkInstances(faults, name, args);
  if (args.instanceTypes.length > 0) checkPools(faults, "instanceTypes", args.instanceTypes);
  const refused: Record<OperatingSystem, boolean> = { linux: false, windows: true };
  if (args.machineImage !== undefined && refused[machineImageFacts(args.machineImage).operatingSystem]) {
    faults.add("machineImage", `${given(args.machineImage)} is not supported here; use an Amazon Linux.`);
  }
  if (Object.hasOwn(args.attributes ?? {}, groupAttribute))
    faults.add(`attributes.${groupAttribute}`, "is set by this component; leave it out.");
  checkSpotAccount(faults, "spotAccountId", args.spotAccountId);
  checkSecretArn(faults, "tokenSecretArn", args.tokenSecretArn);
  if (args.tokenField !== undefined) checkTokenField(faults, "tokenField", args.tokenField);
  checkWhole(faults, "onDemandPercentage", args.onDemandPercentage, { from: 0, to: 99, unit: "percent" });
  checkWhole(faults, "drainingSeconds", args.drainingSeconds, { from: 0, to: 3600, unit: "seconds" });
  checkWhole(faults, "initialTarget", args.initialTarget, {
    from: args.minimumSize ?? 0,
    to: args.maximumSize,
    unit: "instances",
  });
  checkProtection(faults, "patch", args.patch);
  if (args.patch?.enabled === true)
    faults.add(
      "patch.enabled",
      "is true, but Ballast cannot replace instances that Spot launches. Use { enabled: false, reason } and roll the group with Spot, or leave it out.",
    );
  const { cpu, memoryMiB, units } = args.headroom ?? {};
  checkWhole(faults, "headroom.cpu", cpu, { from: 0, to: 1_000_000, unit: "CPU units" });
  checkWhole(faults, "headroom.memoryMiB", memoryMiB, { from: 0, to: 100_000_000, unit: "MiB" });
  checkWhole(faults, "headroom.units", units, { from: 0, to: 10_000 });
  return part;
}

export const spotAccountForm: IdForm = {
  what: "the id of an account with Spot",
  pattern: /^act-[0-9a-f]+$/,
  example: "act-1234abcd",
};

export function checkSpotAccount(faults: Faults, path: string, id: pulumi.Input<string>): void {
  checkId(faults, path, id, spotAccountForm);
}

/** It becomes part of a dynamic reference, whose grammar knows neither quotes nor escapes. */
export function checkTokenField(faults: Faults, path: string, field: string): void {
  if (!/^[A-Za-z0-9_-]+$/.test(field))
    faults.add(path, `is ${quoted(path, field)} and not the name of a field; use letters, digits, - and _.`);
}
