import { stackOf } from "@ballast/analysis";
import { Doubt, type Resource, type Stack } from "@ballast/model";
import { UnknownValueError, type PolicyResource } from "@pulumi/policy";

type Properties = Record<string, unknown>;

const stackType = "pulumi:pulumi:Stack";

/**
 * Converts the resources that the engine passes to a policy to the form that rules use.
 *
 * @param asked Inputs of the program, keyed by URN; the engine passes the resulting state, with AWS's
 * additions. A resource without inputs here, such as one that the update does not target, is used with its
 * state.
 */
export function openedStack(
  resources: readonly PolicyResource[],
  asked: ReadonlyMap<string, Properties> = new Map(),
): Stack {
  const doubt = new Doubt();
  const root = resources.find(({ type }) => type === stackType);
  return stackOf(
    resources
      .filter(({ type }) => type !== stackType && !type.startsWith("pulumi:providers:"))
      .map((resource) => resourceOf(resource, asked.get(resource.urn), doubt)),
    root ? (opened(root.props, doubt) as Properties) : {},
    doubt,
  );
}

function resourceOf(given: PolicyResource, asked: Properties | undefined, doubt: Doubt): Resource {
  const { urn, type, name, opts } = given;
  const custom = given.provider !== undefined;
  const state = opened(given.props, doubt) as Properties;
  const dependencies = [given.dependencies, ...Object.values(given.propertyDependencies)].flat();
  const resource = {
    urn,
    type,
    name,
    parent: given.parent === undefined || given.parent.type === stackType ? null : given.parent.urn,
    custom,
    inputs: asked === undefined ? withoutEmpty(state) : (opened(asked, doubt) as Properties),
    state,
    protect: opts.protect,
    retainOnDelete: undefined,
    ignoreChanges: opts.ignoreChanges,
    dependsOn: [...new Set(dependencies.map((dependency) => dependency.urn))],
    ...(!custom && { outputs: state }),
  };
  if (!custom) return { ...resource, id: "" };
  // Every existing resource has an id in its state. For a new resource, AWS's additions are not known yet.
  const exists = Object.getOwnPropertyDescriptor(state, "id")?.value !== undefined;
  if (exists) return { ...resource, id: String(state["id"]) };
  return unknownProperty({ ...resource, state: doubtful(state, doubt) }, "id", doubt) as Resource;
}

/** A plain copy in which reading a property that is not known yet raises the doubt. */
function opened(value: unknown, doubt: Doubt): unknown {
  if (typeof value !== "object" || value === null) return value;
  const plain = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) {
    try {
      const inner = opened((value as Properties)[key], doubt);
      if (inner !== null) Object.assign(plain, { [key]: inner });
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      unknownProperty(plain, key, doubt);
    }
  }
  return plain;
}

function unknownProperty(of: object, key: string, doubt: Doubt): object {
  return Object.defineProperty(of, key, {
    enumerable: true,
    get: () => {
      doubt.raised = true;
      return undefined;
    },
  });
}

/** The state, in which reading a missing property also raises the doubt. */
function doubtful(state: Properties, doubt: Doubt): Properties {
  return new Proxy(state, {
    get: (target, key) => {
      if (!(key in target)) doubt.raised = true;
      return Reflect.get(target, key) as unknown;
    },
  });
}

/** Leaves out empty texts, which providers write for unset properties. */
function withoutEmpty(state: Properties): Properties {
  const known = Object.entries(Object.getOwnPropertyDescriptors(state)).filter(
    ([, { value }]) => value !== "",
  );
  return Object.defineProperties({}, Object.fromEntries(known));
}
