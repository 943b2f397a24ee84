import { standInDigits } from "@ballast/recording/cloud";
import fc from "fast-check";
import { plan, resource, urn } from "../testing.ts";
import { differenceOf } from "./differenceOf.ts";

const types = {
  cluster: "aws:rds/cluster:Cluster",
  database: "aws:rds/instance:Instance",
  group: "aws:rds/subnetGroup:SubnetGroup",
  stack: "aws:cloudformation/stack:Stack",
  vpc: "aws:ec2/vpc:Vpc",
};
const vpc = urn(types.vpc, "k");
const vpcId = `vpc-${standInDigits(vpc).slice(0, 17)}`;

/** A database that takes an id of a VPC by `domain`, which the provider changes in place. */
function domainOf(cidrBlock: string, replaceOnChanges?: string[]) {
  return plan(
    [
      resource(types.vpc, "k", { cidrBlock }, { identifiers: { [vpcId]: "id" } }),
      resource(
        types.database,
        "data",
        { identifier: "data", domain: "[unknown]" },
        {
          unknown: ["domain"],
          dependsOn: [vpc],
          propertyDependencies: { domain: [vpc] },
          ...(replaceOnChanges && { replaceOnChanges }),
        },
      ),
    ],
    { data: { identifier: "data", domain: vpcId } },
  );
}

it.each([
  [undefined, []],
  [["domain"], ["data"]],
  [["*"], ["data"]],
  [["tags"], []],
])("replaces what follows from a replacement by %j too", (replaceOnChanges, lost) => {
  const { losses } = differenceOf(
    domainOf("10.0.0.0/16", replaceOnChanges),
    domainOf("10.1.0.0/16", replaceOnChanges),
  );
  expect(losses.map(({ name }) => name)).toEqual(lost);
});

it("replaces a template's stack, and what is in it, where its template takes what is replaced", () => {
  const template = (reference: string) =>
    JSON.stringify({
      Resources: {
        Data: { Type: "AWS::S3::Bucket", Properties: { Tags: [{ Key: "vpc", Value: reference }] } },
      },
    });
  const stack = (cidrBlock: string, replaceOnChanges: string[]) =>
    plan(
      [
        resource(types.vpc, "k", { cidrBlock }, { identifiers: { [vpcId]: "id" } }),
        resource(
          types.stack,
          "s",
          { templateBody: "[unknown]" },
          {
            unknown: ["templateBody"],
            dependsOn: [vpc],
            propertyDependencies: { templateBody: [vpc] },
            replaceOnChanges,
          },
        ),
      ],
      { s: { templateBody: template(vpcId) } },
    );
  const lost = (option: string[]) =>
    differenceOf(stack("10.0.0.0/16", option), stack("10.1.0.0/16", option)).losses.map(({ name }) => name);
  expect(lost([])).toEqual([]);
  expect(lost(["templateBody"])).toHaveLength(1);
});

describe("a resource that is deleted before it is replaced", () => {
  /** The cluster has the group's name, which does not change when the group is replaced. */
  const stack = (subnets: string, deleteBeforeReplace: boolean | undefined, inputs = {}, more = {}) => {
    const group = urn(types.group, "g");
    return plan([
      resource(types.vpc, "k", { cidrBlock: subnets }),
      resource(
        types.group,
        "g",
        { description: "d", ...inputs },
        {
          replaceOnChanges: ["tags"],
          ...(deleteBeforeReplace !== undefined && { deleteBeforeReplace }),
        },
      ),
      resource(
        types.cluster,
        "data",
        { clusterIdentifier: "data", dbSubnetGroupName: "known" },
        { dependsOn: [group], propertyDependencies: { dbSubnetGroupName: [group] }, ...more },
      ),
    ]);
  };
  const data = (option: boolean | undefined, inputs = {}, more = {}) =>
    differenceOf(
      stack("10.0.0.0/16", option, { ...inputs, tags: { a: "1" } }, more),
      stack("10.0.0.0/16", option, { ...inputs, tags: { a: "2" } }, more),
    ).losses;

  it("takes along what takes anything of it by a property that cannot be changed", () => {
    expect(data(true)).toMatchObject([{ name: "data", how: "replaced", cause: ["dbSubnetGroupName"] }]);
    expect(data(true)[0]?.uncertain).toBeUndefined();
    expect(data(false)).toEqual([]);
    expect(data(undefined)).toEqual([]);
    for (const ignored of ["dbSubnetGroupName", '["dbSubnetGroupName"]', "*"])
      expect(data(true, {}, { ignoreChanges: [ignored] })).toEqual([]);
    expect(data(true, {}, { propertyDependencies: { tags: [urn(types.group, "g")] } })).toEqual([]);
  });

  it("may be one that has a name of its own, if the program does not say", () => {
    expect(data(undefined, { name: "g" })).toMatchObject([
      { name: "data", uncertain: expect.stringMatching("with a fixed name") as unknown },
    ]);
    expect(data(false, { name: "g" })).toEqual([]);
  });
});

it("follows deletions along chains of any length, as far as properties force them, and no further", () => {
  const chain = (links: readonly boolean[], cidrBlock: string) => {
    const groups = links.map((isForced, index) => {
      const before = index === 0 ? vpc : urn(types.group, `g${index - 1}`);
      const property = isForced ? "name" : "tags";
      return resource(
        types.group,
        `g${index}`,
        { [property]: "known" },
        { dependsOn: [before], propertyDependencies: { [property]: [before] }, deleteBeforeReplace: false },
      );
    });
    return plan([resource(types.vpc, "k", { cidrBlock }, { deleteBeforeReplace: true }), ...groups]);
  };
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), (links) => {
      const { changed } = differenceOf(chain(links, "10.0.0.0/16"), chain(links, "10.1.0.0/16"));
      const end = links.indexOf(false);
      const forced = links.slice(0, end === -1 ? links.length : end).map((_link, index) => `g${index}`);
      expect(
        changed
          .filter(({ replaced }) => replaced)
          .map(({ name }) => name)
          .sort(),
      ).toEqual([...forced, "k"]);
    }),
  );
});
