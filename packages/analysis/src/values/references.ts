import { isRegional } from "@ballast/aws";
import {
  arnOf,
  isKnownText,
  knownProperty,
  partitionOfRegion,
  referenceFault,
  refused,
  sources,
  staysInRegion,
  type Home,
  type RefusedValue,
} from "@ballast/aws/values";
import { parsed, text, type Resource, type Stack } from "@ballast/model";

/**
 * Properties with free text or documents, which do not contain references: policies, user data, tags and
 * other maps of text.
 */
const ownWords = new RegExp(
  `^(${[
    "[a-zA-Z]*[tT]ags|tagsAll|tagMap|dockerLabels|labels|dimensions|inputPaths|triggers|options|advancedOptions",
    "policy|assumeRolePolicy|accessPolicies|userData|templateBody|dashboardBody|definition|buildspec|eventPattern",
    "content|input|metadata|parameters|[a-zA-Z]+Parameters|parameterOverrides|context|additionalEncryptionContext",
    "environment|environmentVariables|[a-zA-Z]*[eE]nvironmentVariables|[a-zA-Z]*[vV]ariables|runtimeEnvironmentSecrets",
    "secretString|sessionAttributes|attributes|properties|customProperties|userDefinedFields|extraParams",
    "(request|response)(Templates|Models)|stageVariableOverrides|finalBackupTags|restoreMetadataOverrides",
  ].join("|")})$`,
);

const homes = new WeakMap<Stack, Home>();

/** The most frequent partition and region in the stack's known ARNs. */
export function homeOf(stack: Stack): Home {
  const known = homes.get(stack);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const { state, inputs } of stack.resources) {
    const arn = knownProperty(state, "arn");
    const own =
      typeof arn === "string" && knownProperty(inputs, "region") === undefined ? arnOf(arn) : undefined;
    if (own !== undefined && own.region !== "") {
      const key = `${own.partition} ${own.region}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
  const [partition, region] = most?.split(" ") ?? [];
  const home: Home = partition !== undefined && region !== undefined ? { partition, region } : {};
  homes.set(stack, home);
  return home;
}

/** References of a resource that AWS rejects, because their form, region, partition or service is wrong. */
export function* refusedReferences(resource: Resource, stack: Stack): Iterable<RefusedValue> {
  const home = homeOf(stack);
  const own = text(knownProperty(resource.inputs, "region"));
  const at: Home = own === "" || !isRegional(resource.type) ? home : { ...home, ...placeOf(own) };
  yield* within(resource.inputs, "", "", at, stack);
}

function placeOf(region: string): Home {
  const partition = partitionOfRegion(region);
  return partition === undefined ? {} : { partition, region };
}

function* within(
  value: unknown,
  name: string,
  path: string,
  home: Home,
  stack: Stack,
): Iterable<RefusedValue> {
  if (typeof value === "string") {
    const document = name === "containerDefinitions" ? parsed(value) : undefined;
    if (typeof document === "object" && document !== null) yield* within(document, "", path, home, stack);
    else if (value !== "" && isKnownText(value)) yield* faultOf(value, name, path, home, stack);
  } else if (Array.isArray(value)) {
    for (const index of value.keys())
      yield* within(knownProperty(value, String(index)), name, `${path}[${index}]`, home, stack);
  } else if (typeof value === "object" && value !== null)
    for (const key of Object.keys(value))
      if (!ownWords.test(key))
        yield* within(knownProperty(value, key), key, path === "" ? key : `${path}.${key}`, home, stack);
}

/** For a reference to a resource of this stack, only the region can be wrong. */
function* faultOf(
  value: string,
  name: string,
  path: string,
  home: Home,
  stack: Stack,
): Iterable<RefusedValue> {
  const own = resourcesOf(stack).get(value);
  if (own !== undefined) {
    const region = regionOf(own);
    if (region !== "" && home.region !== undefined && region !== home.region && staysInRegion(name))
      yield refused(
        path,
        value,
        `a resource of ${home.region}, and ${own.name} is in ${region}`,
        sources.identifiers,
      );
    return;
  }
  const fault = referenceFault(name, value, home);
  if (fault !== undefined) yield { path, value, ...fault };
}

/** The region that a resource sets explicitly. */
function regionOf({ type, inputs }: Resource): string {
  return isRegional(type) ? text(knownProperty(inputs, "region")) : "";
}

const identifiers = new WeakMap<Stack, ReadonlyMap<unknown, Resource>>();

/** The stack's resources, keyed by every identifier that references can use. */
export function resourcesOf(stack: Stack): ReadonlyMap<unknown, Resource> {
  let known = identifiers.get(stack);
  if (known === undefined) {
    known = new Map(
      stack.resources.flatMap((resource) =>
        [
          resource.urn,
          resource.id,
          resource.name,
          knownProperty(resource.state, "arn"),
          knownProperty(resource.state, "name"),
        ]
          .filter((one) => one !== undefined && one !== "")
          .map((one): [unknown, Resource] => [one, resource]),
      ),
    );
    identifiers.set(stack, known);
  }
  return known;
}
