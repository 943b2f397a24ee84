import { record, type RecordOptions } from "@ballast/recording";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { resolvedResources } from "../resolved.ts";
import type { Diagram } from "./diagram.ts";
import { diagramOf } from "./diagramOf.ts";

const subnetIds = { a: "subnet-0000000a", b: "subnet-0000000b" };
const network = {
  "organization/ballast/network-dev": {
    outputs: { vpcId: "vpc-00000001", privateSubnetIds: subnetIds },
    secrets: [],
  },
};

async function drawn(program: () => unknown, options: RecordOptions = {}): Promise<Diagram> {
  const { resources } = await record(program, { stacks: network, ...options });
  return diagramOf(resolvedResources(resources));
}

/** A diagram in lines: a node with what it says and its box, an edge with its ends. */
function told({ boxes, nodes, edges }: Diagram): string[] {
  const titles = new Map([...boxes, ...nodes].map((one) => [one.id, one.title]));
  const within = (box: string | null): string => (box === null ? "" : ` in ${titles.get(box)}`);
  return [
    ...boxes.map(({ title, notes, box }) => `[${[title, ...notes].join("; ")}]${within(box)}`),
    ...nodes.map(({ title, type, notes, box }) => `${[title, type, ...notes].join("; ")}${within(box)}`),
    ...edges.map(
      ({ from, to, kind, label, blocked }) =>
        `${titles.get(from)} -> ${titles.get(to)}: ${kind} ${label.replaceAll("\n", " ")}${blocked ? " BLOCKED" : ""}`,
    ),
  ];
}

async function usingNetwork(): Promise<string> {
  const reference = new pulumi.StackReference("organization/ballast/network-dev");
  return (await reference.getOutputDetails("vpcId")).value as string;
}

function rule(
  direction: "in" | "out",
  name: string,
  securityGroupId: pulumi.Input<string>,
  port: number,
  peer: { referencedSecurityGroupId?: pulumi.Input<string>; cidrIpv4?: string },
): void {
  const Rule = direction === "in" ? aws.vpc.SecurityGroupIngressRule : aws.vpc.SecurityGroupEgressRule;
  new Rule(name, { securityGroupId, ipProtocol: "tcp", fromPort: port, toPort: port, ...peer });
}

function role(name: string, statements: object[] = []): aws.iam.Role {
  const made = new aws.iam.Role(name, { assumeRolePolicy: "{}" });
  if (statements.length > 0)
    new aws.iam.RolePolicy(name, {
      role: made.name,
      policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements }),
    });
  return made;
}

/** A balancer, a service and a database in somebody's network, and what the service may read. */
async function application(): Promise<void> {
  const vpcId = await usingNetwork();
  const group = (name: string): aws.ec2.SecurityGroup => new aws.ec2.SecurityGroup(name, { vpcId });
  const [front, tasks, server] = [group("front"), group("tasks"), group("server")];
  rule("in", "front-from-all", front.id, 443, { cidrIpv4: "0.0.0.0/0" });
  rule("out", "front-to-tasks", front.id, 80, { referencedSecurityGroupId: tasks.id });
  rule("in", "tasks-from-front", tasks.id, 80, { referencedSecurityGroupId: front.id });
  rule("out", "tasks-to-all", tasks.id, 443, { cidrIpv4: "0.0.0.0/0" });
  rule("in", "server-from-tasks", server.id, 5432, { referencedSecurityGroupId: tasks.id });
  const balancer = new aws.lb.LoadBalancer("front", {
    securityGroups: [front.id],
    subnets: Object.values(subnetIds),
  });
  const target = new aws.lb.TargetGroup("web", { port: 80, protocol: "HTTP", targetType: "ip", vpcId });
  new aws.lb.Listener("https", {
    loadBalancerArn: balancer.arn,
    port: 443,
    protocol: "HTTPS",
    defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
  });
  new aws.rds.Instance("data", {
    instanceClass: "db.t4g.micro",
    engine: "postgres",
    engineVersion: "17",
    vpcSecurityGroupIds: [server.id],
  });
  const secret = new aws.secretsmanager.Secret("login");
  const images = new aws.ecr.Repository("web");
  const read = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secret.arn };
  const pull = {
    Effect: "Allow",
    Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: images.arn,
  };
  const log = { Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" };
  const foreign = "arn:aws:sqs:eu-central-1:123456789012:orders";
  const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: foreign };
  const denied = { Effect: "Deny", Action: "s3:*", Resource: images.arn };
  const definition = new aws.ecs.TaskDefinition("web", {
    family: "web",
    containerDefinitions: JSON.stringify([{ name: "web", image: "registry.example.com/team/web:1.0" }]),
    executionRoleArn: role("web-execution", [read, pull, log]).arn,
    taskRoleArn: role("web-task", [send, denied]).arn,
  });
  new aws.ecs.Service("web", {
    desiredCount: 2,
    launchType: "FARGATE",
    taskDefinition: definition.arn,
    networkConfiguration: { subnets: Object.values(subnetIds), securityGroups: [tasks.id] },
    loadBalancers: [{ targetGroupArn: target.arn, containerName: "web", containerPort: 80 }],
  });
}

it("draws who may talk to whom and who may do what, each once", async () => {
  const diagram = await drawn(application);
  expect(told(diagram)).toEqual([
    "[Services of the region]",
    "[VPC of network-dev]",
    "[private subnets; zones a, b] in VPC of network-dev",
    "web; image repository in Services of the region",
    "web; service; 2 tasks; on Fargate; web:1.0 in private subnets",
    "front; load balancer; internet-facing; HTTPS 443 in private subnets",
    "data; RDS database; postgres 17; db.t4g.micro, one zone in VPC of network-dev",
    "login; secret in Services of the region",
    "Internet; destination: 0.0.0.0/0",
    "Internet; clients: 0.0.0.0/0",
    "orders; sqs, external in Services of the region",
    "front -> web: traffic TCP 80",
    "web -> Internet: traffic TCP 443",
    "Internet -> front: traffic TCP 443",
    "web -> data: traffic TCP 5432 BLOCKED",
    "web -> login: permission execution role: read",
    "web -> web: permission execution role: pull",
    "web -> orders: permission task role: SendMessage",
  ]);
  expect(diagram.edges.at(-1)?.details).toEqual([
    "task role web-task: sqs:SendMessage on arn:aws:sqs:eu-central-1:123456789012:orders",
  ]);
  expect(diagram.undrawn).toEqual({
    "aws:ec2/securityGroup:SecurityGroup": 3,
    "aws:iam/rolePolicy:RolePolicy": 2,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 2,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 3,
    "pulumi:pulumi:StackReference": 1,
  });
});

it("says what a node stands for", async () => {
  const { nodes } = await drawn(application);
  const service = nodes.find(({ type }) => type === "service");
  expect(service?.resources.map((urn) => urn.split("::").slice(2).join(" "))).toEqual([
    "aws:ecs/service:Service web",
    "aws:ecs/taskDefinition:TaskDefinition web",
    "aws:iam/role:Role web-execution",
    "aws:iam/role:Role web-task",
    "aws:lb/targetGroup:TargetGroup web",
  ]);
});

/** Container instances with services: one that stays on them, one that runs on all, and a volume that they attach. */
async function instances(): Promise<void> {
  await usingNetwork();
  const volume = new aws.ebs.Volume("disk", { availabilityZone: "eu-central-1a", size: 20, type: "gp3" });
  const attach = { Effect: "Allow", Action: "ec2:AttachVolume", Resource: volume.arn };
  const profile = new aws.iam.InstanceProfile("hosts", { role: role("hosts", [attach]).name });
  const template = new aws.ec2.LaunchTemplate("hosts", {
    instanceType: "m5.large",
    iamInstanceProfile: { arn: profile.arn },
  });
  const provider = (name: string): aws.ecs.CapacityProvider => {
    const group = new aws.autoscaling.Group(name, {
      minSize: 0,
      maxSize: 3,
      launchTemplate: { id: template.id },
      vpcZoneIdentifiers: [subnetIds.a],
    });
    return new aws.ecs.CapacityProvider(name, {
      autoScalingGroupProvider: { autoScalingGroupArn: group.arn },
    });
  };
  const [one] = [provider("one"), provider("other")];
  new aws.ecs.Service("stays", {
    desiredCount: 1,
    capacityProviderStrategies: [{ capacityProvider: one.name, weight: 1 }],
  });
  new aws.ecs.Service("agent", { schedulingStrategy: "DAEMON", launchType: "EC2" });
}

it("puts a service into the instances that it runs on, and a volume beside those that attach it", async () => {
  expect(told(await drawn(instances))).toEqual([
    "[VPC of network-dev]",
    "[private subnets; zone a] in VPC of network-dev",
    "[one; m5.large; 0 to 3 instances] in private subnets",
    "other; container instances; m5.large; 0 to 3 instances in private subnets",
    "disk; EBS volume; 20 GiB gp3; zone eu-central-1a in private subnets",
    "agent; service; one task per instance in private subnets",
    "stays; service; 1 task in one",
    "one -> disk: permission AttachVolume",
    "other -> disk: permission AttachVolume",
    "agent -> one: runs runs on",
    "agent -> other: runs runs on",
  ]);
});

/** A network of its own: two tiers, one way out. */
function ownNetwork(): void {
  const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });
  const gateway = new aws.ec2.InternetGateway("main", { vpcId: vpc.id });
  const subnet = (name: string, cidrBlock: string, isPublic: boolean): aws.ec2.Subnet =>
    new aws.ec2.Subnet(name, {
      vpcId: vpc.id,
      cidrBlock,
      availabilityZone: "eu-central-1a",
      mapPublicIpOnLaunch: isPublic,
    });
  const [outer, inner] = [subnet("outer", "10.0.0.0/24", true), subnet("inner", "10.0.1.0/24", false)];
  const nat = new aws.ec2.NatGateway("way-out", { subnetId: outer.id });
  const way = (name: string, from: aws.ec2.Subnet, by: Partial<aws.ec2.RouteArgs>): void => {
    const table = new aws.ec2.RouteTable(name, { vpcId: vpc.id });
    new aws.ec2.RouteTableAssociation(name, { subnetId: from.id, routeTableId: table.id });
    new aws.ec2.Route(name, { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...by });
  };
  way("outer", outer, { gatewayId: gateway.id });
  way("inner", inner, { natGatewayId: nat.id });
}

it("draws a network by its tiers, and the way out of each", async () => {
  expect(told(await drawn(ownNetwork))).toEqual([
    "[VPC main; 10.0.0.0/16]",
    "[private subnets; zone eu-central-1a] in VPC main",
    "[public subnets; zone eu-central-1a] in VPC main",
    "inner; subnet; 10.0.1.0/24 in private subnets",
    "outer; subnet; 10.0.0.0/24; NAT gateway in public subnets",
    "Internet; destination: 0.0.0.0/0",
    "inner -> outer: traffic by NAT",
    "outer -> Internet: traffic by internet gateway",
  ]);
});

it("draws what watches, starts and tells", async () => {
  const lines = told(
    await drawn(() => {
      const source = new aws.codecommit.Repository("code", { repositoryName: "code" });
      const rule = new aws.cloudwatch.EventRule("changed", {
        eventPattern: pulumi.jsonStringify({
          "detail-type": ["CodeCommit Repository State Change"],
          resources: [source.arn],
        }),
      });
      const topic = new aws.sns.Topic("people");
      new aws.cloudwatch.EventTarget("people", { rule: rule.name, arn: topic.arn });
      const data = new aws.rds.Instance("data", { identifier: "orders", instanceClass: "db.t4g.micro" });
      new aws.cloudwatch.MetricAlarm("busy", {
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        dimensions: { DBInstanceIdentifier: data.identifier },
        alarmActions: [topic.arn],
      });
      new aws.rds.EventSubscription("data", { snsTopic: topic.arn, sourceIds: [data.identifier] });
    }),
  );
  expect(lines.filter((line) => line.includes(" -> "))).toEqual([
    "code -> changed: event event",
    "changed -> people: event starts",
    "data -> people: event alarms, events",
  ]);
});

it("draws roles that nobody in the stack has, and who may take them on", async () => {
  const lines = told(
    await drawn(() => {
      const provider = new aws.iam.OpenIdConnectProvider("forge", {
        url: "https://token.example.com",
        clientIdLists: ["sts.amazonaws.com"],
      });
      const states = new aws.s3.Bucket("states");
      const assumeRolePolicy = pulumi.jsonStringify({
        Statement: [{ Effect: "Allow", Principal: { Federated: provider.arn } }],
      });
      const deployer = new aws.iam.Role("deployer", { assumeRolePolicy });
      const policy = new aws.iam.Policy("states", {
        policy: pulumi.jsonStringify({
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:GetObject", "s3:PutObject"],
              Resource: [pulumi.interpolate`${states.arn}/*`],
            },
          ],
        }),
      });
      new aws.iam.RolePolicyAttachment("states", { role: deployer.name, policyArn: policy.arn });
    }),
  );
  expect(lines).toEqual([
    "[Services of the region]",
    "forge; identity provider",
    "deployer; role in Services of the region",
    "states; bucket in Services of the region",
    "forge -> deployer: permission assumes",
    "deployer -> states: permission read, write",
  ]);
});

it("shows a type that it does not know, and a network that is given by its ids", async () => {
  const lines = told(
    await drawn(() => {
      const group = new aws.ec2.SecurityGroup("mesh", {
        vpcId: "vpc-0000000f",
        ingress: [{ protocol: "tcp", fromPort: 8000, toPort: 8100, cidrBlocks: ["10.8.0.0/16"] }],
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
      });
      new aws.lambda.Function("worker", {
        role: "arn:aws:iam::123456789012:role/worker",
        vpcConfig: { subnetIds: ["subnet-0000000f"], securityGroupIds: [group.id] },
      });
      new aws.kinesis.Stream("clicks", {});
    }),
  );
  expect(lines).toEqual([
    "[VPC vpc-0000000f]",
    "[given subnets; zone subnet-0000000f] in VPC vpc-0000000f",
    "[Services of the region]",
    "clicks; kinesis stream in Services of the region",
    "worker; function in given subnets",
    "10.8.0.0/16; clients",
    "Internet; destination: 0.0.0.0/0",
    "10.8.0.0/16 -> worker: traffic TCP 8000–8100",
    "worker -> Internet: traffic all ports",
  ]);
});

it("does not take a name or a tag for a reference", async () => {
  const { nodes } = await drawn(() => {
    new aws.ecs.TaskDefinition("shop", { family: "shop-dev-web", containerDefinitions: "[]" });
    new aws.ecs.Service("other", { name: "shop-dev-web", desiredCount: 1 });
    new aws.ebs.Volume("disk", { availabilityZone: "eu-central-1a", tags: { Name: "shop-dev-web" } });
  });
  expect(nodes.map(({ title, resources }) => [title, resources.length])).toEqual([
    ["disk", 1],
    ["other", 1],
    ["shop", 1],
  ]);
});

it("draws nothing where there is nothing", async () => {
  expect(await drawn(() => undefined)).toEqual({ boxes: [], nodes: [], edges: [], undrawn: {} });
});
