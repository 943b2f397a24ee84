import fc from "fast-check";
import { discarding } from "../replacement.ts";
import { imageExpiryBeyond } from "./ecrExpiry.ts";

// What a change of rules deletes, against a simulation of the services: what the old rules let be and the new ones delete.

const runs = { numRuns: 2_000 };

describe("an ECR lifecycle policy", () => {
  interface Image {
    tags: string[];
    age: number;
  }
  interface Rule {
    rulePriority: number;
    selection: {
      tagStatus: string;
      tagPrefixList?: string[];
      countType: string;
      countNumber: number;
      countUnit?: string;
    };
    action: { type: string };
  }
  const tagged = fc.record({
    tagStatus: fc.constant("tagged"),
    tagPrefixList: fc.constantFrom<string[]>(["v"], ["dev"], ["v", "dev"]),
  });
  const images = fc.array(
    fc.record({
      tags: fc.uniqueArray(fc.constantFrom("v1", "v2", "dev-a", "other"), { maxLength: 2 }),
      age: fc.integer({ min: 0, max: 30 }),
    }),
    { maxLength: 12 },
  );
  const rule = fc
    .tuple(
      fc.oneof(tagged, fc.record({ tagStatus: fc.constantFrom("untagged", "any") })),
      fc.boolean(),
      fc.integer({ min: 1, max: 20 }),
    )
    .map(([chosen, byAge, countNumber]) => ({
      rulePriority: 0,
      selection: {
        ...chosen,
        ...(byAge
          ? { countType: "sinceImagePushed", countUnit: "days" }
          : { countType: "imageCountMoreThan" }),
        countNumber,
      },
      action: { type: "expire" },
    }));
  const policy = fc
    .array(rule, { maxLength: 4 })
    .map((rules): Rule[] => rules.map((one, index) => ({ ...one, rulePriority: 10 * index + 1 })));

  /** An image belongs to the first rule that its tags fit; that rule alone expires it. */
  function expired(rules: readonly Rule[], all: readonly Image[]): Set<Image> {
    const gone = new Set<Image>();
    const taken = new Set<Image>();
    for (const { selection } of [...rules].sort((one, other) => one.rulePriority - other.rulePriority)) {
      const fits = all
        .filter((image) => !taken.has(image))
        .filter(({ tags }) => {
          if (selection.tagStatus === "any") return true;
          if (selection.tagStatus === "untagged") return tags.length === 0;
          const prefixes = selection.tagPrefixList ?? [];
          // Every prefix of the list must fit a tag.
          return prefixes.every((prefix) => tags.some((tag) => tag.startsWith(prefix)));
        })
        .sort((one, other) => one.age - other.age);
      for (const [index, image] of fits.entries()) {
        taken.add(image);
        const isOver =
          selection.countType === "imageCountMoreThan"
            ? index >= selection.countNumber
            : image.age > selection.countNumber;
        if (isOver) gone.add(image);
      }
    }
    return gone;
  }

  const isLoss = (before: readonly Rule[], after: readonly Rule[]): boolean =>
    imageExpiryBeyond(JSON.stringify({ rules: before }), JSON.stringify({ rules: after })) !== undefined;

  it("is never said to delete no more where the simulation deletes more", () => {
    fc.assert(
      fc.property(policy, policy, images, (before, after, all) => {
        const old = expired(before, all);
        const isMore = [...expired(after, all)].some((image) => !old.has(image));
        expect(isMore && !isLoss(before, after)).toBe(false);
      }),
      runs,
    );
  });

  it("deletes no more by larger numbers, fewer last rules, other numbers of rules and descriptions", () => {
    fc.assert(
      fc.property(policy, fc.nat(3), fc.nat(9), fc.nat(4), (before, more, offset, length) => {
        const after = before.slice(0, length).map((one) => ({
          ...one,
          description: "said anew",
          rulePriority: one.rulePriority + offset,
          selection: { ...one.selection, countNumber: one.selection.countNumber + more },
        }));
        expect(isLoss(before, after.reverse())).toBe(false);
      }),
      runs,
    );
  });

  it("deletes more by a smaller number", () => {
    fc.assert(
      fc.property(policy, fc.nat(3), (before, which) => {
        const chosen = before[which];
        fc.pre(chosen !== undefined && chosen.selection.countNumber > 1);
        const after = before.map((one, index) =>
          index === which
            ? { ...one, selection: { ...one.selection, countNumber: one.selection.countNumber - 1 } }
            : one,
        );
        // Where an equal rule stands before it, the smaller one has no image left.
        const isFirst = before.findIndex(
          ({ selection }) =>
            JSON.stringify({ ...selection, countNumber: 0 }) ===
            JSON.stringify({ ...chosen?.selection, countNumber: 0 }),
        );
        fc.pre(isFirst === which);
        expect(isLoss(before, after)).toBe(true);
      }),
      runs,
    );
  });
});

describe("S3 lifecycle rules", () => {
  const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
  const filter = fc.constantFrom<object>(
    {},
    { prefix: "logs/" },
    { prefix: "logs/old/" },
    { tag: { key: "kind", value: "raw" } },
    { and: { prefix: "logs/", tags: { kind: "raw" } } },
    { objectSizeGreaterThan: 1000 },
  );
  const rule = fc.record({
    id: fc.string(),
    status: fc.constantFrom<string>("Enabled", "Enabled", "Disabled"),
    filter,
    expiration: fc.option(fc.record({ days: fc.integer({ min: 1, max: 40 }) }), { nil: undefined }),
    noncurrentVersionExpiration: fc.option(
      fc.record({ noncurrentDays: fc.integer({ min: 1, max: 40 }), newerNoncurrentVersions: fc.nat(2) }),
      { nil: undefined },
    ),
  });
  const rules = fc.array(rule, { maxLength: 3 });
  type Rule = typeof rule extends fc.Arbitrary<infer One> ? One : never;

  const objects = ["logs/a", "logs/old/b", "data/c"].flatMap((key) =>
    [{}, { kind: "raw" }].flatMap((tags: Record<string, string | undefined>) =>
      [500, 5000].flatMap((bytes) =>
        [0, 5, 20, 39, 50].flatMap((age) => [
          { key, tags, bytes, age, newer: undefined },
          ...[0, 1, 3].map((newer) => ({ key, tags, bytes, age, newer })),
        ]),
      ),
    ),
  );

  /** @returns the places of the objects and former versions that the rules delete. */
  function deleted(all: readonly Rule[]): Set<number> {
    const found = objects.flatMap(({ key, tags, bytes, age, newer }, place) => {
      const isGone = all.some(
        ({ status, filter: given, expiration, noncurrentVersionExpiration: former }) => {
          if (status !== "Enabled") return false;
          const chosen = given as {
            prefix?: string;
            tag?: { key: string; value: string };
            and?: { prefix: string; tags: Record<string, string> };
            objectSizeGreaterThan?: number;
          };
          const wanted = {
            ...chosen.and?.tags,
            ...(chosen.tag && { [chosen.tag.key]: chosen.tag.value }),
          };
          const fits =
            key.startsWith(chosen.prefix ?? chosen.and?.prefix ?? "") &&
            Object.entries(wanted).every(([name, value]) => tags[name] === value) &&
            bytes > (chosen.objectSizeGreaterThan ?? -1);
          if (!fits) return false;
          if (newer === undefined) return expiration !== undefined && age >= expiration.days;
          return (
            former !== undefined && age >= former.noncurrentDays && newer >= former.newerNoncurrentVersions
          );
        },
      );
      return isGone ? [place] : [];
    });
    return new Set(found);
  }

  const isLoss = (before: readonly Rule[], after: readonly Rule[]): boolean =>
    discarding(type, ["rules[0].expiration"], { before: { rules: before }, after: { rules: after } }).length >
    0;

  it("are never said to delete no more where the simulation deletes more", () => {
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const old = deleted(before);
        const isMore = [...deleted(after)].some((place) => !old.has(place));
        expect(isMore && !isLoss(before, after)).toBe(false);
      }),
      runs,
    );
  });

  it("delete no more in another order, later, disabled or by a narrower rule", () => {
    fc.assert(
      fc.property(rules, fc.nat(5), fc.nat(3), (before, later, off) => {
        const after = before
          .map((one, index) => ({
            ...one,
            ...(index === off && { status: "Disabled" }),
            expiration: one.expiration && { days: one.expiration.days + later },
          }))
          .reverse();
        expect(isLoss(before, after)).toBe(false);
        const narrow = before.map((one) => ({
          ...one,
          filter: Object.keys(one.filter).length === 0 ? { prefix: "any/" } : one.filter,
        }));
        expect(isLoss(before, narrow)).toBe(false);
      }),
      runs,
    );
  });
});

describe("a number of days, hours or copies", () => {
  const cases: [type: string, property: string, unset: number | undefined, endless: number | undefined][] = [
    ["aws:rds/instance:Instance", "backupRetentionPeriod", 0, undefined],
    ["aws:rds/cluster:Cluster", "backupRetentionPeriod", 1, undefined],
    ["aws:fsx/windowsFileSystem:WindowsFileSystem", "automaticBackupRetentionDays", 7, undefined],
    ["aws:cloudwatch/logGroup:LogGroup", "retentionInDays", 0, 0],
    ["AWS::Logs::LogGroup", "RetentionInDays", 0, 0],
    ["aws:sqs/queue:Queue", "messageRetentionSeconds", 345_600, undefined],
    ["aws:kinesis/stream:Stream", "retentionPeriod", 24, undefined],
  ];
  it.each(cases)("of %s %s loses what is beyond a smaller one", (type, property, unset, endless) => {
    const days = fc.option(fc.oneof(fc.nat(400), fc.nat(400).map(String)), { nil: undefined });
    fc.assert(
      fc.property(days, days, (from, to) => {
        const value = (given: number | string | undefined): number => {
          const number = Number(given ?? unset);
          return number === endless ? 1e9 : number;
        };
        const found = discarding(type, [property], {
          before: from === undefined ? {} : { [property]: from },
          after: to === undefined ? {} : { [property]: to },
        });
        expect(found.length).toBe(value(to) < value(from) ? 1 : 0);
      }),
      { numRuns: 300 },
    );
  });

  it("may be lowered where only the deployment knows it", () => {
    expect(
      discarding("aws:rds/instance:Instance", ["backupRetentionPeriod"], {
        before: { backupRetentionPeriod: 30 },
        after: { backupRetentionPeriod: "[unknown]" },
      }),
    ).toMatchObject([
      { path: "backupRetentionPeriod", uncertain: "the value is known only during the deployment" },
    ]);
  });
});
