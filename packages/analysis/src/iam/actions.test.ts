import fc from "fast-check";
import { actionFacts, actionsLike, isKnownService, supports } from "./actions.ts";
import { haveCommonText, tokensOf } from "./globPairs.ts";
import { matchesArn, matchesGlob } from "./globs.ts";

it("tells an action by its name in any case, and a service that is not known from an action that AWS does not have", () => {
  expect(actionFacts("EC2:attachvolume")).toMatchObject({
    name: "ec2:AttachVolume",
    access: "Write",
    resources: [
      { type: "instance", isRequired: true },
      { type: "volume", isRequired: true },
    ],
  });
  expect(actionFacts("ec2:AttachVolumes")).toBeUndefined();
  expect(isKnownService("ec2:AttachVolumes")).toBe(true);
  expect(isKnownService("nosuchservice:Do")).toBe(false);
  expect(actionFacts("nosuchservice:Do")).toBeUndefined();
  expect(actionFacts("s3:constructor")).toBeUndefined();
});

it("lists what a pattern names", () => {
  expect(actionsLike("ecr:get*token")).toEqual(["ecr:GetAuthorizationToken"]);
  expect(actionsLike("EC2:AttachVolume")).toEqual(["ec2:AttachVolume"]);
  expect(actionsLike("ec2:AttachVolume?s")).toEqual([]);
  expect(actionsLike("ec2:*").length).toBeGreaterThan(700);
  expect(actionsLike("*").length).toBeGreaterThan(15_000);
  expect(actionsLike("nothing")).toEqual([]);
});

// AWS's service authorization reference, pages of these services.
it.each<[action: string, resource: string, supported: boolean]>([
  ["s3:ListBucket", "arn:aws:s3:::files", true],
  ["s3:ListBucket", "arn:aws:s3:::files/*", false],
  ["s3:GetObject", "arn:aws:s3:::files/*", true],
  ["s3:GetObject", "arn:aws:s3:::files*", true],
  ["s3:GetObject", "arn:aws:s3:::files", false],
  ["s3:GetObject", "arn:aws:s3:eu-central-1:111122223333:files/*", false],
  ["s3:GetObject", "arn:aws:s3:eu-central-1:111122223333:accesspoint/one/object/*", true],
  // No resource type in the reference, and AWS's own examples write it.
  ["s3:ListAllMyBuckets", "arn:aws:s3:::*", true],
  ["sqs:ListQueues", "arn:aws:sqs:*:*:*", false],
  ["s3:ListAllMyBuckets", "*", true],
  ["elasticfilesystem:CreateFileSystem", "arn:aws:elasticfilesystem:*:*:file-system/*", false],
  ["elasticfilesystem:CreateFileSystem", "*", true],
  ["elasticfilesystem:CreateMountTarget", "arn:aws:elasticfilesystem:*:*:file-system/*", true],
  ["ecr:GetAuthorizationToken", "arn:aws:ecr:*:*:repository/*", false],
  ["ecr:BatchGetImage", "arn:aws:ecr:*:*:repository/team/app", true],
  ["ec2:DescribeVolumes", "arn:aws:ec2:*:*:volume/*", false],
  ["ec2:AttachVolume", "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:volume/*", true],
  ["ec2:AttachVolume", "arn:aws:ec2:*", true],
  // AWS completes it: `arn:aws:ec2:*:*:*`.
  ["ec2:AttachVolume", "arn:aws:ec2", true],
  ["ec2:AttachVolume", "arn:aws:sqs", false],
  ["ec2:CreateSnapshot", "arn:aws:ec2:*::snapshot/*", true],
  ["ec2:CreateSnapshot", "arn:aws:ec2:eu-central-1:111122223333:network-interface/*", false],
  ["ec2:RunInstances", "arn:aws:ec2:*::image/ami-*", true],
  ["logs:PutLogEvents", "arn:aws:logs:*:*:log-group:/team/app:*", true],
  ["logs:PutLogEvents", "arn:aws:logs:*:*:log-group:/team/app", false],
  ["logs:DescribeLogStreams", "arn:aws:logs:*:*:log-group:/team/app:*", true],
  ["iam:PassRole", "arn:aws:iam::111122223333:role/ballast/prod/*", true],
  ["iam:PassRole", "arn:aws:iam:eu-central-1:111122223333:role/*", false],
  ["ecs:DescribeTasks", "arn:aws:ecs:*:*:task/main/*", true],
  ["ecs:RunTask", "arn:aws:ecs:*:*:task-definition/app:*", true],
  ["sqs:SendMessage", "arn:aws:sqs:*:*:jobs", true],
  ["kms:Decrypt", "arn:aws:kms:*:*:alias/files", false],
  ["dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/items/index/*", false],
  ["dynamodb:Query", "arn:aws:dynamodb:*:*:table/items/index/*", true],
  ["nosuchservice:Do", "*", false],
])("knows whether %s can be asked about %s: %s", (action, resource, supported) =>
  expect(supports(action, resource)).toBe(supported),
);

it("finds a common text of two patterns exactly where there is one", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 5 });
  const texts = [""];
  for (let from = 0; (texts[from]?.length ?? 9) < 8; from += 1)
    texts.push(`${texts[from]}a`, `${texts[from]}b`);
  fc.assert(
    fc.property(pattern, pattern, (one, other) => {
      const hasOne = texts.some((text) => matchesGlob(one, text) && matchesGlob(other, text));
      expect(haveCommonText(tokensOf(one), tokensOf(other))).toBe(hasOne);
    }),
    { numRuns: 500 },
  );
});

const everyAction = actionsLike("*");

it("supports, for any action, an ARN made of its resource types and each pattern that matches it", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
  fc.assert(
    fc.property(
      fc.constantFrom(...everyAction),
      fc.nat(),
      fc.infiniteStream(word),
      fc.array(fc.nat(), { maxLength: 3 }),
      (action, which, words, holes) => {
        const { resources = [] } = actionFacts(action) ?? {};
        expect(supports(action, "*")).toBe(true);
        const form = resources[which % Math.max(resources.length, 1)]?.arn;
        if (form === undefined) {
          expect(supports(action, "arn:aws:any:eu-central-1:111122223333:any/thing")).toBe(false);
          return;
        }
        const arn = form.replaceAll(/\$\{[^}]*\}|\*/g, () => words.next().value as string);
        let pattern = arn;
        for (const hole of holes) {
          const at = hole % arn.length;
          if (!/[:*]/.test(pattern[at] ?? ":")) pattern = `${pattern.slice(0, at)}?${pattern.slice(at + 1)}`;
        }
        pattern = pattern.replace(/\?+/, "*");
        expect(matchesArn(pattern, arn)).toBe(true);
        expect([pattern, supports(action, arn), supports(action, pattern)]).toEqual([pattern, true, true]);
        // Recovery points are of the service that is backed up.
        if (action.startsWith("backup")) return;
        expect(supports(action, arn.replace(/^arn:\w+:/, "$&x"))).toBe(false);
      },
    ),
    { numRuns: 3000 },
  );
});
