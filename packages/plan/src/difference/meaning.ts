import { canonicalContainers, isFields, type Fields } from "@ballast/model";

/*
 * Rewrites documents of equal meaning to the same form: policies by `PoliciesAreEquivalent` of awspolicyequivalence, container
 * definitions by
 * `containerDefinitionsAreEquivalent` in internal/service/ecs/container_definitions.go of terraform-provider-aws, those of AWS Batch by
 * `reduce` in internal/service/batch/container_properties.go and ecs_properties.go (all read in November 2026).
 */

/** Documents of AWS Batch. */
const ofJobs = ["containerProperties", "ecsProperties", "nodeProperties"];

/**
 * @@param path Path of the property that contains the document.
 * @param inputs All inputs of the resource.
 */
export function inOneForm(document: unknown, path: readonly string[], inputs: Fields = {}): unknown {
  const property = path.at(-1) ?? "";
  if (property === "containerDefinitions" && Array.isArray(document)) {
    const isAwsvpc = inputs["networkMode"] === "awsvpc";
    return (canonicalContainers(document) as unknown[]).map((one) => container(one, isAwsvpc));
  }
  if (ofJobs.includes(property) && isFields(document)) return job(canonicalContainers(document));
  return isFields(document) && "Statement" in document ? policy(document) : document;
}

function policy(document: Fields): Fields {
  const statements = [document["Statement"]].flat();
  return { ...document, Statement: statements.map((one) => (isFields(one) ? statement(one) : one)) };
}

function statement(given: Fields): Fields {
  return mapped(given, (value, key) => {
    if (key === "Effect" && typeof value === "string") return capitalized(value);
    if (/^(Not)?(Action|Resource)$/.test(key)) return many(value);
    if (/^(Not)?Principal$/.test(key) && isFields(value))
      return mapped(value, (who, kind) => many(who).map((one) => (kind === "AWS" ? accountOf(one) : one)));
    if (key !== "Condition" || !isFields(value)) return value;
    return mapped(value, (keys) =>
      isFields(keys)
        ? mapped(keys, (values) =>
            many(values).map((one) => (typeof one === "string" ? one : JSON.stringify(one))),
          )
        : keys,
    );
  });
}

function many(value: unknown): unknown[] {
  return [...new Set<unknown>([value].flat())];
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** An account id is equivalent to the ARN of its root. */
function accountOf(principal: unknown): unknown {
  return typeof principal === "string"
    ? principal.replace(/^arn:[\w-]+:iam::(\d{12}):root$/, "$1")
    : principal;
}

/** ECS's defaults for a health check. */
const healthDefaults: Fields = { interval: 30, retries: 3, timeout: 5 };

/** Leaves out default values. The provider's types have no null, and 0 for a missing `cpu`. */
function container(given: unknown, isAwsvpc: boolean): unknown {
  if (!isFields(given)) return given;
  const { essential, cpu, portMappings, healthCheck, ...rest } = withoutEmpty(given);
  return {
    ...rest,
    ...(essential !== true && essential !== undefined && { essential }),
    ...(cpu !== 0 && cpu !== undefined && { cpu }),
    ...(isFields(healthCheck) && {
      healthCheck: without(healthDefaults, withoutNull(healthCheck) as Fields),
    }),
    ...(Array.isArray(portMappings) && {
      portMappings: portMappings.map((one) => portMapping(one, isAwsvpc)),
    }),
  };
}

function portMapping(given: unknown, isAwsvpc: boolean): unknown {
  if (!isFields(given)) return given;
  const { protocol = "tcp", hostPort = 0, containerPort, ...rest } = given;
  // In the network mode awsvpc, the host port equals the container port.
  const isFree = hostPort === 0 || (isAwsvpc && hostPort === containerPort);
  return { ...rest, containerPort, ...(protocol !== "tcp" && { protocol }), ...(!isFree && { hostPort }) };
}

function without(defaults: Fields, given: Fields): Fields {
  return Object.fromEntries(Object.entries(given).filter(([key, value]) => defaults[key] !== value));
}

/** A job's document without empty lists, empty variables and defaults. */
function job(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(job);
  if (!isFields(given)) return given;
  const { environment, essential, platformVersion, fargatePlatformConfiguration, ...rest } =
    withoutEmpty(given);
  const platform = isFields(fargatePlatformConfiguration) && fargatePlatformConfiguration["platformVersion"];
  const variables = Array.isArray(environment)
    ? environment.filter((one) => isFields(one) && (one["value"] ?? "") !== "")
    : [];
  return {
    ...mapped(rest, job),
    ...(variables.length > 0 && { environment: variables }),
    ...(essential !== true && essential !== undefined && { essential }),
    ...(platformVersion !== "LATEST" && platformVersion !== undefined && { platformVersion }),
    ...(platform !== "LATEST" &&
      fargatePlatformConfiguration !== undefined && { fargatePlatformConfiguration }),
  };
}

/** Without empty lists, and without null at any depth. */
function withoutEmpty(given: Fields): Fields {
  return Object.fromEntries(
    Object.entries(withoutNull(given) as Fields)
      .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
      // Members without anything in them.
      .map(([key, value]) => [
        key,
        Array.isArray(value) ? value.filter((one) => !isFields(one) || Object.keys(one).length > 0) : value,
      ]),
  );
}

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNull(inner)]])),
  );
}

function mapped(given: Fields, map: (value: unknown, key: string) => unknown): Fields {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, map(value, key)]));
}
