import { holdsData } from "@ballast/aws";
import fc from "fast-check";
import { stringify } from "yaml";
import schemas from "../../../aws/src/cloudformation/schemas.json" with { type: "json" };
import { plan, resource, urn } from "../testing.ts";
import { differenceOf } from "./differenceOf.ts";

// What a change of a template does to what CloudFormation created for it, whatever the template is.

const stackType = "aws:cloudformation/stack:Stack";

type Properties = Record<string, unknown>;
interface Part {
  Type: string;
  Properties: Properties;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}
type Resources = Record<string, Part>;

/** Writes a template as JSON or YAML, in some order and layout. */
type Spelling = (document: object) => string;
const json: Spelling = (document) => JSON.stringify(document);
const spellings: Spelling[] = [
  json,
  (document) => JSON.stringify(document, null, 4),
  (document) => JSON.stringify(reversed(document)),
  (document) => stringify(document),
  (document) => stringify(reversed(document), { indent: 4 }),
];

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

function stackOf(resources: Resources, spelling: Spelling = json, parameters: Properties = {}, more = {}) {
  const Parameters = Object.fromEntries(Object.keys(parameters).map((name) => [name, { Type: "String" }]));
  const templateBody = spelling({ Parameters, Resources: resources });
  return plan([resource(stackType, "data", { templateBody, parameters }, more)]);
}

const lossesBetween = (before: ReturnType<typeof plan>, after: ReturnType<typeof plan>) =>
  differenceOf(before, after).losses.map(({ urn: lost, how, retained, snapshot, uncertain }) => ({
    id: lost.split("#")[1],
    how,
    ...(retained && { retained }),
    ...(snapshot && { snapshot }),
    ...(uncertain !== undefined && { uncertain: true }),
  }));

/** Types that hold data, each with every property that AWS's schema says replaces it, as the committed table has them. */
const replaceable = Object.entries(schemas.types)
  .filter(([type]) => holdsData(type) === true)
  .flatMap(([type, entries]) =>
    entries
      .split(" ")
      .filter((property) => /^\w+$/.test(property) && property !== "Tags")
      .map((property) => ({ type, property })),
  );

const cannotTag = /\bTags\b/;
const store = fc.constantFrom(...replaceable);
const spelling = fc.constantFrom(...spellings);
const logicalId = fc.constantFrom("Data", "Archive", "Users", "Keys");
const value = fc.oneof(
  fc.string({ minLength: 1 }).filter((text) => !text.includes("${")),
  fc.integer(),
  fc.boolean(),
);
const options = { numRuns: 300 };

it("knows enough types and properties to generate templates of", () => {
  expect(new Set(replaceable.map(({ type }) => type)).size).toBeGreaterThan(50);
  expect(replaceable.length).toBeGreaterThan(200);
});

it("loses the data of each store whose create-only property changes, in every spelling and by every way", () => {
  fc.assert(
    fc.property(
      store,
      logicalId,
      value,
      value,
      spelling,
      spelling,
      fc.boolean(),
      (made, id, from, to, one, other, byParameter) => {
        fc.pre(String(from) !== String(to));
        const part = (given: unknown): Resources => ({
          [id]: {
            Type: made.type,
            Properties: { [made.property]: byParameter ? { Ref: "P" } : given, Tags: [] },
          },
        });
        const side = (given: unknown, spell: Spelling) =>
          stackOf(part(given), spell, byParameter ? { P: String(given) } : {});
        expect(lossesBetween(side(from, one), side(to, other))).toEqual([{ id, how: "replaced" }]);
      },
    ),
    options,
  );
});

it("loses nothing by tags, descriptions, layout, the order of keys, YAML for JSON, or a parameter for a value", () => {
  fc.assert(
    fc.property(
      store,
      logicalId,
      value,
      spelling,
      spelling,
      fc.string(),
      fc.boolean(),
      (made, id, given, one, other, tag, byParameter) => {
        // A few types cannot change their tags.
        fc.pre(!cannotTag.test(schemas.types[made.type as keyof typeof schemas.types]));
        const properties = { [made.property]: given };
        const before = stackOf({ [id]: { Type: made.type, Properties: properties } }, one);
        const after = stackOf(
          {
            [id]: {
              Type: made.type,
              Properties: {
                Tags: [{ Key: "team", Value: tag }],
                [made.property]: byParameter ? { Ref: "P" } : given,
              },
            },
          },
          other,
          byParameter ? { P: String(given) } : {},
        );
        expect(lossesBetween(before, after)).toEqual([]);
      },
    ),
    options,
  );
});

it("loses what leaves a template or gets another logical id, and says what its policies leave", () => {
  const policy = fc.constantFrom(undefined, "Delete", "Retain", "Snapshot", "RetainExceptOnCreate");
  fc.assert(
    fc.property(store, policy, fc.boolean(), spelling, ({ type }, DeletionPolicy, isRenamed, spell) => {
      const part: Part = { Type: type, Properties: {}, ...(DeletionPolicy && { DeletionPolicy }) };
      const other: Part = { Type: "AWS::SNS::Topic", Properties: {} };
      const difference = differenceOf(
        stackOf({ Data: part, Topic: other }, spell),
        stackOf(isRenamed ? { Renamed: part, Topic: other } : { Topic: other }, spell),
      );
      const byDefault =
        type === "AWS::RDS::DBInstance" || type === "AWS::RDS::DBCluster" ? "Snapshot" : "Delete";
      const left = DeletionPolicy ?? byDefault;
      expect(difference.losses).toMatchObject([
        {
          urn: `${urn(stackType, "data")}#Data`,
          how: "removed",
          retained: left.startsWith("Retain"),
          ...(left === "Snapshot" && { snapshot: true }),
          alike: isRenamed ? [`${urn(stackType, "data")}#Renamed`] : [],
        },
      ]);
      expect(difference.removed).toMatchObject([{ type }]);
      expect(difference.added).toHaveLength(isRenamed ? 1 : 0);
    }),
    options,
  );
});

it("loses all of a stack that is removed or replaced, unless something keeps it", () => {
  const all: Resources = {
    Kept: { Type: "AWS::DynamoDB::Table", Properties: {}, DeletionPolicy: "Retain" },
    Lost: { Type: "AWS::S3::Bucket", Properties: {} },
    Other: { Type: "AWS::IAM::Role", Properties: {} },
  };
  const lost = [
    { id: "Kept", how: "removed", retained: true },
    { id: "Lost", how: "removed" },
  ];
  expect(lossesBetween(stackOf(all), plan([]))).toEqual(lost);
  expect(lossesBetween(stackOf(all, json, {}, { retainOnDelete: true }), plan([]))).toEqual(
    lost.map((one) => ({ ...one, retained: true })),
  );
  const named = (name: string) =>
    plan([resource(stackType, "data", { name, templateBody: json({ Resources: all }) })]);
  expect(lossesBetween(named("a"), named("b"))).toEqual(lost.map((one) => ({ ...one, how: "replaced" })));
});

describe("a generated secret", () => {
  const secret = (properties: Properties): Resources => ({
    Secret: { Type: "AWS::SecretsManager::Secret", Properties: properties },
  });
  const generate = { PasswordLength: 32, ExcludePunctuation: true };

  it("gets a new value when anything about its generation changes, and no other change", () => {
    const change = fc.constantFrom<Properties>(
      { PasswordLength: 33 },
      { ExcludePunctuation: false },
      { ExcludeCharacters: "x" },
      { SecretStringTemplate: "{}", GenerateStringKey: "password" },
    );
    fc.assert(
      fc.property(change, spelling, (more, spell) => {
        const after = { GenerateSecretString: { ...generate, ...more } };
        const before = stackOf(secret({ GenerateSecretString: generate }), spell);
        expect(lossesBetween(before, stackOf(secret(after), spell))).toEqual([
          { id: "Secret", how: "overwritten" },
        ]);
        const same = {
          GenerateSecretString: { PasswordLength: "32", ExcludePunctuation: "true" },
          Description: "new",
        };
        expect(lossesBetween(before, stackOf(secret(same), spell))).toEqual([]);
      }),
    );
  });
});

describe("what nobody can know counts as lost", () => {
  const unknownLoss = [{ id: undefined, how: "removed", uncertain: true }];
  const of = (inputs: Properties) => plan([resource(stackType, "data", inputs)]);
  const bucket = json({ Resources: { Data: { Type: "AWS::S3::Bucket" } } });

  it.each<[string, Properties, Properties]>([
    ["another template at an address", { templateUrl: "https://a" }, { templateUrl: "https://b" }],
    [
      "parameters of a template at an address",
      { templateUrl: "a", parameters: { A: "1" } },
      { templateUrl: "a", parameters: { A: "2" } },
    ],
    ["a template that goes to an address", { templateBody: bucket }, { templateUrl: "https://b" }],
    ["a template that cannot be read", { templateBody: bucket }, { templateBody: "Resources: [}" }],
    ["a secret template", { templateBody: "[secret]" }, { templateBody: "[secret]" }],
  ])("%s", (_what, before, after) => {
    expect(lossesBetween(of(before), of(after))).toEqual(unknownLoss);
  });

  it("but not what stays as it was", () => {
    for (const inputs of [{ templateUrl: "https://a" }, { templateBody: "Resources: [}" }])
      expect(lossesBetween(of(inputs), of({ ...inputs, tags: { a: "b" } }))).toEqual([]);
    expect(lossesBetween(of({ templateUrl: "https://a" }), plan([]))).toEqual(unknownLoss);
  });

  it("of a macro, of which the template does not show what it creates", () => {
    const transformed = (size: string) =>
      of({
        templateBody: json({
          Transform: "Mine",
          Resources: { A: { Type: "AWS::SNS::Topic", Properties: { size } } },
        }),
      });
    expect(lossesBetween(transformed("1"), transformed("2"))).toEqual(unknownLoss);
  });

  it("of a type without a schema, or of which it is not known whether it holds data", () => {
    const typed = (Type: string, Size: string) => stackOf({ Thing: { Type, Properties: { Size } } });
    for (const type of ["Vendor::Disks::Disk", "AWS::FSx::FileSystem"])
      expect(lossesBetween(typed(type, "1"), typed(type, "2"))).toEqual([
        { id: "Thing", how: "replaced", uncertain: true },
      ]);
    expect(lossesBetween(typed("Vendor::Disks::Disk", "1"), stackOf({}))).toEqual([
      { id: "Thing", how: "removed", uncertain: true },
    ]);
    expect(lossesBetween(typed("AWS::SNS::Topic", "1"), stackOf({}))).toEqual([]);
  });

  it("of a property that replaces for some values", () => {
    const engine = (Engine: string) =>
      stackOf({ Db: { Type: "AWS::RDS::DBInstance", Properties: { Engine } } });
    expect(lossesBetween(engine("mysql"), engine("postgres"))).toEqual([
      { id: "Db", how: "replaced", uncertain: true },
    ]);
  });

  it.each<[string, string, unknown, unknown]>([
    ["AWS::CloudFormation::Stack", "TemplateURL", "https://a", "https://b"],
    ["AWS::CloudFormation::Stack", "Parameters", { Zone: "a" }, { Zone: "b" }],
    ["AWS::CloudFormation::StackSet", "TemplateBody", "{}", "[]"],
    ["AWS::CloudFormation::StackSet", "StackInstancesGroup", [{ Regions: ["a", "b"] }], [{ Regions: ["a"] }]],
    ["AWS::ServiceCatalog::CloudFormationProvisionedProduct", "ProvisioningArtifactName", "v1", "v2"],
  ])("of an %s inside a template, by its %s", (type, property, from, to) => {
    const nesting = (given: unknown, more = {}) =>
      stackOf({ Inner: { Type: type, Properties: { [property]: given, ...more } } });
    const unknown = [{ id: "Inner", how: "removed", uncertain: true }];
    expect(lossesBetween(nesting(from), nesting(to))).toEqual(unknown);
    expect(lossesBetween(nesting(from), nesting(from, { Tags: [{ Key: "a", Value: "b" }] }))).toEqual([]);
    expect(lossesBetween(nesting(from), stackOf({}))).toEqual(unknown);
  });

  it("of instances of a stack set, which are stacks with their own resources", () => {
    const instances = (regions: string[]) =>
      plan([resource("aws:cloudformation/stackInstances:StackInstances", "all", { regions })]);
    expect(lossesBetween(instances(["a", "b"]), instances(["a"]))).toMatchObject([{ uncertain: true }]);
    expect(lossesBetween(instances(["a"]), plan([]))).toMatchObject([{ uncertain: true }]);
  });

  it("of a plan's own type, too", () => {
    const index = (dimension: number, tags = {}) =>
      plan([resource("aws:s3/vectorsIndex:VectorsIndex", "t", { dimension, tags })]);
    expect(lossesBetween(index(1), index(2))).toEqual([{ id: undefined, how: "replaced", uncertain: true }]);
    expect(lossesBetween(index(1), index(1, { a: "b" }))).toEqual([]);
  });
});

describe("conditions", () => {
  const conditional = (environment: string) =>
    plan([
      resource(stackType, "data", {
        parameters: { Environment: environment },
        templateBody: `
Parameters: { Environment: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Environment, prod] }
Resources:
  Data:
    Type: AWS::S3::Bucket
    Condition: IsProd
`,
      }),
    ]);

  it("remove what they no longer hold for", () => {
    expect(lossesBetween(conditional("prod"), conditional("dev"))).toEqual([{ id: "Data", how: "removed" }]);
    expect(lossesBetween(conditional("dev"), conditional("prod"))).toEqual([]);
  });

  it.each(["[secret]", "[unknown]"])("are undecided by a parameter that is %s", (hidden) => {
    const undecided = [{ id: "Data", how: "removed", uncertain: true }];
    expect(lossesBetween(conditional(hidden), plan([]))).toEqual(undecided);
    expect(lossesBetween(conditional(hidden), conditional("dev"))).toEqual([
      { id: "Data", how: "removed", uncertain: true },
    ]);
    expect(lossesBetween(conditional("prod"), conditional(hidden))).toEqual(undecided);
  });
});

it("follows what is replaced through references inside a template", () => {
  const directory = (secretName: string) =>
    stackOf({
      Admin: { Type: "AWS::SecretsManager::Secret", Properties: { Name: secretName } },
      Directory: {
        Type: "AWS::DirectoryService::MicrosoftAD",
        Properties: { Password: { "Fn::Sub": "{{resolve:secretsmanager:${Admin}:SecretString:password}}" } },
      },
    });
  expect(lossesBetween(directory("a"), directory("b"))).toEqual([
    { id: "Admin", how: "replaced" },
    { id: "Directory", how: "replaced" },
  ]);
});

it("compares the one resource of Cloud Control", () => {
  const cloudControl = (BucketName: string, more = {}) =>
    plan([
      resource("aws:cloudcontrol/resource:Resource", "data", {
        typeName: "AWS::S3::Bucket",
        desiredState: JSON.stringify({ BucketName, ...more }),
      }),
    ]);
  const id = "AWS::S3::Bucket";
  expect(lossesBetween(cloudControl("a"), cloudControl("b"))).toEqual([{ id, how: "replaced" }]);
  expect(lossesBetween(cloudControl("a"), cloudControl("a", { Tags: [] }))).toEqual([]);
  expect(lossesBetween(cloudControl("a"), plan([]))).toEqual([{ id, how: "removed" }]);
});
