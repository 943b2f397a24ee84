import { stackOf, type Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { Doubt, type Resource } from "@ballast/model";
import fc from "fast-check";
import { callsIn } from "./calls/index.ts";
import { Permissions, type Answered } from "./permissions.ts";
import { madeUp, type Inputs } from "./testing/resources.ts";

const numRuns = 300;
const at = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:123456789012:${rest}`;
const roleArn = "arn:aws:iam::123456789012:role/web";
const role = (...allowed: string[]): Resource[] => [
  madeUp(aws.role, "web", {}, { state: { name: "web", arn: roleArn } }),
  madeUp(aws.rolePolicy, "rights", {
    role: "web",
    policy: { Statement: { Effect: "Allow", Action: [...allowed, "iam:GetUser"], Resource: "*" } },
  }),
];

interface Kind {
  policy: string;
  /** Names it by one of these. */
  property?: string;
  of: string;
  arn: string;
  by: readonly ("id" | "name" | "arn")[];
  action: string;
}

const all = ["id", "name", "arn"] as const;
const kinds: readonly Kind[] = [
  {
    policy: "aws:kms/keyPolicy:KeyPolicy",
    property: "keyId",
    of: aws.key,
    arn: at("kms", "key/1"),
    by: ["id", "arn"],
    action: "kms:Decrypt",
  },
  {
    policy: "aws:secretsmanager/secretPolicy:SecretPolicy",
    property: "secretArn",
    of: aws.secret,
    arn: at("secretsmanager", "secret:one-AbCdEf"),
    by: all,
    action: "secretsmanager:GetSecretValue",
  },
  {
    policy: "aws:sqs/queuePolicy:QueuePolicy",
    property: "queueUrl",
    of: aws.queue,
    arn: at("sqs", "one"),
    by: ["id"],
    action: "sqs:SendMessage",
  },
  {
    policy: aws.repositoryPolicy,
    property: "repository",
    of: aws.repository,
    arn: at("ecr", "repository/one"),
    by: ["id", "name"],
    action: "ecr:BatchGetImage",
  },
  {
    policy: "aws:ecr/registryPolicy:RegistryPolicy",
    of: aws.repository,
    arn: at("ecr", "repository/one"),
    by: ["id"],
    action: "ecr:BatchImportUpstreamImage",
  },
  {
    policy: aws.bucketPolicy,
    property: "bucket",
    of: aws.bucket,
    arn: "arn:aws:s3:::one",
    by: all,
    action: "s3:ListBucket",
  },
  {
    policy: aws.topicPolicy,
    property: "arn",
    of: aws.topic,
    arn: at("sns", "one"),
    by: ["arn"],
    action: "sns:Publish",
  },
  {
    policy: aws.fileSystemPolicy,
    property: "fileSystemId",
    of: aws.fileSystem,
    arn: at("elasticfilesystem", "file-system/fs-1"),
    by: ["id", "arn"],
    action: "elasticfilesystem:ClientMount",
  },
  {
    policy: "aws:backup/vaultPolicy:VaultPolicy",
    property: "backupVaultName",
    of: "aws:backup/vault:Vault",
    arn: at("backup", "backup-vault:one"),
    by: ["id", "name"],
    action: "backup:StartBackupJob",
  },
];

interface Case {
  kind: Kind;
  by: "id" | "name" | "arn";
  isText: boolean;
  isListed: boolean;
}

const cases: fc.Arbitrary<Case> = fc.constantFrom(...kinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    by: fc.constantFrom(...kind.by),
    isText: fc.boolean(),
    isListed: fc.boolean(),
  }),
);

function policyOf({ kind, by, isText, isListed }: Case, statement: Inputs): Resource[] {
  const { policy, property, of, arn } = kind;
  const own = madeUp(of, "one", {}, { id: "one-id", state: { name: "one", arn } });
  const reference = { id: own.id, name: "one", arn }[by];
  const document = { Version: "2012-10-17", Statement: isListed ? [statement] : statement };
  const inputs = {
    ...(property !== undefined && { [property]: reference }),
    policy: isText ? JSON.stringify(document) : document,
  };
  // A bystander with a closed door of its own.
  const other = madeUp(of, "two", {}, { id: "two-id", state: { name: "two", arn: `${arn}-two` } });
  return [other, own, madeUp(policy, "own-policy", inputs, { dependsOn: [own.urn] })];
}

const asked = ({ kind: { action, arn } }: Case): Request => ({ action, resource: arn });

function answer(resources: readonly Resource[], request: Request): Answered {
  const stack = stackOf(resources);
  const [one] = stack.ofType(aws.role);
  if (one === undefined) throw new Error("no role");
  return new Permissions(stack).answer(one, request);
}

it(`reads a policy that is a resource of its own as that of what it names, in ${numRuns} spellings`, () =>
  fc.assert(
    fc.property(cases, (one) => {
      const { action, arn } = one.kind;
      const statement = (Effect: string, Principal: unknown): Inputs => ({
        Effect,
        Principal,
        Action: action,
        Resource: "*",
      });
      const who = { AWS: roleArn };
      const request = asked(one);
      const other: Request = { action, resource: `${arn}-two` };
      const allowed = policyOf(one, statement("Allow", who));
      const denied = policyOf(one, statement("Deny", "*"));
      expect(answer([...role(), ...allowed], request).decision).toBe("allowed");
      expect(answer([...role(action), ...denied], request).decision).toBe("denied");
      // Of a registry, all repositories.
      if (one.kind.property === undefined) return;
      expect(answer([...role(), ...allowed], other).decision).toBe("notAllowed");
      expect(answer([...role(action), ...denied], other).decision).toBe("allowed");
    }),
    { numRuns },
  ));

it("takes a key's policy that is a resource of its own for the one that decides", () => {
  const open = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::123456789012:root" },
    Action: "kms:*",
    Resource: "*",
  };
  const closed = { ...open, Principal: { AWS: "arn:aws:iam::123456789012:role/other" } };
  const key = (policy: Inputs) =>
    madeUp(aws.key, "key", { policy: { Statement: policy } }, { state: { arn: at("kms", "key/1") } });
  const own = (policy: Inputs) =>
    madeUp("aws:kms/keyPolicy:KeyPolicy", "own", { keyId: "key", policy: { Statement: policy } });
  const request = { action: "kms:Decrypt", resource: at("kms", "key/1") };
  const decided = (...resources: Resource[]) =>
    answer([...role("kms:Decrypt"), ...resources], request).decision;
  expect(decided(key(open))).toBe("allowed");
  expect(decided(key(open), own(closed))).toBe("notAllowed");
  expect(decided(key(closed), own(open))).toBe("allowed");
});

it("is in doubt about what a policy is about that is not known yet, and about nothing else", () =>
  fc.assert(
    fc.property(cases, fc.boolean(), (one, isReference) => {
      const doubt = new Doubt();
      const { action, arn, property = "policy" } = one.kind;
      const resources = policyOf(one, { Effect: "Deny", Principal: "*", Action: action, Resource: "*" });
      const hidden = resources.map((resource) => {
        if (resource.name !== "own-policy") return resource;
        const inputs = { ...resource.inputs };
        Object.defineProperty(inputs, isReference ? property : "policy", {
          get: () => {
            doubt.raised = true;
            return undefined;
          },
        });
        return { ...resource, inputs };
      });
      const stack = stackOf([...role(action), ...hidden], {}, doubt);
      const permissions = new Permissions(stack);
      const [web] = stack.ofType(aws.role);
      if (web === undefined) throw new Error("no role");
      const isInDoubt = (resource: string): boolean =>
        doubt.during(() => permissions.answer(web, { action, resource })).isDoubtful;
      expect(isInDoubt(arn)).toBe(true);
      expect(isInDoubt(at("ssm", "parameter/other"))).toBe(false);
      if (one.kind.property !== undefined) expect(isInDoubt(`${arn}-two`)).toBe(false);
    }),
    { numRuns },
  ));

it("reads a function's permission as a statement of its policy", () => {
  const worker = at("lambda", "function:worker");
  const request = { action: "lambda:InvokeFunction", resource: worker };
  const own = madeUp(aws.lambdaFunction, "worker", {}, { state: { name: "worker", arn: worker } });
  const permission = (principal: string) =>
    madeUp(aws.lambdaPermission, "lets", { function: "worker", action: "lambda:InvokeFunction", principal });
  expect(answer([...role(), own, permission(roleArn)], request).decision).toBe("allowed");
  expect(answer([...role(), own, permission("s3.amazonaws.com")], request).decision).toBe("notAllowed");
});

describe("a key by an alias", () => {
  const keyArn = at("kms", "key/1");
  const key = madeUp(aws.key, "key", {}, { id: "1", state: { arn: keyArn, keyId: "1" } });
  const alias = (targetKeyId: string) =>
    madeUp(
      aws.alias,
      "alias",
      { targetKeyId },
      { id: "alias/web", state: { name: "alias/web", arn: at("kms", "alias/web") } },
    );

  /** What a task's secret asks of keys, behind one that is named so. */
  function askedOf(kmsKeyId: string, targetKeyId: string): { resource: string; isCertain: boolean }[] {
    const arn = at("secretsmanager", "secret:one-AbCdEf");
    const [web] = role();
    if (web === undefined) throw new Error("no role");
    const stack = stackOf([
      web,
      key,
      alias(targetKeyId),
      madeUp(aws.secret, "one", { kmsKeyId }, { state: { arn } }),
      madeUp(
        aws.taskDefinition,
        "task",
        {
          executionRoleArn: roleArn,
          containerDefinitions: JSON.stringify([{ name: "a", secrets: [{ name: "A", valueFrom: arn }] }]),
        },
        { dependsOn: [web.urn] },
      ),
    ]);
    return callsIn(stack).made.flatMap(({ requests, isCertain = true }) =>
      requests
        .filter(({ action }) => action === "kms:Decrypt")
        .map(({ resource }) => ({ resource, isCertain })),
    );
  }

  it("is the key that the alias stands for, however it is named", () => {
    for (const named of ["1", keyArn, "alias/web", at("kms", "alias/web")])
      for (const target of ["1", keyArn])
        expect(askedOf(named, target)).toEqual([{ resource: keyArn, isCertain: true }]);
  });

  it("is AWS's, or one that no plan names", () => {
    for (const named of ["alias/aws/secretsmanager", at("kms", "alias/aws/secretsmanager")])
      expect(askedOf(named, "1")).toEqual([]);
    expect(askedOf("alias/elsewhere", "1")).toEqual([{ resource: at("kms", "key/*"), isCertain: false }]);
  });

  it("is the key in a command, too", () => {
    const [web] = role();
    if (web === undefined) throw new Error("no role");
    const commands =
      "version: 0.2\nphases:\n  build:\n    commands:\n      - aws kms encrypt --key-id alias/web --plaintext x\n";
    const project = madeUp(
      aws.project,
      "build",
      { serviceRole: roleArn, source: { type: "NO_SOURCE", buildspec: commands } },
      { dependsOn: [web.urn] },
    );
    const calls = callsIn(stackOf([web, key, alias("1"), project])).made;
    const requests = calls.flatMap((call) => call.requests);
    expect(requests.filter(({ action }) => action === "kms:Encrypt").map(({ resource }) => resource)).toEqual(
      [keyArn],
    );
  });
});

describe("a permissions boundary", () => {
  const bounded = (permissionsBoundary: string): Resource[] =>
    role("ssm:GetParameter").map((one) =>
      one.type === aws.role ? { ...one, inputs: { ...one.inputs, permissionsBoundary } } : one,
    );
  const decided = (boundary: string, action: string): Answered =>
    answer(bounded(boundary), { action, resource: "*" });

  it("that no plan has may not allow what the policies allow, and allows nothing that they do not", () => {
    const elsewhere = "arn:aws:iam::123456789012:policy/elsewhere";
    expect(decided(elsewhere, "ssm:GetParameter").decision).toBe("unknown");
    expect(decided(elsewhere, "ssm:PutParameter").decision).toBe("notAllowed");
    const unknownOfAws = "arn:aws:iam::aws:policy/SomethingNewer";
    expect(decided(unknownOfAws, "ssm:GetParameter").decision).toBe("unknown");
  });

  it("of AWS's is known by its document", () => {
    const core = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
    expect(decided(core, "ssm:GetParameter")).toMatchObject({ decision: "allowed" });
    expect(decided(core, "iam:GetUser").decision).toBe("notAllowed");
  });
});
