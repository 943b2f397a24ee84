import { GetRoleCommand } from "@aws-sdk/client-iam";
import { missing, ok } from "../check.ts";
import type { RoleNeed } from "../needs/roles.ts";
import { unless } from "../../aws.ts";
import type { Account } from "./account.ts";
import type { Question } from "./ask.ts";

export function roleQuestion({ iam }: Account, { name, service }: RoleNeed, stacks: string[]): Question {
  return {
    id: `role:${name}`,
    what: `The account has the service-linked role ${name}`,
    stacks,
    ask: async () => {
      const found = await unless(/^NoSuchEntity/, iam.send(new GetRoleCommand({ RoleName: name })));
      if (found !== undefined) return ok("it is there");
      return missing(
        `it does not exist; AWS creates it when a principal with iam:CreateServiceLinkedRole first uses ${service}, ` +
          "and that first use may happen before the role is ready",
        `aws iam create-service-linked-role --aws-service-name ${service}`,
      );
    },
  };
}
