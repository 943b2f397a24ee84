import { aws, no, unknown, type Verdict } from "@ballast/aws";
import { noDrill } from "./recovery.ts";
import { fields, list, text, type ResolvedResource } from "@ballast/model";
import type { StoreSurvival } from "./survival.ts";

// Volumes that exist with a task or on an instance, without a separate resource.

/** docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html */
export function taskRows(
  { type, urn, name, inputs }: ResolvedResource,
  mounts: readonly string[],
): StoreSurvival[] {
  if (type !== aws.taskDefinition) return [];
  const volumes = list(inputs["volumes"])
    .map(fields)
    // A component's mount has a separate row.
    .filter((volume) => !mounts.some((mount) => isIn(volume, mount)))
    .flatMap((volume) => {
      const verdict = verdictOfVolume(volume);
      return verdict === undefined ? [] : [{ name: text(volume["name"]), verdict }];
    });
  // One row for all volumes with the same reason.
  return Object.values(Object.groupBy(volumes, ({ verdict }) => verdict.why)).flatMap((group = []) => {
    const [first] = group;
    if (first === undefined) return [];
    const { verdict } = first;
    return [
      {
        urn,
        type: group.length === 1 ? "volume of a task" : "volumes of a task",
        name: `${name}: ${group.map((volume) => volume.name).join(", ")}`,
        lasting: false,
        taskRestart: verdict,
        instanceLoss: verdict,
        zoneLoss: verdict,
        regionLoss: verdict,
        destroy: verdict,
        restoreDrill: noDrill,
      },
    ];
  });
}

/** Whether a task volume is a mount, or a folder in it. */
function isIn(volume: Record<string, unknown>, mount: string): boolean {
  const host = text(volume["hostPath"]);
  const driver = text(fields(volume["dockerVolumeConfiguration"])["driver"]);
  const isBelow = host.startsWith(mount) && ["/", "\\", ""].includes(host.charAt(mount.length));
  return host !== "" ? isBelow : `${driver}:${text(volume["name"])}` === mount;
}

/** Undefined for a volume that is a separate store, or that each service configures. */
function verdictOfVolume(volume: Record<string, unknown>): Verdict | undefined {
  if (volume["efsVolumeConfiguration"] ?? volume["fsxWindowsFileServerVolumeConfiguration"]) return undefined;
  if (volume["configureAtLaunch"] === true) return undefined;
  const host = text(volume["hostPath"]);
  if (host !== "") {
    return unknown(
      `it is the directory ${host} of its instance; the plan does not show what is mounted there`,
    );
  }
  const docker = fields(volume["dockerVolumeConfiguration"]);
  const driver = text(docker["driver"]);
  if (driver !== "" && driver !== "local")
    return unknown(`the driver ${driver} creates it on its instance; the plan does not show where`);
  if (text(docker["scope"]) === "shared")
    return no("a shared Docker volume is on its instance, and the next task may run on another one");
  return no("it is created with its task, on the task's storage, and deleted with it");
}

/** docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html */
export function serviceRows({ type, urn, name, inputs }: ResolvedResource): StoreSurvival[] {
  const configuration = fields(inputs["volumeConfiguration"]);
  if (type !== aws.service || Object.keys(configuration).length === 0) return [];
  const verdict = no("ECS creates a volume with each task of a service, and deletes it with the task");
  return [
    {
      urn,
      type: "EBS volume of each task",
      name: `${name}: ${text(configuration["name"])}`,
      lasting: false,
      taskRestart: verdict,
      instanceLoss: verdict,
      zoneLoss: verdict,
      regionLoss: verdict,
      destroy: verdict,
      restoreDrill: noDrill,
    },
  ];
}
