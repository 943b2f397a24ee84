import { fields, list, text } from "../read.ts";
import type { Resource, Rule, Stack } from "../rule.ts";
import { aws } from "./types.ts";

const anywhere = ["0.0.0.0/0", "::/0"];
const remoteAccess = [22, 3389];

/** EC2's alphabet for descriptions of groups and rules. */
const description = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

export const networkRules: Rule[] = [
  {
    id: "ec2-open-ingress",
    severity: "error",
    sentence: "Only an internet-facing load balancer may be reached from anywhere.",
    why: "Everything else that listens to the internet is found by a scanner within the hour.",
    mend: "Name the clients: a security group, or a range.",
    *check(stack) {
      for (const resource of stack.ofType(aws.ingressRule)) {
        const open = anywhere.some((range) =>
          [resource.inputs["cidrIpv4"], resource.inputs["cidrIpv6"]].includes(range),
        );
        if (open && !isFrontDoor(stack, resource.inputs["securityGroupId"])) {
          yield { resource, message: `admits the whole internet to port ${portsOf(resource)}` };
        }
      }
      for (const resource of stack.ofType(aws.securityGroup)) {
        const inline = list(resource.inputs["ingress"]).map(fields);
        if (
          inline.some((rule) =>
            JSON.stringify([rule["cidrBlocks"], rule["ipv6CidrBlocks"]]).match(/"(0\.0\.0\.0|::)\/0"/),
          )
        ) {
          yield { resource, message: "admits the whole internet by an inline rule" };
        }
      }
    },
  },
  {
    id: "ec2-remote-access",
    severity: "error",
    sentence: "SSH and remote desktop are open to nobody.",
    why: "Systems Manager's Session Manager needs no open port, and keeps a record.",
    mend: "Take the rule out.",
    *check(stack) {
      for (const resource of stack.ofType(aws.ingressRule)) {
        const from = Number(resource.inputs["fromPort"] ?? 0);
        const to = Number(resource.inputs["toPort"] ?? 65_535);
        const hit = remoteAccess.filter((port) => from <= port && port <= to);
        if (hit.length > 0) yield { resource, message: `admits connections to port ${hit.join(" and ")}` };
      }
    },
  },
  {
    id: "ec2-rule-description",
    severity: "error",
    sentence: "Security groups and their rules say what they are for, in characters that EC2 takes.",
    why: "A rule without a reason is never removed; EC2 refuses apostrophes at deployment time.",
    mend: "Describe it in plain ASCII without apostrophes.",
    *check(stack) {
      for (const resource of stack.ofType(aws.ingressRule, aws.egressRule, aws.securityGroup)) {
        const given = text(resource.inputs["description"]);
        if (!description.test(given))
          yield {
            resource,
            message: given ? `has a description that EC2 refuses: ${given}` : "has no description",
          };
      }
    },
  },
  {
    id: "vpc-flow-logs",
    severity: "error",
    sentence: "A VPC keeps a record of its connections.",
    why: "After an incident it is the only record of who talked to whom.",
    mend: "Add a flow log.",
    *check(stack) {
      const logged = stack.ofType(aws.flowLog).map((log) => log.inputs["vpcId"]);
      for (const resource of stack.ofType(aws.vpc)) {
        if (!logged.includes(resource.id)) yield { resource, message: "has no flow log" };
      }
    },
  },
  {
    id: "vpc-default-group",
    severity: "error",
    sentence: "A VPC's default security group admits and emits nothing.",
    why: "Whatever forgets to name a group gets this one.",
    mend: "Adopt it with aws.ec2.DefaultSecurityGroup and no rules.",
    *check(stack) {
      const groups = stack.ofType("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
      for (const resource of stack.ofType(aws.vpc)) {
        const group = groups.find((one) => one.inputs["vpcId"] === resource.id);
        if (!group) yield { resource, message: "leaves its default security group as AWS made it" };
        else if ([group.inputs["ingress"], group.inputs["egress"]].some((rules) => list(rules).length > 0)) {
          yield { resource: group, message: "has rules" };
        }
      }
    },
  },
];

function portsOf(rule: Resource): string {
  const { fromPort, toPort } = rule.inputs;
  return fromPort === toPort ? text(fromPort) : `${text(fromPort)}–${text(toPort)}`;
}

/** Whether a group belongs to a load balancer that its user marked as public. */
function isFrontDoor(stack: Stack, groupId: unknown): boolean {
  return stack
    .ofType(aws.loadBalancer)
    .some(
      (balancer) =>
        balancer.inputs["internal"] === false && list(balancer.inputs["securityGroups"]).includes(groupId),
    );
}
