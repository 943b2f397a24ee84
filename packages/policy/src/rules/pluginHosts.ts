import { aws, hasNvmeVolumes } from "@ballast/aws";
import { fields, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { callsInUserData } from "../calls/userData.ts";
import type { Rule } from "../rule.ts";

const elastigroup = "Spot::Elastigroup::Group";

export const pluginHostRules: Rule[] = [
  {
    id: "ecs-ebs-plugin-nvme",
    severity: "warning",
    sentence:
      "Instances with REX-Ray's EBS plugin have types on which REX-Ray finds the volumes that it attaches.",
    why: "On Nitro types volumes are NVMe devices; REX-Ray waits for a different device name, and tasks do not start (rexray/rexray#1104, #1282).",
    fix: "Mount the volume at boot (RexrayEbs, mode host), use a Xen type such as t2 or m4, or state that your fork works on this type.",
    types: [aws.group, aws.instance, elastigroup],
    *check(resource, stack) {
      const { types, userData } = hostsOf(resource, stack);
      const named = [...new Set(types)].filter((type) => /^[a-z0-9-]+\.[a-z0-9-]+$/.test(type));
      const unfit = named.filter((type) => hasNvmeVolumes(type) !== false);
      if (unfit.length === 0 || !installsRexray(userData)) return;
      for (const part of unfit)
        yield {
          part,
          message:
            hasNvmeVolumes(part) === true
              ? `has REX-Ray's plugin on ${part}, where volumes are NVMe devices`
              : `has REX-Ray's plugin on ${part}, and whether volumes are NVMe devices there is unknown`,
        };
    },
  },
];

function installsRexray(userData: unknown): boolean {
  return callsInUserData(userData).some(
    ({ action, text }) => action === "ec2:AttachVolume" && /\bplugin\s+install\b/.test(text),
  );
}

interface Hosts {
  types: string[];
  userData: unknown;
}

function hostsOf({ type, inputs }: Resource, stack: Stack): Hosts {
  if (type === aws.instance) {
    const template = templateOf(fields(inputs["launchTemplate"]), stack);
    return {
      types: [text(inputs["instanceType"] ?? template["instanceType"])],
      userData: inputs["userData"] ?? inputs["userDataBase64"] ?? template["userData"],
    };
  }
  if (type === elastigroup) {
    const compute = fields(fields(inputs["group"])["compute"]);
    const { onDemand, spot } = fields(compute["instanceTypes"]);
    return {
      types: [onDemand, ...list(spot)].map(text),
      userData: fields(compute["launchSpecification"])["userData"],
    };
  }
  const mixed = fields(fields(inputs["mixedInstancesPolicy"])["launchTemplate"]);
  const overrides = list(mixed["overrides"]).map((one) => text(fields(one)["instanceType"]));
  const specification = {
    ...fields(inputs["launchTemplate"]),
    ...fields(mixed["launchTemplateSpecification"]),
  };
  const template = templateOf(specification, stack);
  return {
    types: overrides.length > 0 ? overrides : [text(template["instanceType"])],
    userData: template["userData"],
  };
}

/**
 * The launch template of a specification. Its reference has other property names in groups, instances and
 * mixed instances policies.
 */
function templateOf(specification: Fields, stack: Stack): Fields {
  const { id, name, launchTemplateId, launchTemplateName } = specification;
  const reference = id ?? name ?? launchTemplateId ?? launchTemplateName;
  return stack.referred(aws.launchTemplate, reference)?.inputs ?? {};
}
