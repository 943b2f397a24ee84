import { aws, databaseGroups } from "@ballast/aws";
import { groupDescription } from "@ballast/aws/services/vpc";
import {
  isTrue,
  addressRange,
  cover,
  list,
  text,
  valuesAt,
  type AddressRange,
  type Fields,
  type Resource,
  type Stack,
} from "@ballast/model";
import {
  admissionsIn,
  admissionsOf,
  admittingTypes,
  allows,
  directionOf,
  entriesApart,
  entriesOfAcl,
  inOrder,
  networkAcls,
  hasPort,
  isAnywhere,
  isPrivate,
  overlap,
  portsOf,
  portsText,
  type Admission,
} from "@ballast/analysis";
import type { Rule } from "../rule.ts";

const remoteAccess = [22, 3389];

/** Ports of data stores, with their protocols. */
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
    sentence: "Only an internet-facing load balancer can be reached from anywhere.",
    why: "Scanners find every other service that listens to the internet within the hour.",
    fix: "Set the clients: a security group, or an address range.",
    covers: ["AwsSolutions-EC23", "CKV_AWS_260"],
    types: admittingTypes,
    *check(resource, stack) {
      for (const admission of admissionsIn(resource, stack)) {
        const alone = isAnywhere(...admission.ranges);
        if (!alone && !isAnywhere(...rangesBeside(admission, stack))) continue;
        if (isFrontDoor(stack, admission.group())) continue;
        const how = admission.isInline ? ", by an inline rule" : "";
        const together = alone ? "" : ", with other rules of its group";
        const ports = portsText(admission.ports());
        yield {
          part: `port ${ports}`,
          message: `allows the whole internet to connect to port ${ports}${how}${together}`,
        };
      }
    },
  },
  {
    id: "ec2-remote-access",
    severity: "error",
    sentence: "SSH and remote desktop are closed.",
    why: "Session Manager of Systems Manager needs no open port, and logs its sessions.",
    fix: "Remove the rule.",
    covers: ["CKV_AWS_24", "CKV_AWS_25"],
    types: [...admittingTypes, ...networkAcls, aws.networkAclRule],
    *check(resource, stack) {
      const admissions = admissionsIn(resource, stack);
      const admits = (port: number): boolean => {
        if (networkAcls.includes(resource.type)) return lets(entriesOfAcl(resource, stack, "ingress"), port);
        if (resource.type === aws.networkAclRule) return letsElsewhere(stack, resource, port);
        return admissions.some(({ ports }) => hasPort(ports("tcp"), port));
      };
      for (const port of remoteAccess.filter(admits))
        yield { part: `port ${port}`, message: `allows connections to port ${port}` };
    },
  },
  {
    id: "ec2-data-port",
    severity: "error",
    sentence: "Data stores can be reached only from inside the network.",
    why: "A database, a share or a cache that the internet can reach is attacked all day: passwords are guessed and known vulnerabilities are tried.",
    fix: "Set the clients' security groups, or private address ranges. People connect by Session Manager's port forwarding.",
    covers: ["AwsSolutions-RDS8"],
    types: [...admittingTypes, ...Object.keys(databaseGroups)],
    *check(resource, stack) {
      const toDatabase = valuesAt(resource.inputs, databaseGroups[resource.type] ?? "")
        .map(text)
        .filter((range) => range !== "" && !isPrivate(range));
      if (toDatabase.length > 0) yield `allows ${toDatabase.join(" and ")} to connect to its databases`;
      for (const { ranges, ports } of admissionsIn(resource, stack)) {
        const hit = Object.keys(dataPorts).filter((port) => hasPort(ports("tcp"), Number(port)));
        const open = ranges.filter((range) => !isPrivate(range));
        for (const port of open.length > 0 ? hit : [])
          yield {
            part: `${port} from ${open.join(" and ")}`,
            message: `allows ${open.join(" and ")} to connect to ${dataPorts[port]} (${port})`,
          };
      }
    },
  },
  {
    id: "ec2-rule-description",
    severity: "error",
    sentence:
      "Security groups and their rules have a description of their purpose, in characters that EC2 accepts.",
    why: "A rule without a description is never removed. EC2 rejects apostrophes at deployment time.",
    fix: "Describe it in plain ASCII without apostrophes.",
    covers: ["AwsSolutions-EC27", "CKV_AWS_23"],
    types: [aws.ingressRule, aws.egressRule, aws.securityGroupRule, aws.securityGroup],
    *check(resource) {
      const given = text(resource.inputs["description"]);
      if (!groupDescription.test(given))
        yield given ? `has a description that EC2 rejects: ${given}` : "has no description";
    },
  },
  {
    id: "vpc-flow-logs",
    severity: "error",
    sentence: "A VPC logs its connections.",
    why: "After an incident, flow logs are the only record of network connections.",
    fix: "Add a flow log.",
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
    sentence: "A VPC's default security group has no rules.",
    why: "Resources without a security group in their settings get this one.",
    fix: "Adopt it with aws.ec2.DefaultSecurityGroup and no rules.",
    covers: ["CKV2_AWS_12"],
    types: [aws.vpc],
    *check(resource, stack) {
      const group = stack.ofType(aws.defaultSecurityGroup).find((one) => one.inputs["vpcId"] === resource.id);
      if (!group) yield "does not change the default security group that AWS created";
      else if ([group.inputs["ingress"], group.inputs["egress"]].some((rules) => list(rules).length > 0))
        yield { resource: group, message: "has rules" };
    },
  },
  {
    id: "vpc-public-addresses",
    severity: "warning",
    sentence: "A subnet assigns no public address to instances that start in it.",
    why: "An instance in the wrong subnet would be on the internet although none of its settings enables this.",
    fix: "Remove mapPublicIpOnLaunch; load balancers and NAT gateways get their public addresses anyway.",
    covers: ["CKV_AWS_130"],
    types: [aws.subnet],
    *check(resource) {
      if (isTrue(resource.inputs["mapPublicIpOnLaunch"])) yield "assigns public addresses";
    },
  },
];

/**
 * The non-private ranges of a rule, and those of the same group's other rules that have a port in common with
 * it.
 */
function rangesBeside(admission: Admission, stack: Stack): string[] {
  const own = admission.ports();
  if (own === undefined || admission.ranges.every(isPrivate)) return [];
  const of = admission.group();
  return admissionsOf(stack)
    .filter(({ group }) => group() === of)
    .filter(({ ports }) => {
      const others = ports();
      return others !== undefined && overlap(own, others);
    })
    .flatMap(({ ranges }) => ranges);
}

/**
 * Whether a rule lets the internet connect to a port through another stack's network ACL: by itself, or
 * together with this stack's other rules for the ACL. The ACL's other entries are not known, but could only
 * deny more.
 */
function letsElsewhere(stack: Stack, rule: Resource, port: number): boolean {
  const { inputs } = rule;
  const aclId = inputs["networkAclId"];
  if (directionOf(inputs) === "egress" || !allows(inputs)) return false;
  if (networkAcls.some((type) => stack.referred(type, aclId) !== undefined)) return false;
  const others = entriesApart(stack, "ingress", (id) => id === aclId, rule);
  const denials = others.filter((one) => !allows(one));
  return lets([inputs, ...denials], port) || (lets([inputs, ...others], port) && !lets(others, port));
}

/**
 * Whether a network ACL's entries let the internet connect to a port. EC2 applies the first matching entry,
 * by rule number.
 */
function lets(all: readonly Fields[], port: number): boolean {
  const denied: AddressRange[] = [];
  const allowed: unknown[] = [];
  for (const entry of inOrder(all).filter((one) => hasPort(portsOf(one, "tcp"), port))) {
    for (const block of [entry["cidrBlock"], entry["ipv6CidrBlock"]]) {
      const range = addressRange(block);
      if (range === undefined) continue;
      if (!allows(entry)) denied.push(range);
      else if (!cover(denied, range)) allowed.push(block);
    }
  }
  return isAnywhere(...allowed);
}

/** Whether a security group belongs to a load balancer that the user marked as public. */
function isFrontDoor(stack: Stack, groupId: unknown): boolean {
  return stack
    .ofType(aws.loadBalancer)
    .some(
      (balancer) =>
        !isTrue(balancer.inputs["internal"]) && list(balancer.inputs["securityGroups"]).includes(groupId),
    );
}
