import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalType, withCanonicalTypes } from "./aliases.ts";
import aliases from "./provider/aliases.json" with { type: "json" };
import { holdsData, lookOf, mayHoldData, resourceType, storeTypes, wordsOf } from "./catalogue.ts";
import { createOnly, Replaces } from "./cloudformation/schemas.ts";
import { discarding, replacement } from "./replacement.ts";
import { refusal } from "./sameness.ts";

const provider = join(process.cwd(), "node_modules/@pulumi/aws");

/** What the installed provider says is the same: by the aliases of its classes, and by "is known as" of its documentation. */
function installed(): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of readdirSync(provider, { recursive: true, encoding: "utf8" })) {
    if (!/^[a-z0-9]+[\\/]\w+\.js$/.test(path)) continue;
    const program = readFileSync(join(provider, path), "utf8");
    const [, type, file = ""] = /__pulumiType = '(aws:\w+\/(\w+):\w+)'/.exec(program) ?? [];
    if (type === undefined) continue;
    for (const [, list = ""] of program.matchAll(/aliasOpts = \{ aliases: \[(.*)\] \}/g))
      for (const [, alias = ""] of list.matchAll(/type: "([^"]+)"/g))
        if (alias !== type) found.set(alias, type);
    const [, own, other, name] =
      /`aws\.(\w+)\.\w+` is known as `aws\.(\w+)\.(\w+)`\. The functionality is identical/.exec(
        readFileSync(join(provider, path.replace(/js$/, "d.ts")), "utf8"),
      ) ?? [];
    if (own !== other) found.set(type, `aws:${other}/${file}:${name}`);
  }
  return found;
}

it("names every alias of the installed provider, and nothing else", () => {
  const found = installed();
  const last = (type: string): string => {
    const next = found.get(type);
    return next === undefined || next === type ? type : last(next);
  };
  const different = [...found.keys()].filter((type) => last(type) !== type).sort();
  expect(different.length).toBeGreaterThan(40);
  // Write provider/aliases.json anew from what this shows.
  expect(Object.entries(aliases)).toEqual(different.map((type) => [type, last(type)]));
});

it("knows of an alias what it knows of the type", () => {
  for (const [alias, type] of Object.entries(aliases)) {
    expect(canonicalType(type)).toBe(type);
    expect([resourceType, holdsData, lookOf, wordsOf].map((of) => of(alias))).toEqual(
      [resourceType, holdsData, lookOf, wordsOf].map((of) => of(type)),
    );
  }
  const [balancer, other] = withCanonicalTypes(
    ["aws:applicationloadbalancing/loadBalancer:LoadBalancer", "aws:sqs/queue:Queue"].map((type) => ({
      type,
    })),
  );
  expect([balancer?.type, other?.type]).toEqual(["aws:lb/loadBalancer:LoadBalancer", "aws:sqs/queue:Queue"]);
});

describe("types of the aws-native provider", () => {
  const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
  const stores = storeTypes().filter((type) => type.includes("::"));
  const native = (type: string): string => {
    const [, module = "", name = ""] = type.split("::");
    // As `AWS::RDS::DBInstance` is `aws-native:rds:DbInstance`.
    const words = name.replace(/[A-Z]{2,}(?=[A-Z][a-z])/g, (all) => all[0] + all.slice(1).toLowerCase());
    return `aws-native:${module.toLowerCase()}:${words}`;
  };

  it("hold what those of CloudFormation hold, and are replaced for the same properties", () => {
    expect(stores.length).toBeGreaterThan(50);
    for (const type of stores) {
      expect([type, holdsData(native(type))]).toEqual([type, true]);
      for (const path of createOnly(type).always)
        expect([type, path, replacement(native(type), path.split(".").map(lower).join("."))]).toEqual([
          type,
          path,
          Replaces.Yes,
        ]);
    }
    expect(holdsData("aws-native:iam:Role")).toBe(false);
    expect(mayHoldData("aws-native:brandnew:Thing")).toBe(true);
  });

  it("lose what AWS deletes, and are refused what AWS refuses", () => {
    const sides = { before: { backupRetentionPeriod: 30 }, after: { backupRetentionPeriod: 0 } };
    expect(discarding("aws-native:rds:DbInstance", ["backupRetentionPeriod"], sides)).toEqual([
      expect.objectContaining({ what: "automatic backups" }),
    ]);
    expect(
      refusal("aws-native:ec2:Volume", "size", { before: { size: 100 }, after: { size: 50 } }),
    ).toContain("cannot be reduced");
  });
});
