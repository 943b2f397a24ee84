import { leaves as leavesOf, type Leaf } from "@ballast/model";
import { placeholdersIn, referencesIn } from "./settings.ts";

const leaves = (value: string): Leaf[] => [...leavesOf({ login: [value] }, "ballast:settings")];

describe("what belongs to nobody", () => {
  it.each([
    ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:x-AbCdEf", "123456789012", true],
    ["111122223333", "111122223333", true],
    ["your-bucket", "your-bucket", true],
    ["https://<account>.example", "<account>", true],
    ["CHANGEME", "CHANGEME", true],
    ["octo-org/octo-repo", "octo-org", true],
    // Only the part that gives it away: the rest may be somebody's password.
    ["https://somebody:hunter2@registry.example.com/team", "registry.example.com", false],
    ["ops@example.org", "example.org", false],
    ["share.corp.example", "share.corp.example", false],
    ["example/site", "example/site", false],
  ])("%s, by %s", (text, value, certain) => {
    expect(placeholdersIn(leaves(text))).toEqual([
      { path: "ballast:settings.login[0]", value, why: expect.any(String), certain },
    ]);
  });

  it.each([
    "eu-central-1",
    "arn:aws:secretsmanager:eu-central-1:210987654321:secret:x-AbCdEf",
    "1234567890123",
    "public.ecr.aws/docker/library/nginx:1.29",
    "myexample.com",
    "an example of a reason, not yours",
    "team/example",
  ])("is not %s", (text) => {
    expect(placeholdersIn(leaves(text))).toEqual([]);
  });
});

describe("what is said to be there", () => {
  it.each([
    ["arn:aws:acm:eu-central-1:210987654321:certificate/0a1b", "certificate"],
    ["arn:aws:secretsmanager:eu-central-1:210987654321:secret:x-AbCdEf", "secret"],
    ["arn:aws-cn:ecs:cn-north-1:210987654321:cluster/main", "cluster"],
    ["vpc-0123456789abcdef0", "vpc"],
    ["subnet-0123456789abcdef0", "subnet"],
    ["sg-0123456789abcdef0", "securityGroup"],
    ["d-0123456789", "directory"],
  ])("%s is a %s", (id, kind) => {
    expect(referencesIn(leaves(id))).toEqual([{ kind, id, path: "ballast:settings.login[0]" }]);
  });

  it("is nothing that a placeholder is, nor any other text", () => {
    expect(referencesIn(leaves("arn:aws:acm:eu-central-1:123456789012:certificate/0a1b"))).toEqual([]);
    expect(referencesIn(leaves("vpc-of-ours"))).toEqual([]);
  });
});
