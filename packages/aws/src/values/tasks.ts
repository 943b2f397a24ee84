import { containers, fields, isFalse, list, many, text, type Fields } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { numeric } from "./known.ts";
import type { RefusedValue } from "./limit.ts";
import { refused, refusedAs, sources } from "./sources.ts";

const from = sources.apiOfEcs;

/** Combinations that ECS rejects in the containers of a task definition. */
export const taskDefinition: RefusesTogether = function* (inputs) {
  const all = containers(inputs);
  if (all.length === 0) return;
  yield* refusedOrder(all);
  yield* refusedSizes(inputs, all);
  yield* refusedMounts(inputs, all);
  if (many(inputs["requiresCompatibilities"]).includes("FARGATE")) yield* refusedOnFargate(inputs, all);
  if (all.every(({ essential }) => isFalse(essential)))
    yield refusedAs(
      "containerDefinitions",
      "has no essential container",
      "a task with at least one essential container",
      from,
    );
  const names = all.map(({ name }) => text(name));
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index)
      yield refused(`containerDefinitions[${index}].name`, name, "each name once in a task", from);
};

function* refusedOrder(all: readonly Fields[]): Iterable<RefusedValue> {
  const byName = new Map(all.map((container) => [text(container["name"]), container]));
  for (const [index, { name, dependsOn }] of all.entries())
    for (const [position, { containerName, condition }] of list(dependsOn).map(fields).entries()) {
      const path = `containerDefinitions[${index}].dependsOn[${position}]`;
      const other = byName.get(text(containerName));
      if (other === undefined || text(containerName) === text(name))
        yield refused(
          `${path}.containerName`,
          containerName,
          "the name of another container of the task",
          from,
        );
      else if (["COMPLETE", "SUCCESS"].includes(text(condition)) && !isFalse(other["essential"]))
        yield refused(
          `${path}.condition`,
          condition,
          `START or HEALTHY for ${text(containerName)}, which is essential`,
          from,
        );
      else if (text(condition) === "HEALTHY" && other["healthCheck"] === undefined)
        yield refused(
          `${path}.condition`,
          condition,
          `HEALTHY only for a container with a health check`,
          from,
        );
      else if (waitsFor(byName, text(containerName), text(name)))
        yield refused(
          `${path}.containerName`,
          containerName,
          "containers whose dependencies form no cycle",
          from,
        );
    }
}

function waitsFor(
  byName: ReadonlyMap<string, Fields>,
  start: string,
  target: string,
  seen = new Set<string>(),
): boolean {
  if (start === target) return true;
  if (seen.has(start)) return false;
  seen.add(start);
  return list(byName.get(start)?.["dependsOn"])
    .map((one) => text(fields(one)["containerName"]))
    .some((next) => waitsFor(byName, next, target, seen));
}

/** A size in MiB or CPU units. ECS also accepts "1 GB" and ".5 vCPU". */
export function sizeOf(value: unknown, unit: "GB" | "vCPU"): number | undefined {
  const [, digits, spelled] = /^\s*(\d*\.?\d+)\s*([a-z]+)?\s*$/i.exec(text(value)) ?? [];
  if (digits === undefined) return undefined;
  if (spelled === undefined) return Number(digits);
  return spelled.toLowerCase() === unit.toLowerCase() ? Number(digits) * 1024 : undefined;
}

function* refusedSizes(inputs: Fields, all: readonly Fields[]): Iterable<RefusedValue> {
  const task = { cpu: sizeOf(inputs["cpu"], "vCPU"), memory: sizeOf(inputs["memory"], "GB") };
  const isWindows = text(fields(inputs["runtimePlatform"])["operatingSystemFamily"]).startsWith("WINDOWS");
  let [cpu, reserved] = [0, 0];
  for (const [index, container] of all.entries()) {
    const at = `containerDefinitions[${index}].`;
    const [memory, reservation] = [
      sizeOf(container["memory"], "GB"),
      sizeOf(container["memoryReservation"], "GB"),
    ];
    for (const [name, value, limit] of [
      ["cpu", sizeOf(container["cpu"], "vCPU"), task.cpu],
      ["memory", memory, task.memory],
      ["memoryReservation", reservation, task.memory],
    ] as const)
      if (value !== undefined && limit !== undefined && value > limit)
        yield refused(`${at}${name}`, value, `at most the task's ${limit}`, from);
    if (memory !== undefined && reservation !== undefined && reservation >= memory)
      yield refused(
        `${at}memoryReservation`,
        reservation,
        `less than the container's memory of ${memory}`,
        from,
      );
    if (memory === undefined && reservation === undefined && inputs["memory"] === undefined)
      yield refused(
        `${at}memory`,
        undefined,
        "a container with memory or memoryReservation where the task has no memory",
        from,
      );
    cpu += sizeOf(container["cpu"], "vCPU") ?? 0;
    reserved += reservation ?? memory ?? 0;
  }
  // The CPU of a Windows container is a separate limit.
  if (task.cpu !== undefined && cpu > task.cpu && !isWindows)
    yield refused("cpu", task.cpu, `at least the ${cpu} units that its containers reserve`, from);
  if (task.memory !== undefined && reserved > task.memory)
    yield refused("memory", task.memory, `at least the ${reserved} MiB that its containers reserve`, from);
}

function* refusedMounts(inputs: Fields, all: readonly Fields[]): Iterable<RefusedValue> {
  const volumes = list(inputs["volumes"]).map((one) => text(fields(one)["name"]));
  const isAwsVpc = text(inputs["networkMode"]) === "awsvpc";
  for (const [index, { mountPoints, portMappings }] of all.entries()) {
    for (const [position, { sourceVolume }] of list(mountPoints).map(fields).entries())
      if (sourceVolume !== undefined && !volumes.includes(text(sourceVolume)))
        yield refused(
          `containerDefinitions[${index}].mountPoints[${position}].sourceVolume`,
          sourceVolume,
          "the name of a volume of the task",
          from,
        );
    if (isAwsVpc)
      for (const [position, { containerPort, hostPort }] of list(portMappings).map(fields).entries())
        if (hostPort !== undefined && Number(hostPort) !== 0 && Number(hostPort) !== Number(containerPort))
          yield refused(
            `containerDefinitions[${index}].portMappings[${position}].hostPort`,
            hostPort,
            "the container's port with the network mode awsvpc",
            from,
          );
  }
}

/** Names of volumes that no container mounts. */
export function* unmountedVolumes(inputs: Fields): Iterable<string> {
  const mounted = containers(inputs).flatMap(({ mountPoints }) =>
    list(mountPoints).map((one) => text(fields(one)["sourceVolume"])),
  );
  for (const one of list(inputs["volumes"])) {
    const name = text(fields(one)["name"]);
    if (name !== "" && !mounted.includes(name)) yield name;
  }
}

/** Memory sizes in MiB, keyed by CPU units. */
export const fargateSizes: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16_384, 1024),
  4096: steps(8192, 30_720, 1024),
  8192: steps(16_384, 61_440, 4096),
  16_384: steps(32_768, 122_880, 8192),
  32_768: [61_440, 122_880, 249_856],
};

function steps(least: number, most: number, step: number): number[] {
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}

function* refusedOnFargate(inputs: Fields, all: readonly Fields[]): Iterable<RefusedValue> {
  const [cpu, memory] = [sizeOf(inputs["cpu"], "vCPU"), sizeOf(inputs["memory"], "GB")];
  const guide = sources.fargateGuide;
  for (const name of ["cpu", "memory"])
    if (inputs[name] === undefined) yield refused(name, undefined, `a task with ${name} on Fargate`, guide);
  const sizes = cpu === undefined ? undefined : fargateSizes[cpu];
  if (cpu !== undefined && sizes === undefined)
    yield refused("cpu", cpu, Object.keys(fargateSizes).join(", "), guide);
  else if (memory !== undefined && sizes !== undefined && !sizes.includes(memory))
    yield refused("memory", memory, `${sizes.join(", ")} for cpu ${cpu}`, guide);
  if (inputs["networkMode"] !== undefined && text(inputs["networkMode"]) !== "awsvpc")
    yield refused("networkMode", inputs["networkMode"], "awsvpc on Fargate", sources.extensions);
  if (list(inputs["placementConstraints"]).length > 0)
    yield refused(
      "placementConstraints",
      inputs["placementConstraints"],
      "no placement constraints on Fargate",
      sources.extensions,
    );
  for (const [index, container] of all.entries()) {
    const driver = text(fields(container["logConfiguration"])["logDriver"]);
    if (driver !== "" && !["awslogs", "splunk", "awsfirelens"].includes(driver))
      yield refused(
        `containerDefinitions[${index}].logConfiguration.logDriver`,
        driver,
        "awslogs, splunk, awsfirelens on Fargate",
        sources.extensions,
      );
    for (const name of ["startTimeout", "stopTimeout"]) {
      const seconds = numeric(container[name]);
      if (seconds !== undefined && (seconds < 2 || seconds > 120))
        yield refused(`containerDefinitions[${index}].${name}`, seconds, "2 to 120 on Fargate", from);
    }
  }
}

/** Combinations that ECS rejects in a service. */
export const service: RefusesTogether = function* (inputs) {
  const isOnFargate = text(inputs["launchType"]) === "FARGATE";
  if (isOnFargate && inputs["networkConfiguration"] === undefined)
    yield refused(
      "networkConfiguration",
      undefined,
      "a service on Fargate with a network configuration",
      sources.extensions,
    );
  if (text(inputs["schedulingStrategy"]) === "DAEMON") {
    if (isOnFargate) yield refused("schedulingStrategy", "DAEMON", "REPLICA on Fargate", sources.extensions);
  }
  const [least, most] = ["deploymentMinimumHealthyPercent", "deploymentMaximumPercent"].map((name) =>
    numeric(inputs[name]),
  );
  if (least !== undefined && most !== undefined && least >= most)
    yield refused(
      "deploymentMaximumPercent",
      most,
      `more than deploymentMinimumHealthyPercent (${least})`,
      from,
    );
  const bases = list(inputs["capacityProviderStrategies"]).filter(
    (one) => Number(fields(one)["base"] ?? 0) > 0,
  );
  if (bases.length > 1)
    yield refused("capacityProviderStrategies", bases, "a base for one capacity provider only", from);
  if (inputs["launchType"] !== undefined && list(inputs["capacityProviderStrategies"]).length > 0)
    yield refused(
      "launchType",
      inputs["launchType"],
      "either launchType or capacityProviderStrategies",
      from,
    );
};
