import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { check } from "../check.ts";
import { broken } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { reachabilityRules } from "./reachability.ts";

const anywhere = ["0.0.0.0", 0].join("/");
const subnets = ["private-a", "private-b"];

function rule(type: string, name: string, securityGroupId: string, port: number, peer: Inputs): Resource {
  return madeUp(type, name, { securityGroupId, ipProtocol: "tcp", fromPort: port, toPort: port, ...peer });
}

/** What another stack has: tasks on Fargate pull from the internet by its NAT gateways. */
function network(): Resource[] {
  return [
    madeUp(aws.vpc, "vpc", { cidrBlock: "10.0.0.0/16" }),
    madeUp(aws.internetGateway, "gateway", { vpcId: "vpc" }),
    madeUp(aws.natGateway, "nat", { subnetId: "public" }),
    ...["public", ...subnets].flatMap((name, index) => [
      madeUp(aws.subnet, name, { vpcId: "vpc", cidrBlock: `10.0.${index}.0/24`, availabilityZone: name }),
      madeUp(aws.routeTableAssociation, `${name}-table`, { subnetId: name, routeTableId: `table-${name}` }),
      madeUp(aws.route, `${name}-out`, {
        routeTableId: `table-${name}`,
        destinationCidrBlock: anywhere,
        ...(name === "public" ? { gatewayId: "gateway" } : { natGatewayId: "nat" }),
      }),
    ]),
  ];
}

function service(): Resource[] {
  const groups = ["tasks", "balancer", "files", "others"];
  return [
    ...groups.map((name) => madeUp(aws.securityGroup, name, { vpcId: "vpc" })),
    rule(aws.egressRule, "tasks-to-https", "tasks", 443, { cidrIpv4: anywhere }),
    rule(aws.egressRule, "tasks-to-files", "tasks", 2049, { referencedSecurityGroupId: "files" }),
    rule(aws.ingressRule, "files-from-tasks", "files", 2049, { referencedSecurityGroupId: "tasks" }),
    rule(aws.egressRule, "balancer-to-tasks", "balancer", 8080, { referencedSecurityGroupId: "tasks" }),
    rule(aws.ingressRule, "tasks-from-balancer", "tasks", 8080, { referencedSecurityGroupId: "balancer" }),
    rule(aws.ingressRule, "balancer-from-network", "balancer", 80, { cidrIpv4: "10.0.0.0/16" }),
    madeUp(aws.loadBalancer, "front", { internal: true, subnets, securityGroups: ["balancer"] }),
    madeUp(aws.targetGroup, "targets", { port: 8080, healthCheck: { port: "traffic-port" } }),
    madeUp(aws.listener, "http", {
      loadBalancerArn: "front",
      port: 80,
      defaultActions: [{ targetGroupArn: "targets" }],
    }),
    madeUp(aws.fileSystem, "shared", {}),
    ...subnets.map((subnetId) =>
      madeUp("aws:efs/mountTarget:MountTarget", `target-${subnetId}`, {
        fileSystemId: "shared",
        subnetId,
        securityGroups: ["files"],
      }),
    ),
    madeUp(aws.taskDefinition, "task", {
      networkMode: "awsvpc",
      containerDefinitions: JSON.stringify([
        { name: "web", image: "public.ecr.aws/nginx/nginx:1.29", logConfiguration: { logDriver: "awslogs" } },
      ]),
      volumes: [{ name: "pages", efsVolumeConfiguration: { fileSystemId: "shared" } }],
    }),
    madeUp(aws.service, "web", {
      launchType: "FARGATE",
      taskDefinition: "task",
      networkConfiguration: { subnets, securityGroups: ["tasks"] },
      loadBalancers: [{ targetGroupArn: "targets", containerPort: 8080 }],
    }),
  ];
}

const good = (): Resource[] => [...network(), ...service()];
const more = (one: Resource) => (stack: readonly Resource[]) => [...stack, one];

itShowsEachRule(reachabilityRules, good, [
  [
    "net-unneeded",
    broken(aws.egressRule, { referencedSecurityGroupId: "others" }, "tasks-to-files"),
    "allows connections that no part of this stack needs",
  ],
  [
    "net-unreachable",
    broken(aws.egressRule, { fromPort: 80, toPort: 80 }, "tasks-to-https"),
    "cannot reach the internet on port 443, to pull the images of web: no rule of tasks allows outbound TCP 443",
  ],
  [
    "net-unreachable",
    broken(aws.ingressRule, { fromPort: 80, toPort: 80 }, "tasks-from-balancer"),
    "cannot reach web:8080, to forward requests to its port 80: no rule of tasks allows inbound TCP 8080 from front",
  ],
  [
    "net-unreachable",
    broken(aws.targetGroup, { healthCheck: { port: "8081" } }),
    "cannot reach web:8081, for health checks",
  ],
  [
    "net-unreachable",
    broken(aws.route, { natGatewayId: undefined, destinationCidrBlock: "192.0.2.0/24" }, "private-b-out"),
    "cannot reach the AWS service logs, to write the logs of web: private-b has no route",
  ],
  [
    "net-unreachable",
    broken("aws:efs/mountTarget:MountTarget", { securityGroups: ["others"] }, "target-private-b"),
    "cannot reach shared:2049, to mount the volume pages: no rule of tasks",
  ],
  [
    "net-unneeded",
    more(rule(aws.ingressRule, "others-in", "others", 22, { referencedSecurityGroupId: "tasks" })),
    "allows connections that no part of this stack needs",
  ],
  [
    "net-unneeded",
    more(rule(aws.egressRule, "others-out", "others", 443, { cidrIpv4: anywhere })),
    "allows connections that no part of this stack needs",
  ],
  [
    "net-unneeded",
    more(rule(aws.egressRule, "half", "tasks", 22, { referencedSecurityGroupId: "others" })),
    "allows connections that no part of this stack needs",
  ],
]);

/** Findings of a stack that stands on another. */
function found(own: Resource[], foundations: Resource[] = network()): string[] {
  return check(own, {}, { rules: reachabilityRules, foundations }).map(
    ({ rule: id, urn }) => `${id} ${urn.split("::").at(-1)}`,
  );
}

it("reads the network of the stack that this one stands on, finds nothing in that, and nothing at all without it (F.0.29)", () => {
  expect(found(service())).toEqual([]);
  const mute = service().filter(({ name }) => name !== "tasks-to-https");
  expect(new Set(found(mute))).toEqual(new Set(["net-unreachable web"]));
  expect(found(mute, [])).toEqual([]);
  expect(
    found([...service(), rule(aws.egressRule, "others-out", "others", 443, { cidrIpv4: anywhere })], []),
  ).toEqual([]);
});

it("needs every rule of the groups but those that people name by their addresses", () => {
  for (const { name, type } of service().filter((one) =>
    [aws.ingressRule, aws.egressRule].includes(one.type as never),
  )) {
    const left = service().filter((one) => one.name !== name || one.type !== type);
    expect([name, found(left).length > 0]).toEqual([name, name !== "balancer-from-network"]);
  }
});

it("finds one of the two halves of a connection that nobody needs", () => {
  const halves = [
    rule(aws.egressRule, "tasks-to-others", "tasks", 22, { referencedSecurityGroupId: "others" }),
    rule(aws.ingressRule, "others-from-tasks", "others", 22, { referencedSecurityGroupId: "tasks" }),
  ];
  expect(found([...service(), ...halves])).toEqual(["net-unneeded others-from-tasks"]);
  expect(found([...service(), ...halves.slice(0, 1)])).toEqual(["net-unneeded tasks-to-others"]);
});
