import { aws } from "@ballast/aws";
import { fields, text } from "@ballast/model";
import type { Existing, StandInCloud, StateResource } from "@ballast/testing/engine";

/** By what tasks, hosts and alarms know a store, beside its id. */
const handles = ["address", "clusterIdentifier", "dnsName", "endpoint", "identifier"];

/** Where tasks of a stack read and write. */
export interface Place {
  store: Existing;
  /** Folder that they see as their top. */
  folder: string;
}

/** @throws {Error} unless everything else in the stack's state leads to one store of the type. */
export function placeOf(cloud: StandInCloud, type: string, resources: StateResource[]): Place {
  const ids = new Set(resources.map(({ id }) => id));
  const texts = resources.filter((one) => one.type !== type).map(({ inputs }) => readable(inputs));
  const named = cloud.existing.filter((one) => {
    if (one.type !== type) return false;
    // RDS names the port, too.
    const words = [one.id, ...handles.map((handle) => text(one.state[handle]).replace(/:\d+$/, ""))];
    return words.some((word) => word !== "" && texts.some((other) => mentions(other, word)));
  });
  const [store, another] = named;
  if (store === undefined || another !== undefined)
    throw new Error(`tasks are led to ${named.map(({ id }) => id).join(" and ") || "no store"}`);
  const access = resources.find((one) => one.type === aws.accessPoint && ids.has(one.id));
  const folder = text(fields(access?.inputs?.["rootDirectory"])["path"]);
  return { store, folder: folder === "/" ? "" : folder };
}

/** A longer name may begin with it. */
function mentions(whole: string, word: string): boolean {
  return whole.split(word).some((rest, index) => index > 0 && !/^[\w-]/.test(rest));
}

/** With what is encoded in it: user data of hosts. */
function readable(inputs: unknown): string {
  const whole = JSON.stringify(inputs ?? {});
  const encoded = whole.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [];
  return [whole, ...encoded.map((one) => Buffer.from(one, "base64").toString())].join("\n");
}
