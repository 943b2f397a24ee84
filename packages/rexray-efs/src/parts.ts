import {
  isOn,
  type InstancePart,
  type ServicePart,
  type TaskPart,
  type TaskVolume,
} from "@ballast/contracts";
import { dockerPluginStep } from "@ballast/ecs";
import { attribute, memberOf } from "@ballast/placement";
import * as pulumi from "@pulumi/pulumi";
import type { EfsPlugin, RexrayEfsArgs } from "./args.ts";
import type { FileSystem } from "./fileSystem.ts";
import { clientStatements, pluginStatements } from "./statements.ts";

/** The parts for capacities, task definitions and services. */
export interface Parts {
  instance: InstancePart;
  task: TaskPart;
  /** The same for tasks that only read. */
  reader: TaskPart;
  service: ServicePart;
}

/** ECS mounts the file system by itself, as the task's own role. */
export function nativeParts(name: string, args: RexrayEfsArgs, fileSystem: FileSystem): Parts {
  const volume: TaskVolume = {
    efsVolumeConfiguration: {
      fileSystemId: fileSystem.fileSystemId,
      // The access point's directory: with one, EFS takes no other.
      rootDirectory: "/",
      transitEncryption: "ENABLED",
      authorizationConfig: { accessPointId: fileSystem.accessPointId, iam: "ENABLED" },
    },
  };
  const root = !isOn(args.rootSquash);
  const task = (readOnly: boolean): TaskPart => ({
    ...mounted(name, args, volume, readOnly),
    taskStatements: clientStatements(fileSystem, { write: !readOnly, root }),
  });
  return { ...zoned(args), task: task(args.readOnly ?? false), reader: task(true) };
}

/** A plugin on the instance mounts it, as the instance's role, and makes it when the first task asks. */
export function pluginParts(
  name: string,
  args: RexrayEfsArgs,
  plugin: EfsPlugin,
  securityGroupId: pulumi.Output<string>,
): Parts {
  const alias = plugin.alias ?? "rexray/efs";
  const tag = pulumi.getStack();
  const step = dockerPluginStep({
    image: plugin.image,
    alias,
    settings: {
      EFS_REGION: args.site.region,
      EFS_SECURITYGROUPS: securityGroupId,
      EFS_TAG: tag,
      // A task that moved finds its volume mounted elsewhere, and must get it all the same.
      REXRAY_PREEMPT: "true",
      ...plugin.settings,
    },
  });
  const volume: TaskVolume = {
    dockerVolumeConfiguration: { scope: "shared", autoprovision: true, driver: alias },
  };
  const task = (readOnly: boolean): TaskPart => ({
    ...mounted(name, args, volume, readOnly),
    waivers: { "ecs-volume-plugin": { [name]: { reason: plugin.reason } } },
    // ECS itself adds that the instance has this plugin.
    placementConstraints: [memberOf(attribute("ecs.cpu-architecture").equals("x86_64"))],
  });
  const { instance, service } = zoned(args);
  return {
    service,
    instance: {
      ...instance,
      // Keyed by the driver's name, because an instance has one plugin with this name. Two parts that configure it differently are an error.
      bootSteps: { [alias]: { ...step, script: pulumi.interpolate`${needsNfs}${step.script}` } },
      statements: pluginStatements({ ...args, securityGroupId, fileSystemName: `${tag}/${name}` }),
    },
    task: task(args.readOnly ?? false),
    reader: task(true),
  };
}

const needsNfs = "install_package mount.nfs4 nfs-utils\n";

/** Without a way to the files in its zone a task would not start. */
function zoned({ subnetIds }: RexrayEfsArgs): { instance: InstancePart; service: ServicePart } {
  const zones = Object.keys(subnetIds);
  return { instance: { zones }, service: { subnetKeys: zones } };
}

function mounted(
  name: string,
  { containerPath, containers }: RexrayEfsArgs,
  volume: TaskVolume,
  readOnly: boolean,
): TaskPart {
  return {
    volumes: { [name]: volume },
    mountPoints: {
      [name]: { sourceVolume: name, containerPath, readOnly, ...(containers && { containers }) },
    },
  };
}
