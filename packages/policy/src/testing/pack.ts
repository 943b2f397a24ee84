import type { Resource } from "@ballast/model";
import {
  unknownCheckingProxy,
  type PolicyResource,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { policiesOf, uncheckedRule } from "../pack/policies.ts";
import { rules } from "../rules/index.ts";
import { madeUp } from "./resources.ts";

export const today = "2026-11-21";
/** The engine's placeholder for a value that is known only after the deployment. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const provider = { type: "pulumi:providers:aws", props: {}, urn: "", name: "default" };

/** The SDK's own function, which its type declarations omit. */
export const checkingUnknowns = unknownCheckingProxy as (
  props: Record<string, unknown>,
) => Record<string, unknown>;

/** A resource as the engine passes it to a policy. `props` are added to the resource's own values. */
export function given(resource: Resource, props: Record<string, unknown> = {}): PolicyResource {
  const { urn, type, name, protect, ignoreChanges, custom } = resource;
  return {
    urn,
    type,
    name,
    props: checkingUnknowns({
      ...(custom ? { id: resource.id, ...resource.state } : resource.outputs),
      ...props,
    }),
    opts: {
      protect,
      ignoreChanges,
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
    ...(custom && { provider }),
  };
}

export function root(props: Record<string, unknown> = {}): PolicyResource {
  return given(madeUp("pulumi:pulumi:Stack", "ballast-test-dev", {}, { custom: false, outputs: props }));
}

type Configurations = Record<string, object>;

/**
 * Runs the pack as the SDK's server does: first the inputs, then every policy that is not disabled.
 *
 * @param disabled - By default `rule-unchecked`, since test resources lack AWS's additions.
 */
export async function run(
  resources: PolicyResource[],
  configurations: Configurations = {},
  asked: Record<string, Record<string, unknown>> = {},
  disabled: string[] = [uncheckedRule.id],
): Promise<string[]> {
  const said: string[] = [];
  const [reader, ...policies] = policiesOf(rules, () => today);
  for (const [urn, props] of Object.entries(asked)) {
    const { validateResource } = reader as ResourceValidationPolicy;
    if (typeof validateResource === "function") {
      await validateResource({ urn, props: checkingUnknowns(props) } as never, () => undefined);
    }
  }
  for (const one of policies as StackValidationPolicy[]) {
    if (disabled.includes(one.name) || one.enforcementLevel === "disabled") continue;
    await one.validateStack(
      {
        resources,
        stackTags: new Map(),
        getConfig: <Config extends object>() => (configurations[one.name] ?? {}) as Config,
        notApplicable: () => {
          throw new Error("no policy says so");
        },
      },
      (message, urn) => said.push(`${one.name} ${urn?.split("::").at(-1) ?? "the stack"}: ${message}`),
    );
  }
  return said;
}
