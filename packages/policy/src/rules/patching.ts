import { isManaged } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { fields, list, parsed, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { dayAfter, isDay } from "@ballast/contracts/plain";
import type { Rule } from "../rule.ts";

/** Tag of launch templates with a pinned image: the image's release date. */
export const releasedTag = "ballast:image-released";
const ageTag = "ballast:patch-age-days";
/** Resource type of Spot's Elastigroups in templates. */
const elastigroup = "Spot::Elastigroup::Group";
/** Default of Ec2Capacity, in days. */
const usualAge = 30;

export const patchingRules: Rule[] = [
  {
    id: "hosts-patched",
    severity: "error",
    sentence: "The instances of a capacity are replaced regularly by instances with a newer AMI.",
    why: "A running instance keeps its AMI: a newer AMI in the launch template does not change it.",
    fix: "Keep patch enabled (Ec2Capacity), schedule autoscaling:startInstanceRefresh for the group, or set maxInstanceLifetime on a group without scale-in protection. For an Elastigroup, name under `patch` who replaces its instances with a newer AMI.",
    types: [aws.group, elastigroup],
    *check(resource, stack) {
      if (resource.type === elastigroup) {
        // A roll by Spot reuses the AMI id to which the template was resolved.
        yield "does not replace its instances by instances with a newer AMI";
        return;
      }
      if (!isManaged(resource, stack) || starts(stack, resource)) return;
      const { maxInstanceLifetime, protectFromScaleIn } = resource.inputs;
      if (!(Number(maxInstanceLifetime) > 0))
        yield "does not replace its instances by instances with a newer AMI";
      else if (protectFromScaleIn === true)
        yield "limits the lifetime of its instances, but protects them from scale-in, so Auto Scaling does not replace them";
    },
  },
  {
    id: "pinned-image-age",
    severity: "warning",
    sentence: "A pinned AMI is not older than the age at which patching replaces AMIs.",
    why: "Instances with this AMI lack the security updates since its release.",
    fix: "Set pinnedImage to the id and the release date of a newer AMI, or leave it out: instances then start from the newest AMI.",
    types: [aws.launchTemplate, elastigroup],
    *check(resource, stack, today) {
      const isTemplate = resource.type === aws.launchTemplate;
      const released = isTemplate ? releasedOf(resource) : releasedOfSpot(resource);
      if (released === undefined) return;
      const age = isTemplate ? allowedAge(stack, resource) : usualAge;
      const image = isTemplate ? resource.inputs["imageId"] : specificationOf(resource)["imageId"];
      if (released > today)
        yield `gives ${released} as the release date of ${text(image)}, which is in the future`;
      if (dayAfter(released, age) < today)
        yield `starts from ${text(image)} of ${released}, which is older than the allowed ${age} days`;
    },
  },
];

/** The release date of a template's pinned image; undefined if the tag is missing or invalid. */
export function releasedOf({ inputs }: Resource): string | undefined {
  const released = fields(inputs["tags"])[releasedTag];
  return typeof released === "string" && isDay(released) ? released : undefined;
}

/** The release date in the tags of an Elastigroup's instances. */
function releasedOfSpot(resource: Resource): string | undefined {
  const tags = list(specificationOf(resource)["tags"]).map(fields);
  const released = tags.find(({ tagKey }) => tagKey === releasedTag)?.["tagValue"];
  return typeof released === "string" && isDay(released) ? released : undefined;
}

function specificationOf({ inputs }: Resource): Fields {
  return fields(fields(fields(inputs["group"])["compute"])["launchSpecification"]);
}

/** The lowest allowed image age among the groups that use a launch template. */
function allowedAge(stack: Stack, template: Resource): number {
  const ages = stack
    .ofType(aws.group)
    .filter(({ inputs }) => templateOf(stack, inputs) === template)
    .flatMap(({ inputs }) => list(inputs["tags"]).map(fields))
    .filter(({ key, value }) => key === ageTag && /^\d+$/.test(text(value)))
    .map(({ value }) => Number(value));
  return ages.length > 0 ? Math.min(...ages) : usualAge;
}

function templateOf(stack: Stack, inputs: Fields): Resource | undefined {
  const launch = fields(fields(inputs["mixedInstancesPolicy"])["launchTemplate"]);
  const specification = fields(launch["launchTemplateSpecification"] ?? inputs["launchTemplate"]);
  return stack.referred(aws.launchTemplate, specification["launchTemplateId"] ?? specification["id"]);
}

/**
 * Whether a schedule, or a rule with one, starts instance refreshes of the group, directly or through a state
 * machine.
 */
function starts(stack: Stack, group: Resource): boolean {
  const name = text(group.state["name"]);
  const refreshes = (resource: string, given: Fields): boolean =>
    /:aws-sdk:autoscaling:startInstanceRefresh$/.test(resource) &&
    text(given["AutoScalingGroupName"]) === name;
  const machine = (arn: unknown): boolean =>
    callsIn(parsed(stack.referred(aws.stateMachine, arn)?.inputs["definition"])).some(({ resource, given }) =>
      refreshes(resource, given),
    );
  const schedules = stack.ofType(aws.schedule).filter(({ inputs }) => inputs["state"] !== "DISABLED");
  const targets = schedules.map(({ inputs }) => fields(inputs["target"]));
  return (
    targets.some(({ arn, input }) => refreshes(text(arn), fields(parsed(input))) || machine(arn)) ||
    stack
      .ofType(aws.eventTarget)
      .some(({ inputs }) => isScheduled(stack, inputs["rule"]) && machine(inputs["arn"]))
  );
}

function isScheduled(stack: Stack, reference: unknown): boolean {
  const { scheduleExpression, state, isEnabled } = stack.referred(aws.eventRule, reference)?.inputs ?? {};
  return scheduleExpression !== undefined && state !== "DISABLED" && isEnabled !== false;
}

/** The calls of a state machine's tasks, including those in Map and Parallel states. */
function callsIn(definition: unknown): { resource: string; given: Fields }[] {
  return Object.values(fields(fields(definition)["States"]))
    .map(fields)
    .flatMap((state) => [
      { resource: text(state["Resource"]), given: fields(state["Arguments"] ?? state["Parameters"]) },
      ...list(state["Branches"]).flatMap(callsIn),
      ...callsIn(state["Iterator"] ?? state["ItemProcessor"]),
    ]);
}
