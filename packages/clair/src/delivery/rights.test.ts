import { mayCall, parsePolicy, type Call, type Context, type Policy } from "@ballast/analysis";
import { record } from "@ballast/testing";
import { ScannedDelivery, type ScannedDeliveryArgs } from "../index.ts";

// What the services ask IAM on behalf of the delivery's roles, by AWS's service authorization reference (2026-11), and what they must not be
// allowed: the same calls about somebody else's resources.

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const typical: ScannedDeliveryArgs = {
  site: { accountId: "123456789012", partition: "aws", region: "eu-central-1" },
  vpcId: "vpc-1",
  subnetIds: { a: "subnet-a" },
  securityGroupIds: { builds: "sg-builds" },
  source: { kind: "codecommit", repository: "site" },
  repositoryName: "site",
  repositoryArn: arn("ecr", "repository/site"),
  repositoryUrl: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site",
  target: {
    clusterName: "main",
    serviceName: "site",
    serviceArn: arn("ecs", "service/main/site"),
    containerName: "site",
    roleArns: { task: role("task"), execution: role("execution") },
    taskDefinitionArn: arn("ecs", "task-definition/prod-site:7"),
  },
  inspector: {},
};

async function policyOf(name: string, args: Partial<ScannedDeliveryArgs> = {}): Promise<Policy> {
  const recording = await record(() => void new ScannedDelivery("site", { ...typical, ...args }));
  return parsePolicy(recording.the("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"] as string);
}

const asking = (...requests: [action: string, resource: string, context?: Context][]): Call => ({
  requests: requests.map(([action, resource, context = {}]) => ({ action, resource, context })),
});
const allowed = (policy: Policy, calls: Record<string, Call>) =>
  Object.keys(calls).filter((name) => mayCall([policy], calls[name] ?? { requests: [] }));

it("the pipeline deploys to its own service, and reads no other cluster's tasks", async () => {
  const policy = await policyOf("site-pipeline");
  const onCluster = (name: string) => ({ "ecs:cluster": arn("ecs", `cluster/${name}`) });
  const tagging = { "ecs:CreateAction": "RegisterTaskDefinition" };
  const needed = {
    register: asking(["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/prod-site:*")]),
    "register with tags": asking(
      ["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/prod-site:8")],
      ["ecs:TagResource", arn("ecs", "task-definition/prod-site:8"), tagging],
    ),
    "describe the definition": asking(["ecs:DescribeTaskDefinition", "*"]),
    update: asking(["ecs:UpdateService", arn("ecs", "service/main/site")]),
    list: asking(["ecs:ListTasks", arn("ecs", "container-instance/main/*"), onCluster("main")]),
    "describe a task": asking(["ecs:DescribeTasks", arn("ecs", "task/main/0a"), onCluster("main")]),
  };
  expect(allowed(policy, needed)).toEqual(Object.keys(needed));
  const others = {
    register: asking(["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/prod-site2:1")]),
    update: asking(["ecs:UpdateService", arn("ecs", "service/main/shop")]),
    list: asking(["ecs:ListTasks", arn("ecs", "container-instance/shop/*"), onCluster("shop")]),
    "describe a task": asking(["ecs:DescribeTasks", arn("ecs", "task/shop/0a"), onCluster("shop")]),
    tag: asking(["ecs:TagResource", arn("ecs", "task-definition/prod-site2:8"), tagging]),
  };
  expect(allowed(policy, others)).toEqual([]);
});

it("the pipeline registers revisions of any family where nothing names the service's", async () => {
  const { taskDefinitionArn: _arn, ...target } = typical.target;
  const policy = await policyOf("site-pipeline", { target });
  const register = asking(["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/any:1")]);
  expect(allowed(policy, { register })).toEqual(["register"]);
});

it("a build has network interfaces in its own subnets and groups alone", async () => {
  const policy = await policyOf("site-build");
  const ec2 = (resource: string) => arn("ec2", resource);
  const network = ec2("network-interface/eni-0");
  const create = (subnet: string, group: string) =>
    asking(
      ["ec2:CreateNetworkInterface", ec2("network-interface/*")],
      ["ec2:CreateNetworkInterface", ec2(`subnet/${subnet}`)],
      ["ec2:CreateNetworkInterface", ec2(`security-group/${group}`)],
    );
  const inSubnet = (id: string) => ({
    "ec2:Subnet": ec2(`subnet/${id}`),
    "ec2:AuthorizedService": "codebuild.amazonaws.com",
  });
  const needed = {
    create: create("subnet-a", "sg-builds"),
    permit: asking(["ec2:CreateNetworkInterfacePermission", network, inSubnet("subnet-a")]),
    delete: asking(["ec2:DeleteNetworkInterface", network, inSubnet("subnet-a")]),
    describe: asking(["ec2:DescribeSubnets", "*"], ["ec2:DescribeNetworkInterfaces", "*"]),
  };
  expect(allowed(policy, needed)).toEqual(Object.keys(needed));
  const others = {
    "create in another subnet": create("subnet-b", "sg-builds"),
    "create in another group": create("subnet-a", "sg-database"),
    delete: asking(["ec2:DeleteNetworkInterface", network, inSubnet("subnet-b")]),
  };
  expect(allowed(policy, others)).toEqual([]);
});

it.each(["codeconnections", "codestar-connections"])(
  "the pipeline uses its connection of %s, whichever name of the service IAM asks by",
  async (service) => {
    const source = { kind: "codeconnections" as const, repository: "me/site" };
    const policy = await policyOf("site-pipeline", {
      source: { ...source, connectionArn: arn(service, "connection/0a") },
    });
    const use = (name: string, id: string) =>
      asking([`${name}:UseConnection`, arn(name, `connection/${id}`)]);
    const needed = {
      today: use("codeconnections", "0a"),
      formerly: use("codestar-connections", "0a"),
      mixed: asking(["codestar-connections:UseConnection", arn("codeconnections", "connection/0a")]),
    };
    expect(allowed(policy, needed)).toEqual(Object.keys(needed));
    const others = { today: use("codeconnections", "0b"), formerly: use("codestar-connections", "0b") };
    expect(allowed(policy, others)).toEqual([]);
  },
);
