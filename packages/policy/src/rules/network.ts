import { aws } from "@ballast/aws";
import { groupDescription } from "@ballast/aws/services/vpc";
import { fields, list, text, type Fields, type Stack } from "@ballast/model";
import { hasPort, isAnywhere, isPrivate, portsOf, portsText } from "@ballast/analysis";
import type { Rule } from "../rule.ts";

const remoteAccess = [22, 3389];

/** Where what keeps data listens. */
const dataPorts: Record<string, string> = {
  445: "SMB",
  1433: "SQL Server",
  1521: "Oracle",
  2049: "NFS",
  3306: "MySQL",
  5432: "PostgreSQL",
  6379: "Redis",
  27017: "MongoDB",
};

export const networkRules: Rule[] = [
  {
    id: "ec2-open-ingress",
    severity: "error",
    sentence: "Only an internet-facing load balancer may be reached from anywhere.",
    why: "Everything else that listens to the internet is found by a scanner within the hour.",
    mend: "Name the clients: a security group, or a range.",
    covers: ["AwsSolutions-EC23", "CKV_AWS_260"],
    types: [aws.ingressRule, aws.securityGroup],
    *check(resource, stack) {
      if (resource.type === aws.securityGroup) {
        const inline = list(resource.inputs["ingress"]).map(fields);
        if (inline.some((rule) => isAnywhere(...rangesOf(rule))))
          yield "admits the whole internet by an inline rule";
        return;
      }
      const open = isAnywhere(resource.inputs["cidrIpv4"], resource.inputs["cidrIpv6"]);
      if (open && !isFrontDoor(stack, resource.inputs["securityGroupId"]))
        yield `admits the whole internet to port ${portsText(portsOf(resource.inputs))}`;
    },
  },
  {
    id: "ec2-remote-access",
    severity: "error",
    sentence: "SSH and remote desktop are open to nobody.",
    why: "Systems Manager's Session Manager needs no open port, and keeps a record.",
    mend: "Take the rule out.",
    covers: ["CKV_AWS_24", "CKV_AWS_25"],
    types: [aws.ingressRule],
    *check(resource) {
      const ports = portsOf(resource.inputs);
      const hit = remoteAccess.filter((port) => hasPort(ports, port));
      if (hit.length > 0) yield `admits connections to port ${hit.join(" and ")}`;
    },
  },
  {
    id: "ec2-data-port",
    severity: "error",
    sentence: "What keeps data is reached from inside the network alone.",
    why: "A database, a share or a cache that the internet reaches is guessed at, and its holes are tried, all day.",
    mend: "Name the clients' security groups, or private ranges; people come by Session Manager's port forwarding.",
    covers: ["AwsSolutions-RDS8"],
    types: [aws.ingressRule],
    *check({ inputs }) {
      const ranges = [inputs["cidrIpv4"], inputs["cidrIpv6"]].map(text).filter(Boolean);
      const ports = portsOf(inputs);
      const hit = Object.keys(dataPorts).filter((port) => hasPort(ports, Number(port)));
      const open = ranges.filter((range) => !isPrivate(range));
      if (hit.length > 0 && open.length > 0)
        yield `admits ${open.join(" and ")} to ${hit.map((port) => `${dataPorts[port]} (${port})`).join(", ")}`;
    },
  },
  {
    id: "ec2-rule-description",
    severity: "error",
    sentence: "Security groups and their rules say what they are for, in characters that EC2 takes.",
    why: "A rule without a reason is never removed; EC2 refuses apostrophes at deployment time.",
    mend: "Describe it in plain ASCII without apostrophes.",
    covers: ["AwsSolutions-EC27", "CKV_AWS_23"],
    types: [aws.ingressRule, aws.egressRule, aws.securityGroup],
    *check(resource) {
      const given = text(resource.inputs["description"]);
      if (!groupDescription.test(given))
        yield given ? `has a description that EC2 refuses: ${given}` : "has no description";
    },
  },
  {
    id: "vpc-flow-logs",
    severity: "error",
    sentence: "A VPC keeps a record of its connections.",
    why: "After an incident it is the only record of who talked to whom.",
    mend: "Add a flow log.",
    covers: ["AwsSolutions-VPC7", "CKV2_AWS_11"],
    types: [aws.vpc],
    *check(resource, stack) {
      const logged = stack.ofType(aws.flowLog).map((log) => log.inputs["vpcId"]);
      if (!logged.includes(resource.id)) yield "has no flow log";
    },
  },
  {
    id: "vpc-default-group",
    severity: "error",
    sentence: "A VPC's default security group admits and emits nothing.",
    why: "Whatever forgets to name a group gets this one.",
    mend: "Adopt it with aws.ec2.DefaultSecurityGroup and no rules.",
    covers: ["CKV2_AWS_12"],
    types: [aws.vpc],
    *check(resource, stack) {
      const group = stack.ofType(aws.defaultSecurityGroup).find((one) => one.inputs["vpcId"] === resource.id);
      if (!group) yield "leaves its default security group as AWS made it";
      else if ([group.inputs["ingress"], group.inputs["egress"]].some((rules) => list(rules).length > 0))
        yield { resource: group, message: "has rules" };
    },
  },
  {
    id: "vpc-public-addresses",
    severity: "warning",
    sentence: "A subnet gives no public address to what starts in it.",
    why: "An instance that lands in the wrong subnet would be on the internet without anybody asking for it.",
    mend: "Leave mapPublicIpOnLaunch out; load balancers and NAT gateways get their addresses anyway.",
    covers: ["CKV_AWS_130"],
    types: [aws.subnet],
    *check(resource) {
      if (resource.inputs["mapPublicIpOnLaunch"] === true) yield "gives out public addresses";
    },
  },
];

/** Of a rule that stands in its group. */
function rangesOf(rule: Fields): unknown[] {
  return [...list(rule["cidrBlocks"]), ...list(rule["ipv6CidrBlocks"])];
}

/** Whether a group belongs to a load balancer that its user marked as public. */
function isFrontDoor(stack: Stack, groupId: unknown): boolean {
  return stack
    .ofType(aws.loadBalancer)
    .some(
      (balancer) =>
        balancer.inputs["internal"] !== true && list(balancer.inputs["securityGroups"]).includes(groupId),
    );
}
