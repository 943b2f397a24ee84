import { aws } from "@ballast/aws";
import { dayOf, type RuleException } from "@ballast/contracts/plain";
import type { Policies, PolicyConfigSchema, PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { checkStack, exceptionsOf, type Finding } from "../check.ts";
import { ExceptionError, exceptionRules, readExceptions } from "../exceptions.ts";
import type { Rule, RuleText } from "../rule.ts";
import { rules as allRules } from "../rules/index.ts";
import type { Resource, Stack } from "@ballast/model";
import { openedStack } from "./resources.ts";

/** The configuration of one rule, except the enforcement level, which the engine reads itself. */
const configSchema: PolicyConfigSchema = {
  properties: {
    exceptions: {
      type: "array",
      description: "Resources exempt from the rule, each with a reason and an expiry date",
      items: {
        type: "object",
        properties: {
          resource: {
            type: "string",
            minLength: 1,
            description: `A resource's name, its type and name (${aws.topic}::alarms), or its URN`,
          },
          part: {
            type: "string",
            minLength: 1,
            description: "A container, a volume, … of the resource, if the rule checks parts",
          },
          reason: { type: "string", minLength: 1 },
          expires: {
            type: "string",
            pattern: "^\\d{4}-\\d{2}-\\d{2}$",
            description: "Last day, for example 2027-03-31",
          },
        },
        required: ["resource", "reason", "expires"],
        additionalProperties: false,
      },
    },
  },
};

/** Used only in the policy pack: a preview lacks values that a plan file contains. */
export const uncheckedRule = {
  id: "rule-unchecked",
  severity: "warning",
  sentence: "Every rule can read the values that it checks.",
  why: "A preview does not know the values that AWS adds. Where a rule needs one, it reports nothing; that is not an approval.",
  fix: "Run ballast plan, which checks the same rules with example values, or read what the pack reports at the end of the update.",
} as const satisfies RuleText;

interface Configuration {
  exceptions?: Omit<RuleException, "rule">[];
}

/**
 * The rules, including those about exceptions, as Pulumi policies. They are plain objects: nothing runs until
 * a `PolicyPack` is created from them.
 *
 * @param today Date by which exceptions expire. @default - today
 */
export function policiesOf(rules: readonly Rule[] = allRules, today = () => dayOf(new Date())): Policies {
  const asked = new Map<string, Record<string, unknown>>();
  let look = new Look();

  /** The stack, converted once for all policies. */
  function stackFor(policy: string, resources: readonly PolicyResource[]): Stack {
    // The engine calls each policy once for a stack. A second call of the same policy concerns the next
    // stack.
    if (look.asked.has(policy)) look = new Look();
    look.asked.add(policy);
    look.stack ??= openedStack(resources, asked);
    return look.stack;
  }

  function find(stack: Stack, looked: readonly Rule[], configured: readonly RuleException[]): Finding[] {
    const { unchecked } = look;
    return checkStack(stack, [...stackExceptions(stack), ...configured], {
      rules: looked,
      today: today(),
      unchecked,
    });
  }

  const ruled = rules.map((rule): StackValidationPolicy => ({
    ...described(rule),
    configSchema,
    validateStack: ({ resources, getConfig }, report) => {
      const stack = stackFor(rule.id, resources);
      const { exceptions: given = [] } = getConfig<Configuration>();
      const exceptions = given.map((one) => ({ ...one, rule: rule.id }));
      const fault = faultIn(() => readExceptions(exceptions, `exceptions of ${rule.id}`, new Set([rule.id])));
      if (fault !== undefined) report(fault);
      const followed = fault === undefined ? exceptions : [];
      look.exceptions.set(rule.id, followed);
      for (const finding of find(stack, [rule], followed)) {
        if (finding.rule === rule.id && finding.severity !== "waived") report(finding.message, finding.urn);
      }
    },
  }));

  const onExceptions = [exceptionRules.expiring, exceptionRules.unused].map(
    (text): StackValidationPolicy => ({
      ...described(text),
      validateStack: ({ resources }, report) => {
        const stack = stackFor(text.id, resources);
        const looked = rules.filter(({ id }) => look.exceptions.has(id));
        for (const { rule, message, urn } of find(stack, looked, [...look.exceptions.values()].flat()))
          if (rule === text.id) report(message, urn);
      },
    }),
  );

  return [
    {
      name: "program-inputs",
      description:
        "Reads the program's inputs, to distinguish them from values that AWS adds. Reports no findings.",
      enforcementLevel: "advisory",
      validateResource: ({ urn, props }) => void asked.set(urn, props),
    },
    {
      ...described(exceptionRules.refused),
      validateStack: ({ resources }, report) => {
        const { outputs } = stackFor(exceptionRules.refused.id, resources);
        const fault = faultIn(() => exceptionsOf(outputs));
        if (fault !== undefined) report(fault);
      },
    },
    ...ruled,
    ...onExceptions,
    {
      ...described(uncheckedRule),
      validateStack: ({ resources }, report) => {
        stackFor(uncheckedRule.id, resources);
        if (look.unchecked.size > 0) report(uncheckedIn(look.unchecked));
      },
    },
  ];
}

/** The state that all policies share while they check one stack. */
class Look {
  readonly asked = new Set<string>();
  stack: Stack | undefined;
  /** Resources that rules could not check, keyed by rule id. */
  readonly unchecked = new Map<string, Set<Resource>>();
  /** Exceptions in each rule's configuration, for rules that are not disabled. */
  readonly exceptions = new Map<string, RuleException[]>();
}

/** Maximum number of resource names for one rule in a message. */
const mostNames = 3;

function uncheckedIn(unchecked: ReadonlyMap<string, ReadonlySet<Resource>>): string {
  const each = [...unchecked].map(([rule, resources]) => {
    const names = [...resources].map(({ name }) => name).sort();
    const more = names.length - mostNames;
    return `${rule} on ${names.slice(0, mostNames).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  });
  return `leaves these rules unchecked until AWS has added values: ${each.join("; ")}`;
}

/** The stack's exceptions; none if they are invalid, which `exception-refused` reports. */
function stackExceptions({ outputs }: Stack): RuleException[] {
  return faultIn(() => exceptionsOf(outputs)) === undefined ? exceptionsOf(outputs) : [];
}

function faultIn(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof ExceptionError) return error.message;
    throw error;
  }
}

function described({ id, severity, sentence, why, fix, covers, optional }: RuleText) {
  return {
    name: id,
    description: `${sentence} ${why} ${fix}`,
    enforcementLevel: optional ? "disabled" : severity === "error" ? "mandatory" : "advisory",
    severity: severity === "error" ? "high" : "low",
    remediationSteps: fix,
    ...(covers && { tags: [...covers] }),
  } as const;
}
