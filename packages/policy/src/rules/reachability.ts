import { aws, typesWithInterfaces } from "@ballast/aws";
import {
  admissionsOf,
  isAnywhere,
  nameOf,
  needsIn,
  Reachability,
  rulesIn,
  type Admission,
  type MetNeed,
  type Need,
} from "@ballast/analysis";
import { Stack } from "@ballast/model";
import { oncePerStack } from "../oncePerStack.ts";
import type { Rule } from "../rule.ts";

export const reachabilityRules: Rule[] = [
  {
    id: "net-unreachable",
    severity: "error",
    sentence: "Each part of the stack can reach everything that it needs.",
    why: "A connection that a security group, a route or a network ACL blocks times out, minutes after the deployment.",
    fix: "Allow the connection where the finding says that it is blocked; ballast reach shows the whole path.",
    types: [...typesWithInterfaces, aws.fileSystem],
    *check(resource, stack) {
      const stopped = met(stack).filter(
        ({ need, reached }) => need.from.resource === resource && ["no", "partly"].includes(reached.answer),
      );
      // One finding for each place, because the same obstacle stops all connections to it.
      for (const [part, [first]] of Map.groupBy(stopped, ({ need }) => placeOf(need)))
        if (first)
          yield { part, message: `cannot reach ${part}, ${first.need.why}: ${first.reached.obstacle}` };
    },
  },
  {
    id: "net-unneeded",
    severity: "warning",
    sentence: "A security group rule allows only connections that a part of the stack needs.",
    why: "An unneeded rule helps only an attacker, and no test fails when it is removed.",
    fix: "Remove the rule (httpsEgress: false), or name what the program connects to in an exception.",
    types: [aws.ingressRule, aws.egressRule, aws.securityGroupRule],
    *check(resource, stack) {
      const all = met(stack);
      // If a path is unknown, so are the rules that it needs.
      if (all.length === 0 || all.some(({ reached }) => reached.answer === "unknown")) return;
      if (all.some(({ reached }) => reached.rules.includes(resource))) return;
      const judged = [
        ...rulesIn(resource, stack, "ingress").filter(({ groups }) => groups().length > 0),
        ...rulesIn(resource, stack, "egress").filter(
          (rule) => isAnywhere(...rule.ranges) || (rule.groups().length > 0 && !hasOtherHalf(rule, stack)),
        ),
      ];
      if (judged.length > 0) yield "allows connections that no part of this stack needs";
    },
  },
];

/**
 * Whether the referenced group has the matching inbound rule. That rule is then reported, and one finding is
 * enough.
 */
function hasOtherHalf({ groups, group }: Admission, stack: Stack): boolean {
  const named = groups();
  return admissionsOf(stack).some(
    (other) => named.includes(other.group()) && other.groups().includes(group()),
  );
}

/** All required connections, with their results. */
const met = oncePerStack((stack): MetNeed[] => {
  const whole = new Stack([...stack.resources, ...stack.foundations], {}, stack.doubt);
  return needsIn(new Reachability(whole));
});

function placeOf({ to, port }: Need): string {
  switch (to.kind) {
    case "party":
      return `${nameOf(to.party)}:${port}`;
    case "internet":
      return `the internet on port ${port}`;
    case "addresses":
      return `${to.text}:${port}`;
    case "service":
      return `the AWS service ${to.service}`;
  }
}
