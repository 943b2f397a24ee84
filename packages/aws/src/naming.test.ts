import fc from "fast-check";
import { resourceType, typesWhere } from "./catalogue.ts";
import { nameFault, type Naming } from "./naming.ts";
import accepted from "./values/accepted.json" with { type: "json" };

const named = typesWhere(({ name }) => Boolean(name)).map((type): [string, Naming] => [
  type,
  resourceType(type)?.name as Naming,
]);
const limited = named.filter(([, { maximum }]) => maximum !== undefined);

type Row = [source: string, limit: [kind: string, ...rest: unknown[]]];

/** The limits of AWS's own service models. */
// Of a parameter's 2048 characters, its ARN takes some.
const models = named
  .filter(([type]) => type !== "aws:ssm/parameter:Parameter")
  .flatMap(([type, { property }]): [string, { max?: number; min?: number; pattern?: string }][] => {
    const rows = (accepted.types as unknown as Record<string, Record<string, Row[]>>)[type]?.[property] ?? [];
    const of = (kind: string) =>
      rows.find(([source, limit]) => source === "model" && limit[0] === kind)?.[1].slice(1) ?? [];
    const [[min, max], [pattern]] = [of("length"), of("pattern")];
    if (max === undefined && pattern === undefined) return [];
    return [
      [
        type,
        {
          ...(typeof min === "number" && { min }),
          ...(typeof max === "number" && { max }),
          ...(typeof pattern === "string" && { pattern }),
        },
      ],
    ];
  });

it("has the longest names of AWS's service models", () => {
  expect(models.length).toBeGreaterThan(20);
  const lengths = models.filter(([, { max }]) => max !== undefined);
  // The provider takes one character less.
  const stricter: Record<string, number> = {
    "aws:appautoscaling/policy:Policy": 255,
    // Its model takes an ARN, too: 64 are for a name (CreateFunction, FunctionName).
    "aws:lambda/function:Function": 64,
  };
  expect(lengths.map(([type]) => [type, namingOf(type).maximum])).toEqual(
    lengths.map(([type, { max }]) => [type, stricter[type] ?? max]),
  );
});

function namingOf(type: string): Naming {
  return resourceType(type)?.name as Naming;
}

const formed = models.filter(
  ([type, { pattern }]) =>
    pattern !== undefined && namingOf(type).pattern && type !== "aws:lambda/function:Function",
);

it.each(formed)(
  "accepts of %s what AWS's service model accepts, and nothing else",
  (type, { pattern = "", min = 1 }) => {
    const naming = namingOf(type);
    const model = new RegExp(`^(?:${pattern})$`);
    const alphabet = fc.string({ unit: fc.constantFrom(..."aZ09-_.@/#:+=,! '\"é"), maxLength: 12 });
    // fast-check makes nothing for lookaheads.
    const made = fc.stringMatching(new RegExp(`^(?:${pattern.replace(/\(\?[!=][^)]*\)/, "")})$`), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.oneof(alphabet, made), (name) => {
        fc.pre(name !== "" && name.length >= min);
        expect([name, nameFault(naming, { [naming.property]: name }, "x") === undefined]).toEqual([
          name,
          model.test(name),
        ]);
      }),
      { numRuns: 200 },
    );
  },
);

it("refuses a name from the first character that is too many, given, by prefix or made by Pulumi", () => {
  expect(limited.length).toBeGreaterThan(35);
  fc.assert(
    fc.property(fc.constantFrom(...limited), fc.constantFrom(0, 1, 2, 40), ([type, naming], beyond) => {
      const { property, maximum = 0 } = naming;
      const name = (room: number): string => "a".repeat(room + beyond);
      const says = (inputs: Record<string, unknown>, own = "x"): string =>
        nameFault(naming, inputs, own) ?? "";
      // Pulumi's names have a hyphen.
      const isMade =
        ["name", "bucket", "identifier", "clusterIdentifier"].includes(property) &&
        naming.pattern?.test("a-0") !== false;
      const faults = [
        says({ [property]: name(maximum) }),
        says({ [`${property}Prefix`]: name(maximum - 26) }),
        ...(isMade ? [says({}, name(maximum - 8))] : []),
      ];
      for (const fault of faults) {
        if (beyond === 0) expect([type, fault]).toEqual([type, ""]);
        else expect(fault).toContain(`of ${maximum + beyond} characters`);
      }
    }),
    { numRuns: 300 },
  );
});

// From AWS's API references and user guides, for what the models say in prose only.
it.each([
  ["aws:lb/loadBalancer:LoadBalancer", ["web", "Web-1"], ["web_1", "internal-web", "-web", "web-", "wéb"]],
  ["aws:lb/targetGroup:TargetGroup", ["web", "internal-web"], ["web.1", "-web", "web-"]],
  ["aws:ecs/service:Service", ["web_1-A"], ["web.1", "web 1", "web/1"]],
  ["aws:ecs/capacityProvider:CapacityProvider", ["web"], ["ecs-web", "AWSweb", "fargate-web", "web.1"]],
  ["aws:ecs/taskDefinition:TaskDefinition", ["web_1"], ["web:1"]],
  [
    "aws:s3/bucket:Bucket",
    ["abc", "a.b-c", "1ab"],
    ["ab", "Abc", "a_b", "a..b", "-ab", "ab-", "10.0.0.1", "xn--ab"],
  ],
  ["aws:rds/instance:Instance", ["web-1"], ["1web", "web--1", "web-", "Web", "web_1"]],
  ["aws:rds/cluster:Cluster", ["web-1"], ["1web", "web--1", "web-", "web.1"]],
  ["aws:rds/parameterGroup:ParameterGroup", ["web-1"], ["1web", "web--1", "web-", "web_1"]],
  ["aws:rds/subnetGroup:SubnetGroup", ["web_1.a b"], ["Web", "web/1"]],
  ["aws:sns/topic:Topic", ["web-1_A", "web.fifo"], ["web.1", "web 1"]],
  ["aws:sfn/stateMachine:StateMachine", ["web-1_A.b"], ["web 1", "web/1", "web:1", "web#1"]],
  ["aws:cloudwatch/dashboard:Dashboard", ["web-1_A"], ["web.1", "web 1"]],
  ["aws:cloudformation/stack:Stack", ["Web-1"], ["1web", "web_1"]],
  ["aws:ec2/securityGroup:SecurityGroup", ["web (1)"], ["sg-web", "web's"]],
  ["aws:ec2/managedPrefixList:ManagedPrefixList", ["web's"], ["com.amazonaws.web"]],
  ["aws:ec2/launchTemplate:LaunchTemplate", ["web(1)./_-"], ["we", "web 1"]],
  ["aws:secretsmanager/secret:Secret", ["a/b_+=.@-"], ["a b", "a!b", "a:b"]],
  ["aws:ssm/parameter:Parameter", ["/a/b.c-d_e"], ["a b", "a:b"]],
])("of %s accepts %j, and refuses %j", (type, accepted, refused) => {
  const naming = namingOf(type);
  const faulty = (name: string): boolean => nameFault(naming, { [naming.property]: name }, "x") !== undefined;
  expect(accepted.filter(faulty)).toEqual([]);
  expect(refused.filter((name) => !faulty(name))).toEqual([]);
});

it("never quotes the name, which may be secret", () => {
  const naming = namingOf("aws:iam/role:Role");
  for (const name of ["hunter2 hunter2", "hunter2".repeat(20)])
    expect(nameFault(naming, { name }, "x")).not.toContain("hunter2");
});

it("makes small letters of a bucket's name, as Pulumi does, and of no other's", () => {
  expect(nameFault(namingOf("aws:s3/bucket:Bucket"), {}, "Logs")).toBeUndefined();
  expect(nameFault(namingOf("aws:rds/subnetGroup:SubnetGroup"), {}, "Logs")).toContain(
    "use lower-case letters",
  );
});
