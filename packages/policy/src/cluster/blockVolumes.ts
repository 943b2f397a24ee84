import { volumesAttachedOnce } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { fields, list, text, type Resource, type Stack } from "@ballast/model";
import { callsInUserData } from "../calls/userData.ts";
import { bootScript } from "../userData.ts";

/** Names of a task definition's volumes that only one instance can attach at a time. */
export function blockVolumesOf(stack: Stack, definition: Resource | undefined): string[] {
  if (definition === undefined) return [];
  const attached = list(definition.inputs["volumes"])
    .map(fields)
    .filter(({ hostPath }) => isOnBlockVolume(stack, text(hostPath)))
    .map(({ name }) => text(name));
  return [...volumesAttachedOnce(definition.inputs), ...attached];
}

/**
 * Whether a boot script of the stack attaches a volume of the stack and contains the host path or a folder
 * above it.
 */
function isOnBlockVolume(stack: Stack, hostPath: string): boolean {
  const folders = foldersAround(hostPath);
  if (folders.length === 0) return false;
  const scripts = stack.ofType(aws.launchTemplate).map(bootScript);
  return stack
    .ofType(aws.volume)
    .some(({ id }) =>
      scripts.some((script) => script.includes(id) && folders.some((folder) => script.includes(folder))),
    );
}

/** For `/mnt/data/shop`: the path itself and `/mnt/data`, but not `/mnt`. */
function foldersAround(hostPath: string): string[] {
  const names = hostPath.split("/").filter(Boolean);
  return names.slice(1).map((_name, index) => `/${names.slice(0, index + 2).join("/")}`);
}

/**
 * Volumes of the stack that each instance of a launch template attaches at boot, and so waits for. Plugins
 * attach volumes later.
 */
export function volumesAtBoot(stack: Stack, template: Resource): Resource[] {
  const { userData } = template.inputs;
  const attaches = callsInUserData(userData).some(
    ({ action, text }) => action === "ec2:AttachVolume" && !/\bplugin\s+install\b/.test(text),
  );
  const script = bootScript(template);
  return attaches ? stack.ofType(aws.volume).filter(({ id }) => id !== "" && script.includes(id)) : [];
}
