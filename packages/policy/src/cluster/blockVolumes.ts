import { aws } from "@ballast/aws";
import { fields, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { bootScript } from "../userData.ts";

/** Names of a task definition's volumes that one instance holds at a time. */
export function blockVolumesOf(stack: Stack, definition: Resource | undefined): string[] {
  return list(definition?.inputs["volumes"])
    .map(fields)
    .filter((volume) => isByBlockPlugin(volume) || isOnBlockVolume(stack, text(volume["hostPath"])))
    .map(({ name }) => text(name));
}

function isByBlockPlugin(volume: Fields): boolean {
  const { driver, driverOpts } = fields(volume["dockerVolumeConfiguration"]);
  return /(^|\/)ebs(:|$)/.test(text(driver)) || fields(driverOpts)["backing"] === "relocatable";
}

/** Whether a boot script of the stack attaches a volume of the stack, and names a folder of the host or one around it. */
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

/** `/mnt/data/shop` and `/mnt/data`; everything is below `/mnt`. */
function foldersAround(hostPath: string): string[] {
  const names = hostPath.split("/").filter(Boolean);
  return names.slice(1).map((_name, index) => `/${names.slice(0, index + 2).join("/")}`);
}
