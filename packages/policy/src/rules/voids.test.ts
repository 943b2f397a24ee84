import { actionFacts, actionsLike } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import fc from "fast-check";
import { check } from "../index.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, madeUp } from "../testing/resources.ts";
import {
  carriers,
  inAnyCase,
  numRuns,
  oneOrMany,
  type Condition,
  type Statement,
} from "../testing/spellings.ts";
import { voidRules } from "./voids.ts";

const policyWith = (...statements: object[]) => JSON.stringify({ Statement: statements });
const holding = (...statements: object[]) => [
  madeUp(aws.rolePolicy, "own", { policy: policyWith(...statements) }),
  madeUp("aws:sqs/queue:Queue", "jobs", { policy: policyWith() }),
];
const allow = (Action: unknown, Resource: unknown = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const fileSystems = "arn:aws:elasticfilesystem:*:*:file-system/*";

itShowsEachRule(voidRules, () => holding(allow("s3:GetObject", "arn:aws:s3:::files/*")), [
  [
    "iam-void",
    () => holding(allow("elasticfilesystem:CreateFileSystem", fileSystems)),
    `allows elasticfilesystem:CreateFileSystem on ${fileSystems}, but this action only supports "*" as resource`,
  ],
  [
    "iam-void",
    () => holding(allow(["s3:GetObject", "s3:GetObjects"])),
    "s3:GetObjects, which is not an AWS action",
  ],
  [
    "iam-void",
    () => [
      ...holding().slice(0, 1),
      madeUp("aws:sqs/queue:Queue", "jobs", {
        policy: policyWith({ ...allow("sqs:SendMessages", arnOf("jobs")), Principal: "*" }),
      }),
    ],
    "allows others sqs:SendMessages, which is not an AWS action",
  ],
]);

const messages = (...statements: object[]) =>
  check(holding(...statements), {}, { rules: voidRules }).map(({ message }) => message);

it.each<[what: string, statement: object]>([
  ["a service that the reference does not know", allow("newservice:Do", "arn:aws:newservice:*:*:thing/*")],
  ["a resource of such a service", allow("s3:GetObject", "arn:aws:newservice:*:*:thing/*")],
  ["all actions", allow("*", "arn:aws:ecr:*:*:repository/*")],
  ["a pattern of which one action fits", allow("ecr:*", "arn:aws:ecr:*:*:repository/*")],
  ["a resource that is known later", allow("s3:ListBucket", "${Files.Arn}/*")],
  ["an action that is known later", allow("${Action}")],
  ["a denial", { ...allow("s3:GetObjects"), Effect: "Deny" }],
  ["all but some actions", { Effect: "Allow", NotAction: "s3:GetObjects", Resource: "*" }],
  [
    "a global key",
    allow("ec2:DescribeVolumes", "*", { Condition: { Bool: { "aws:SecureTransport": true } } }),
  ],
  [
    "a key for another service's sessions",
    allow("s3:GetObject", "*", { Condition: { ArnLike: { "ec2:SourceInstanceARN": "*" } } }),
  ],
  [
    "a provider's key",
    allow("sts:AssumeRole", "*", { Condition: { StringLike: { "example.com:sub": "x" } } }),
  ],
  ["a document of AWS's", allow("ssm:SendCommand", "arn:aws:ssm:eu-central-1::document/AWS-RunShellScript")],
  [
    "a transform of CloudFormation's",
    allow("cloudformation:CreateChangeSet", "arn:aws:cloudformation:eu-central-1:aws:transform/Include"),
  ],
])("does not judge, or accepts, %s", (_what, statement) => expect(messages(statement)).toEqual([]));

it.each<[key: string, operator: string, isVoid: boolean]>([
  ["ecs:cluster", "StringEquals", true],
  ["ECS:Cluster", "ForAnyValue:StringLike", true],
  ["ecs:cluster", "StringEqualsIfExists", false],
  ["ecs:cluster", "StringNotEquals", false],
  ["ecs:cluster", "ForAllValues:StringEquals", false],
  ["ec2:ResourceTags/Name", "StringEquals", true],
  ["ec2:ResourceTag/Name", "StringEquals", false],
  ["ec2:VolumeSizes", "NumericLessThan", true],
  ["ec2:VolumeSize", "NumericLessThan", false],
  ["ResourceTag/Name", "StringEquals", true],
])("judges %s under %s: %s", (key, operator, isVoid) => {
  const Condition = { [operator]: { [key]: "1" } };
  expect(messages(allow("ec2:AttachVolume", "*", { Condition })).length > 0).toBe(isVoid);
});

it("says what is void of each policy once, by its part", () => {
  const inlinePolicies = ["one", "two"].map((name) => ({ name, policy: policyWith(allow("s3:GetObjects")) }));
  const assumeRolePolicy = policyWith({
    Effect: "Allow",
    Action: "sts:AssumeRoles",
    Principal: { Service: "ec2.amazonaws.com" },
  });
  const role = madeUp(aws.role, "own", { inlinePolicies, assumeRolePolicy });
  expect(check([role], {}, { rules: voidRules }).map(({ part, message }) => `${part}: ${message}`)).toEqual([
    "one: allows s3:GetObjects, which is not an AWS action",
    "two: allows s3:GetObjects, which is not an AWS action",
    "assumeRolePolicy: allows others sts:AssumeRoles, which is not an AWS action",
  ]);
});

// Generated statements over AWS's whole reference. Whether one is void is known by how it is made.

const all = actionsLike("*");
/** But for those of AWS Backup, whose recovery points are of the service that is backed up. */
const withTypes = all.filter(
  (name) => (actionFacts(name)?.resources.length ?? 0) > 0 && !name.startsWith("backup"),
);
const withoutTypes = all.filter(
  (name) => actionFacts(name)?.resources.length === 0 && name !== "s3:ListAllMyBuckets",
);
const arnOfType = (form: string, word: string) =>
  form.replaceAll(/\$\{(\w+)\}|\*/g, (_whole, name?: string) => {
    if (name === "Partition") return "aws";
    if (name === "Region") return "eu-central-1";
    return name?.startsWith("Account") === true ? "123456789012" : word;
  });
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
const carried = fc.constantFrom(...carriers);
const findings = (statements: Statement[], carrier: (typeof carriers)[number]) =>
  check(carrier({ Statement: statements }), {}, { rules: voidRules });

/** What no action of AWS's is called, at one letter's distance or a few. */
const misnamed = fc
  .tuple(fc.constantFrom(...all), fc.constantFrom("x", "s", "Xy", "ForAll"))
  .map(([name, more]) => `${name}${more}`)
  .filter((name) => actionFacts(name) === undefined);
const action = (name: string) => fc.oneof(fc.constant(name), inAnyCase(name));
const elsewhere = "arn:aws:wellarchitected:eu-central-1:123456789012:nothing/x";

const voidStatements = fc.oneof(
  misnamed.chain((name) =>
    fc.record({
      Effect: fc.constant("Allow"),
      Action: oneOrMany(action(name), "s3:GetObject"),
      Resource: fc.constant("*"),
    }),
  ),
  fc
    .tuple(fc.constantFrom(...withoutTypes), fc.constantFrom(...withTypes), word)
    .chain(([name, other, text]) => {
      const form = actionFacts(other)?.resources[0]?.arn ?? "";
      return fc.record({
        Effect: fc.constant("Allow"),
        Action: oneOrMany(action(name)),
        Resource: oneOrMany(fc.constant(arnOfType(form, text)), elsewhere),
      });
    }),
  fc.constantFrom(...withTypes).chain((name) =>
    fc.record({
      Effect: fc.constant("Allow"),
      Action: oneOrMany(action(name)),
      Resource: oneOrMany(fc.constant(elsewhere)),
    }),
  ),
  fc.tuple(fc.constantFrom(...all), word).chain(([name, text]) => {
    const Condition: fc.Arbitrary<Condition> = fc
      .tuple(
        fc.constantFrom("StringEquals", "StringLike", "ForAnyValue:StringEquals", "ArnLike", "Bool"),
        inAnyCase(`${name.split(":")[0]}:no${text}such`),
      )
      .map(([operator, key]) => ({ [operator]: { [key]: "x" } }));
    return fc.record({
      Effect: fc.constant("Allow"),
      Action: action(name),
      Resource: fc.constant("*"),
      Condition,
    });
  }),
);

const soundStatements = fc.oneof(
  fc.constantFrom(...withoutTypes).chain((name) =>
    fc.record({
      Effect: fc.constant("Allow"),
      Action: oneOrMany(action(name)),
      Resource: fc.constant("*"),
    }),
  ),
  fc
    .tuple(fc.constantFrom(...withTypes), fc.nat(), word, fc.boolean())
    .chain(([name, which, text, isWide]) => {
      const forms = actionFacts(name)?.resources ?? [];
      const arn = arnOfType(forms[which % forms.length]?.arn ?? "", text);
      const Resource = oneOrMany(fc.constant(isWide ? `${arn.slice(0, -1)}*` : arn), elsewhere);
      return fc.record({ Effect: fc.constant("Allow"), Action: oneOrMany(action(name)), Resource });
    }),
  fc.tuple(fc.constantFrom(...all), word, fc.nat()).chain(([name, text, which]) => {
    const facts = actionFacts(name);
    const keys = [
      facts?.conditionKeys ?? [],
      ...(facts?.resources.map(({ conditionKeys }) => conditionKeys) ?? []),
    ]
      .flat()
      .filter((key) => !key.startsWith("aws:"));
    const key =
      keys[which % Math.max(keys.length, 1)]?.replaceAll(/\$\{[^}]*\}|<[^>]*>/g, text) ?? "aws:RequestTag/x";
    return fc.record({
      Effect: fc.constant("Allow"),
      Action: action(name),
      Resource: fc.constant("*"),
      Condition: inAnyCase(key).map((one): Condition => ({ StringEquals: { [one]: "x" } })),
    });
  }),
  // A condition that holds without its key, and a statement that only denies.
  misnamed.map((name) => ({ Effect: "Deny", Action: name, Resource: "*" })),
  fc
    .tuple(
      fc.constantFrom(...all),
      fc.constantFrom("StringEqualsIfExists", "StringNotLike", "ForAllValues:StringLike"),
    )
    .map(([name, operator]) => ({
      Effect: "Allow",
      Action: name,
      Resource: "*",
      Condition: { [operator]: { [`${name.split(":")[0]}:nosuch`]: "x" } },
    })),
);

it(`finds ${numRuns} void statements over AWS's whole reference`, () =>
  fc.assert(
    fc.property(voidStatements, carried, (statement, carrier) => {
      expect(findings([statement], carrier)).not.toEqual([]);
    }),
    { numRuns },
  ));

it(`finds nothing in ${numRuns} sound neighbours`, () =>
  fc.assert(
    fc.property(soundStatements, carried, (statement, carrier) => {
      expect(findings([statement], carrier)).toEqual([]);
    }),
    { numRuns },
  ));
