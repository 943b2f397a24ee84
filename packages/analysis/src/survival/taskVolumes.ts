import { aws, no, unknown, type Verdict } from "@ballast/aws";
import { noDrill } from "./recovery.ts";
import { fields, list, text, type ResolvedResource } from "@ballast/model";
import type { StoreSurvival } from "./survival.ts";

// Volumes that live with a task, or on an instance: what no resource of its own stores.

/** docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html */
export function taskRows(
  { type, urn, name, inputs }: ResolvedResource,
  mounts: readonly string[],
): StoreSurvival[] {
  if (type !== aws.taskDefinition) return [];
  const volumes = list(inputs["volumes"])
    .map(fields)
    // What a component mounts there has a row of its own.
    .filter((volume) => !mounts.some((mount) => isIn(volume, mount)))
    .flatMap((volume) => {
      const verdict = verdictOfVolume(volume);
      return verdict === undefined ? [] : [{ name: text(volume["name"]), verdict }];
    });
  // One row for all that one reason holds for.
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

/** Whether a volume of a task is a folder of a mount, or is it. */
function isIn(volume: Record<string, unknown>, mount: string): boolean {
  const host = text(volume["hostPath"]);
  const driver = text(fields(volume["dockerVolumeConfiguration"])["driver"]);
  const isBelow = host.startsWith(mount) && ["/", "\\", ""].includes(host.charAt(mount.length));
  return host !== "" ? isBelow : `${driver}:${text(volume["name"])}` === mount;
}

/** @returns undefined for what is a store of its own, or is configured with each service. */
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
