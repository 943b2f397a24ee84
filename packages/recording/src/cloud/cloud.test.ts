import { answeredOutputs } from "@ballast/aws";
import { computed, knownTypes, standInSite } from "./index.ts";

const site = standInSite("eu-central-1");
const facts = (type: string, name: string, inputs = {}) => ({
  urn: `urn:pulumi:s::p::${type}::${name}`,
  type,
  name,
  inputs,
  site,
});

const known = knownTypes.flatMap((type) => {
  const outputs = answeredOutputs(type);
  return outputs === undefined ? [] : [[type, outputs] as const];
});

it.each(known)("has a value of its own for each output of %s that the provider computes", (type, outputs) => {
  const made = computed(facts(type, "web", { manageMasterUserPassword: true }));
  const noneUnlessAsked = type === "aws:ec2/vpc:Vpc" ? /^ipv6/ : /^port$|^endpoint$/;
  const missing = outputs.filter((output) => !(output in made.state) && !noneUnlessAsked.test(output));
  expect(missing).toEqual([]);
});

it.each([
  ["mysql", 3306],
  ["mariadb", 3306],
  ["aurora-mysql", 3306],
  ["postgres", 5432],
  ["aurora-postgresql", 5432],
  ["oracle-ee", 1521],
  ["oracle-se2-cdb", 1521],
  ["sqlserver-se", 1433],
  ["db2-se", 50000],
  ["neptune", undefined],
])("is the port of %s where the program gives none: %p", (engine, port) => {
  for (const type of ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"]) {
    const { state } = computed(facts(type, "web", { engine }));
    expect(state["port"]).toBe(port);
  }
  const { state } = computed(facts("aws:rds/instance:Instance", "web", { engine, port: 7777 }));
  expect(state["endpoint"]).toMatch(/:7777$/);
});

describe("what AWS would compute", () => {
  it("is the same for the same resource, and another for another one", () => {
    const type = "aws:ec2/securityGroup:SecurityGroup";
    expect(computed(facts(type, "one"))).toEqual(computed(facts(type, "one")));
    expect(computed(facts(type, "one")).id).not.toBe(computed(facts(type, "two")).id);
  });

  it.each([
    [
      "aws:ec2/vpc:Vpc",
      /^vpc-[0-9a-f]{17}$/,
      /^arn:aws:ec2:eu-central-1:123456789012:vpc\/vpc-[0-9a-f]{17}$/,
    ],
    ["aws:iam/role:Role", /^web-[0-9a-f]{7}$/, /^arn:aws:iam::123456789012:role\/web-[0-9a-f]{7}$/],
    ["aws:ecs/cluster:Cluster", /^arn:/, /^arn:aws:ecs:eu-central-1:123456789012:cluster\/web-[0-9a-f]{7}$/],
    [
      "aws:secretsmanager/secret:Secret",
      /^arn:/,
      /^arn:aws:secretsmanager:eu-central-1:123456789012:secret:web-[0-9a-f]{7}-[0-9a-f]{6}$/,
    ],
    [
      "aws:lb/targetGroup:TargetGroup",
      /^arn:/,
      /^arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup\/web-[0-9a-f]{7}\/[0-9a-f]{16}$/,
    ],
  ])("has %s's own form", (type, id, arn) => {
    const made = computed(facts(type, "web"));
    expect(made.id).toMatch(id);
    expect(made.state["arn"]).toMatch(arn);
  });

  it("is a database's address, port and secret, where RDS keeps its password", () => {
    const server = { identifier: "mine", engine: "sqlserver-se", manageMasterUserPassword: true };
    const { id, state } = computed(facts("aws:rds/instance:Instance", "web", server));
    expect(id).toMatch(/^db-[0-9A-F]{26}$/);
    expect(state).toMatchObject({
      arn: "arn:aws:rds:eu-central-1:123456789012:db:mine",
      address: expect.stringMatching(/^mine\.c[0-9a-f]{11}\.eu-central-1\.rds\.amazonaws\.com$/) as unknown,
      port: 1433,
      masterUserSecrets: [
        {
          secretArn: expect.stringMatching(
            /^arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-[0-9a-f-]{36}-[0-9a-f]{6}$/,
          ) as unknown,
        },
      ],
    });
    const own = computed(facts("aws:rds/instance:Instance", "web", { identifier: "mine" }));
    expect(own.state["masterUserSecrets"]).toEqual([]);
  });

  it("keeps a name that was given, and lies in the partition of its region", () => {
    const made = computed({
      ...facts("aws:iam/role:Role", "web", { name: "mine" }),
      site: standInSite("cn-north-1"),
    });
    expect(made.state["arn"]).toBe("arn:aws-cn:iam::123456789012:role/mine");
    expect(standInSite("us-gov-west-1").partition).toBe("aws-us-gov");
    expect(standInSite("eusc-de-east-1").partition).toBe("aws-eusc");
  });

  it("is a plausible id and ARN for a type that nobody has described", () => {
    expect(computed(facts("aws:sqs/queue:Queue", "jobs")).state["arn"]).toMatch(
      /^arn:aws:sqs:eu-central-1:123456789012:queue\/jobs-/,
    );
  });
});
