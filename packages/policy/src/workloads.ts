import { aws } from "@ballast/aws";
import {
  block,
  canonicalContainers,
  containers,
  fields,
  isTrue,
  list,
  parsed,
  text,
  type Fields,
  type Resource,
} from "@ballast/model";

// eslint-disable-next-line no-restricted-syntax -- Of this type the catalogue knows nothing more.
export const daemonTaskDefinition = "aws:ecs/daemonTaskDefinition:DaemonTaskDefinition";

/** The resource types that define containers to run. */
export const workloadTypes: string[] = [aws.taskDefinition, daemonTaskDefinition, aws.jobDefinition];

/** Containers that run together on one host, in the form of a task definition, whatever service runs them. */
export interface Workload {
  /** Part of the resource: empty for all of it, `node 0:3` for some nodes of a job. */
  name: string;
  containers: Fields[];
  volumes: Fields[];
  /** `host` if it shares the host's namespace. */
  pidMode: unknown;
  ipcMode: unknown;
  networkMode: unknown;
  runtimePlatform: unknown;
}

/** The workloads of a resource; empty for any other type. */
export function workloadsOf({ type, inputs }: Pick<Resource, "type" | "inputs">): Workload[] {
  if (type === aws.jobDefinition) return jobsOf(inputs);
  if (!workloadTypes.includes(type)) return [];
  return [task("", inputs, containers(inputs))];
}

function task(name: string, given: Fields, found: Fields[]): Workload {
  const { pidMode, ipcMode, networkMode, runtimePlatform, volumes } = given;
  return {
    name,
    containers: found,
    volumes: list(canonicalContainers(volumes)).map((one) => volume(fields(one))),
    pidMode,
    ipcMode,
    networkMode,
    runtimePlatform,
  };
}

/**
 * A volume with `hostPath`: AWS Batch and daemons use the property of ECS's API, task definitions that of
 * Terraform.
 */
function volume(given: Fields): Fields {
  const path = block(given["host"])["sourcePath"];
  return path === undefined ? given : { ...given, hostPath: path };
}

function jobsOf(inputs: Fields): Workload[] {
  const { nodeRangeProperties } = fields(read(inputs["nodeProperties"]));
  return [
    ...jobOf("", { ...inputs, container: inputs["containerProperties"] }),
    ...list(nodeRangeProperties).flatMap((one) => {
      const range = fields(one);
      return jobOf(`node ${text(range["targetNodes"])}`, range);
    }),
  ];
}

/** The workloads of one node: a container of AWS Batch, an ECS task, or an EKS pod. */
function jobOf(name: string, given: Fields): Workload[] {
  const found: Workload[] = [];
  const container = read(given["container"]);
  if (container !== undefined) {
    const one = { name: "job", ...fields(container) };
    found.push(task(name, one, [one]));
  }
  for (const one of list(fields(read(given["ecsProperties"]))["taskProperties"])) {
    const properties = fields(one);
    found.push(task(name, properties, list(properties["containers"]).map(fields)));
  }
  const pod = block(block(read(given["eksProperties"]))["podProperties"]);
  if (Object.keys(pod).length > 0) found.push(podOf(name, pod));
  return found;
}

function read(given: unknown): unknown {
  return canonicalContainers(parsed(given));
}

function podOf(name: string, pod: Fields): Workload {
  const all = ["containers", "initContainers"].flatMap((kind) =>
    list(pod[kind]).map((one, index) => ofPod(fields(one), `${kind}[${index}]`)),
  );
  const { hostNetwork = true, metadata } = pod;
  const { labels, annotations } = block(metadata);
  const dockerLabels = { ...fields(labels), ...fields(annotations) };
  return {
    name,
    containers: all.map((one, index) => (index === 0 ? { ...one, dockerLabels } : one)),
    volumes: list(pod["volumes"]).map((one) => {
      const { hostPath, ...rest } = fields(one);
      return { ...rest, hostPath: block(hostPath)["path"] };
    }),
    pidMode: undefined,
    ipcMode: undefined,
    // The default is true (AWS Batch user guide, "Amazon EKS jobs", November 2026).
    networkMode: isTrue(hostNetwork) ? "host" : undefined,
    runtimePlatform: undefined,
  };
}

/** A Kubernetes container in the form of an ECS container definition. */
function ofPod(given: Fields, place: string): Fields {
  const { privileged, runAsUser, runAsNonRoot } = block(given["securityContext"]);
  return {
    ...given,
    name: text(given["name"]) || place,
    command: [...list(given["command"]), ...list(given["args"])],
    environment: given["env"],
    privileged,
    user: runAsUser ?? (isTrue(runAsNonRoot) ? "a user that is not root" : undefined),
  };
}
