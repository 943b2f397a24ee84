import type { OperatingSystem } from "@ballast/contracts";
import { roleName } from "@ballast/aws/services/iam";
import {
  checkAutoName,
  checkKeys,
  checkWhole,
  given,
  listed,
  mergeInstanceParts,
  type Faults,
  type MergedInstancePart,
} from "@ballast/contracts";
import { instanceTypeFacts } from "@ballast/placement";
import * as pulumi from "@pulumi/pulumi";
import { checkAttributes, checkPartTags } from "./attributes.ts";
import type { InstancesArgs } from "./capacityArgs.ts";
import { encodeUserData, type BootScriptInput } from "./bootScript.ts";
import { linuxBootScript } from "./linuxBootScript.ts";
import { MachineImage, machineImageFacts } from "./machineImages.ts";
import { checkPinnedImage } from "../patch/patchArgs.ts";
import { windowsBootScript } from "./windowsBootScript.ts";

// Container instances, independent of what launches them: an Auto Scaling group of this package, or a service of
// another package.

/** @returns the merged contributions of the parts. */
export function checkInstances(faults: Faults, name: string, args: InstancesArgs): MergedInstancePart {
  const part = mergeInstanceParts(faults, args.parts);
  const facts = machineImageFacts(args.machineImage ?? MachineImage.AmazonLinux2023);

  checkAutoName(faults, `${name}-instance`, roleName, "an IAM role");
  checkKeys(faults, "subnetIds", args.subnetIds, { from: 1 });
  checkKeys(faults, "securityGroupIds", args.securityGroupIds, { from: 1, to: 5 });
  checkInstanceTypes(faults, "instanceTypes", args.instanceTypes);
  checkProcessors(faults, args.instanceTypes, args.machineImage ?? MachineImage.AmazonLinux2023);
  checkWhole(faults, "maximumSize", args.maximumSize, { from: 1, to: 5000, unit: "instances" });
  checkWhole(faults, "minimumSize", args.minimumSize, { from: 0, to: args.maximumSize, unit: "instances" });
  checkWhole(faults, "rootVolumeGiB", args.rootVolumeGiB, {
    from: facts.smallestRootGiB,
    to: 16_384,
    unit: "GiB",
  });
  checkExclusiveVolume(faults, args, part);
  checkPinnedImage(faults, "pinnedImage", args.pinnedImage);
  checkAttributes(faults, "attributes", args.attributes ?? {});
  checkPartTags(faults, args.parts);
  for (const key of Object.keys(args.attributes ?? {}).filter((key) => Object.hasOwn(part.attributes, key))) {
    faults.add(`attributes.${key}`, "a part sets this attribute too; rename this one.");
  }
  for (const zone of (part.zones ?? []).filter((zone) => !Object.hasOwn(args.subnetIds, zone))) {
    faults.add(
      "subnetIds",
      `has no ${given(zone)}, which a part needs; there are ${listed(Object.keys(args.subnetIds))}.`,
    );
  }
  for (const [owner, { bootSteps = {} }] of Object.entries(args.parts ?? {})) {
    for (const [key, step] of Object.entries(bootSteps)) {
      if (step.operatingSystem !== facts.operatingSystem) {
        faults.add(
          `parts.${owner}.bootSteps.${key}`,
          `is made for ${step.operatingSystem}, but these instances run ${facts.operatingSystem}.`,
        );
      }
    }
  }
  return part;
}

/** The instance that holds a volume, and its successor: every other instance would wait for the volume, and end. */
const mostWithVolume = 2;

function checkExclusiveVolume(
  faults: Faults,
  { maximumSize, minimumSize = 0 }: InstancesArgs,
  { exclusiveVolume }: MergedInstancePart,
): void {
  if (exclusiveVolume === undefined) return;
  const reason = `but the volume ${given(exclusiveVolume)} attaches to one instance at a time; every other instance waits for it and then ends`;
  if (maximumSize > mostWithVolume) {
    faults.add(
      "maximumSize",
      `is ${given(maximumSize)}, ${reason}. Use 2, so that a replacement can start before the old instance has ended, or 1. Run tasks ` +
        "without the volume on a capacity of their own.",
    );
  }
  if (minimumSize > 1)
    faults.add("minimumSize", `is ${given(minimumSize)}, ${reason}. Use 1, or leave it out.`);
}

export function checkInstanceTypes(faults: Faults, path: string, types: string[]): void {
  if (types.length === 0) faults.add(path, 'is empty; name at least one, for example "t3.medium".');
  for (const [position, type] of types.entries()) {
    if (!/^[a-z0-9-]+\.[a-z0-9-]+$/.test(type))
      faults.add(`${path}[${position}]`, `${given(type)} is not an instance type, for example "t3.medium".`);
  }
}

/** EC2 refuses to launch an image on another processor. A type that is newer than what we know may have any. */
function checkProcessors(faults: Faults, types: string[], image: MachineImage): void {
  const { architecture, forGpus } = machineImageFacts(image);
  for (const [position, name] of types.entries()) {
    const type = instanceTypeFacts(name);
    if (type === undefined) continue;
    const path = `instanceTypes[${position}]`;
    if (type.architecture !== architecture) {
      faults.add(
        path,
        `${given(name)} has ${type.architecture} processors, but machineImage ${given(image)} is for ${architecture}. Use ` +
          (type.architecture === "arm64"
            ? `a type of x86_64, or machineImage "${MachineImage.AmazonLinux2023Arm}".`
            : "a type of arm64, or another machineImage."),
      );
    } else if (forGpus && type.gpus === 0 && !hasPartOfGpu(name)) {
      faults.add(
        path,
        `${given(name)} has no NVIDIA GPU, which machineImage ${given(image)} requires. Use a type with one, for example ` +
          '"g4dn.xlarge", or another machineImage.',
      );
    }
  }
}

/** Such a type counts no whole one (InstanceType.gpus). */
function hasPartOfGpu(type: string): boolean {
  return /^gr?\d+f\./.test(type);
}

/** The subnets that their parts can be used in, by zone. */
export function usedSubnets(
  { subnetIds }: Pick<InstancesArgs, "subnetIds">,
  { zones }: MergedInstancePart,
): [string, pulumi.Input<string>][] {
  return Object.entries(subnetIds).filter(([zone]) => zones?.includes(zone) ?? true);
}

export interface Boot {
  clusterName: pulumi.Input<string>;
  /** @default "amazonLinux2023" */
  machineImage?: MachineImage;
  /** The capacity's own. @default - none */
  attributes?: Record<string, string>;
  part: MergedInstancePart;
  /** Whether the agent drains its instance when AWS takes it back. */
  spotDraining: boolean;
}

/** The boot script as EC2 takes it. */
export function userDataOf(boot: Boot): pulumi.Output<string> {
  const { operatingSystem } = machineImageFacts(boot.machineImage ?? MachineImage.AmazonLinux2023);
  const renderers: Record<OperatingSystem, (input: BootScriptInput) => string> = {
    linux: linuxBootScript,
    windows: windowsBootScript,
  };
  const render = renderers[operatingSystem];
  const attributes = { ...boot.attributes, ...boot.part.attributes };
  const all = Object.entries(boot.part.bootSteps);
  return pulumi
    .all([
      boot.clusterName,
      pulumi.all(all.map(([name, { phase, script }]) => pulumi.output({ name, phase, script }))),
    ] as const)
    .apply(([clusterName, steps]) =>
      encodeUserData(
        render({
          clusterName,
          attributes,
          spotDraining: boot.spotDraining,
          steps,
        }),
      ),
    );
}
