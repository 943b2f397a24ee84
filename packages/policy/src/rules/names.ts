import { nameFault, resourceType, typesWhere } from "@ballast/aws";
import { text } from "@ballast/model";
import type { Rule } from "../rule.ts";

export const nameRules: Rule[] = [
  {
    id: "aws-name",
    severity: "error",
    sentence: "A resource has a name that AWS accepts.",
    why: "AWS rejects an invalid name only when the deployment reaches the resource; by then other resources have changed.",
    fix: "Shorten the name, or use the allowed characters. Pulumi appends 8 characters to a resource's own name, the provider 26 to a prefix.",
    types: typesWhere(({ name }) => Boolean(name)),
    *check({ type, registeredType, name, inputs }) {
      const naming = resourceType(type)?.name;
      // CloudFormation generates a valid name, or completes the name in the template.
      const given = naming ? text(inputs[naming.property]) : "";
      if (registeredType?.includes("::") && !/^(?!urn:)[^${]+$/.test(given)) return;
      const fault = naming ? nameFault(naming, inputs, name) : undefined;
      if (fault !== undefined) yield `has ${fault}`;
    },
  },
];
