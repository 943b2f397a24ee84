import { contentsOf } from "@ballast/analysis";
import { typesWhere } from "@ballast/aws";
import type { Rule } from "../rule.ts";

export const templateRules: Rule[] = [
  {
    id: "template-unread",
    severity: "error",
    sentence: "The rules can read which resources a template creates.",
    why: "The rules cannot check what a macro generates or another file contains: it may open or delete anything.",
    fix: "Write the resources into the template or the program, or give a reason why they need not be checked.",
    types: typesWhere(({ template }) => template !== undefined),
    *check(resource) {
      const hidden = contentsOf(resource, resource.inputs)?.hidden;
      if (hidden !== undefined)
        yield { part: hidden, message: `creates resources that the rules cannot read: ${hidden}` };
    },
  },
];
