import { Decision, decide, parsePolicy, type Context, type Policy, type Request } from "@ballast/analysis";
import { policyDocument, type Statement } from "@ballast/contracts";
import { ReleaseRepository, ScannedDelivery } from "@ballast/clair";
import { GitHubDelivery } from "@ballast/delivery";
import { Ec2Capacity, Service } from "@ballast/ecs";
import { Directory, DomainUser, FsxWindows, PasswordRenewal } from "@ballast/fsx-windows";
import { SqlServer } from "@ballast/invento-windows";
import { PrivateRegistry } from "@ballast/private-registry";
import { RexrayEbs } from "@ballast/rexray-ebs";
import { RexrayEfs } from "@ballast/rexray-efs";
import { record } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import { savedService, volumeArn } from "../../../packages/ecs/src/testing.ts";
import { compute } from "../effects/cases/compute.ts";
import { arn, copyKeyArn, kmsKeyArn, region, secretArn, site, subnetIds } from "../effects/cases/common.ts";
import { scenarios } from "../effects/cases/scenarios.ts";
import { storage } from "../effects/cases/storage.ts";
import { publishedPackages, settable } from "../effects/schema.ts";

const plain = <T>(value: T): Promise<pulumi.Unwrap<T>> =>
  (pulumi.output(value) as unknown as { promise(): Promise<pulumi.Unwrap<T>> }).promise();

/** The policy that statements of a part become, where they join a role. */
async function ofStatements(build: () => Statement[] | undefined): Promise<Policy> {
  const { result } = await record(() => plain(policyDocument(build() ?? [])));
  return parsePolicy(result);
}

/** All inline policies of a role that a program makes. */
async function ofRole(build: () => unknown, role: string): Promise<Policy> {
  const recording = await record(() => void build());
  const { inputs } = recording.the("aws:iam/rolePolicy:RolePolicy", role);
  return parsePolicy(inputs["policy"] as string);
}

const modes = (component: string) =>
  [...storage, ...compute, ...scenarios].find((subject) => subject.component === component)?.modes ?? {};
const withKey = (component: string, mode: string, more: Record<string, unknown>) =>
  ({ ...modes(component)[mode], ...more }) as never;

/** A call of KMS that a service makes for its caller. */
interface KeyCall {
  action: string;
  /** @default - the role itself calls KMS */
  service?: string;
  context?: Context;
}

const calls = (service: string | undefined, actions: string[], context: Context = {}): KeyCall[] =>
  actions.map((action) => ({
    action: `kms:${action}`,
    service,
    context: { ...context, ...(action === "CreateGrant" && { "kms:GrantIsForAWSResource": "true" }) },
  }));

/** The actions of the EBS user guide, "Requirements for Amazon EBS encryption" (read 2026-11-25). */
const volumes = calls("ec2", [
  "CreateGrant",
  "Decrypt",
  "DescribeKey",
  "GenerateDataKeyWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
]);
/** ECS developer guide, "Encrypt data stored in Amazon EBS volumes attached to Amazon ECS tasks" (read 2026-11-25). */
const managedVolumes = [
  ...calls(undefined, ["DescribeKey"]),
  ...calls(
    "ec2",
    ["CreateGrant", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"],
    { "kms:EncryptionContextKeys": ["aws:ebs:id"] },
  ),
];
/** Secrets Manager user guide, "Secret encryption and decryption" (read 2026-11-25): what GetSecretValue asks of KMS. */
const reading = (arn: string): KeyCall[] =>
  calls("secretsmanager", ["Decrypt"], { "kms:EncryptionContext:SecretARN": arn });
/**
 * What the services' guides ask of whoever creates the resource, taken together: a grant for a file system (EFS, FSx), a
 * database (RDS) or a repository (ECR), and data keys for a file system, a database or a secret (docs/keys.md names the pages).
 */
const making = (service: string): KeyCall[] =>
  calls(service, [
    "CreateGrant",
    "DescribeKey",
    "Decrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
  ]);

const deployer = () =>
  ofRole(() => new GitHubDelivery("delivery", withKey("GitHubDelivery", "plain", {})), "delivery-deploy");

interface KeyUse {
  who: string;
  policy: () => Promise<Policy>;
  calls: KeyCall[];
  /** A deployment may use every key of the account, so only what is allowed is asked. */
  deploys?: boolean;
  /** @default kmsKeyArn */
  key?: string;
}

const deploys = (service: string): KeyUse[] => [
  { who: "the deployment", policy: deployer, calls: making(service), deploys: true },
];
const own = secretArn("own");
const directoryHost = () =>
  new Directory(
    "domain",
    withKey("Directory", "selfManaged", {
      selfManaged: { dnsIps: ["10.0.0.10"], joinSecretArn: own, kmsKeyArn },
    }),
  ).instancePart.statements;
const sqlTask = (more: Record<string, unknown>) => () =>
  new SqlServer("database", withKey("SqlServer", "standard", more)).taskPart.executionStatements;

/** By the argument that takes a key: every role that needs it, and what for. */
const uses: Record<string, () => KeyUse[]> = {
  "RexrayEbs.kmsKeyArn": () => [
    ...["host", "plugin"].map((mode) => ({
      who: `the instances, ${mode}`,
      policy: () =>
        ofStatements(
          () => new RexrayEbs("files", withKey("RexrayEbs", mode, { kmsKeyArn })).instancePart.statements,
        ),
      calls: volumes,
    })),
    {
      // Its guide names no actions: those of a user of encrypted volumes are assumed.
      who: "Data Lifecycle Manager",
      policy: () =>
        ofRole(() => new RexrayEbs("files", withKey("RexrayEbs", "host", { kmsKeyArn })), "files-backup"),
      calls: volumes,
    },
    {
      who: "Amazon ECS, managed",
      policy: () =>
        ofRole(() => {
          const { servicePart } = new RexrayEbs("scratch", withKey("RexrayEbs", "managed", { kmsKeyArn }));
          new Service("web", withKey("Service", "fargate", { parts: { storage: servicePart } }));
        }, "web-volumes"),
      calls: managedVolumes,
    },
    ...deploys("ec2"),
  ],
  "InstanceVolume.kmsKeyArn": () => [
    {
      who: "the state machine that replaces hosts, which takes snapshots of volumes",
      policy: () =>
        ofRole(
          () =>
            new Ec2Capacity(
              "general",
              withKey("Ec2Capacity", "linux", { parts: { data: { volumes: { data: { kmsKeyArn } } } } }),
            ),
          "general-patch",
        ),
      calls: volumes,
    },
  ],
  "ServiceVolume.kmsKeyArn": () => [
    {
      who: "the function that saves volumes before a deployment",
      policy: () =>
        ofRole(() => {
          const data = savedService.parts?.["data"];
          const volumes = { "dev-data": { volumeArn, kmsKeyArn } };
          new Service("web", { ...savedService, parts: { data: { ...data, volumes } } });
        }, "web-snapshot"),
      calls: volumes,
    },
  ],
  "ManagedVolume.kmsKeyId": () => [
    {
      who: "Amazon ECS",
      policy: () =>
        ofRole(
          () =>
            new Service(
              "web",
              withKey("Service", "fargate", {
                managedVolume: { volume: "scratch", sizeGiB: 10, kmsKeyId: kmsKeyArn },
              }),
            ),
          "web-volumes",
        ),
      calls: managedVolumes,
    },
  ],
  "RexrayEfs.kmsKeyArn": () => deploys("elasticfilesystem"),
  "FsxWindows.kmsKeyArn": () => deploys("fsx"),
  "SqlServer.kmsKeyArn": () => deploys("rds"),
  "ClairDatabase.kmsKeyArn": () => deploys("rds"),
  // A vault's key is used by AWS Backup itself, whose managed policy allows each key of the account.
  "BackupCopy.kmsKeyArn": () => [
    {
      who: "Data Lifecycle Manager, which copies to another region",
      policy: () =>
        ofRole(
          () =>
            new RexrayEbs(
              "files",
              withKey("RexrayEbs", "host", {
                backup: { copyTo: { region: "eu-west-1", kmsKeyArn: copyKeyArn } },
              }),
            ),
          "files-backup",
        ),
      calls: volumes,
      key: copyKeyArn,
    },
  ],
  "BaseRegistry.kmsKeyArn": () => [
    {
      who: "the build",
      policy: async () => {
        const registries = { team: { address: "registry.example.com", secretArn: own, kmsKeyArn } };
        const args = withKey("ScannedDelivery", "codecommit", { build: { registries } });
        const { statements } = await ofRole(() => new ScannedDelivery("site", args), "site-build");
        // The key of the delivery's own artifacts is not of this argument.
        return {
          statements: statements.filter(
            ({ actions, resources }) =>
              !actions.values.some((action) => action.startsWith("kms:")) ||
              resources.values.includes(kmsKeyArn),
          ),
        };
      },
      calls: reading(own),
    },
  ],
  "ReleaseRepository.kmsKeyArn": () => deploys("ecr"),
  "DomainUser.kmsKeyArn": () => deploys("secretsmanager"),
  "SelfManagedDirectory.kmsKeyArn": () => [
    { who: "the instances", policy: () => ofStatements(directoryHost), calls: reading(own) },
  ],
  "SelfManagedDomain.kmsKeyArn": () => [
    { who: "the instances", policy: () => ofStatements(directoryHost), calls: reading(own) },
  ],
  "ShareLogin.kmsKeyArn": () => [
    {
      who: "the execution role",
      policy: () =>
        ofStatements(
          () =>
            new FsxWindows("state", withKey("FsxWindows", "native", { login: { secretArn: own, kmsKeyArn } }))
              .taskPart.executionStatements,
        ),
      calls: reading(own),
    },
  ],
  "PasswordRenewal.kmsKeyArn": () => [
    {
      who: "the renewal by a secret",
      policy: () =>
        ofRole(
          () =>
            new PasswordRenewal(
              "renewal",
              withKey("PasswordRenewal", "secret", { secretArn: own, kmsKeyArn }),
            ),
          "renewal-renew",
        ),
      calls: reading(own),
    },
    {
      who: "the renewal by a parameter",
      policy: () =>
        ofRole(
          () => new PasswordRenewal("renewal", withKey("PasswordRenewal", "parameter", { kmsKeyArn })),
          "renewal-renew",
        ),
      calls: calls("ssm", ["Decrypt"]),
    },
  ],
  "GlobalMapping.kmsKeyArn": () => [
    {
      who: "the instances",
      policy: () =>
        ofStatements(
          () =>
            new FsxWindows(
              "state",
              withKey("FsxWindows", "existingPassword", {
                mapping: { userName: "CORP\\app", passwordParameterName: "/app/password", kmsKeyArn },
              }),
            ).instancePart.statements,
        ),
      calls: calls("ssm", ["Decrypt"]),
    },
  ],
  "ApplicationSecret.kmsKeyArn": () => [
    {
      who: "the execution role",
      policy: () => ofStatements(sqlTask({ applicationSecret: { secretArn: own, kmsKeyArn } })),
      calls: reading(own),
    },
  ],
  "NativeBackup.kmsKeyArn": () => [
    {
      // RDS uses the key itself for a file that it encrypts before it sends it, and S3 for all.
      who: "the server",
      policy: () =>
        ofRole(
          () => new SqlServer("database", withKey("SqlServer", "standard", { nativeBackup: { kmsKeyArn } })),
          "database-native-backup",
        ),
      // RDS user guide, "Setting up for native backup and restore" (read 2026-11-27).
      calls: calls(undefined, ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"]),
    },
  ],
  "SqlServer.masterSecretKmsKeyArn": () => [
    {
      who: "the execution role",
      policy: () => ofStatements(sqlTask({ masterSecretKmsKeyArn: kmsKeyArn })),
      // The secret's ARN is RDS's, and the statement names it.
      calls: [],
    },
    ...deploys("rds"),
  ],
  "PrivateRegistry.kmsKeyArn": () => [
    {
      who: "the execution role",
      policy: () =>
        ofStatements(
          () =>
            new PrivateRegistry("login", { site, secretArn: own, kmsKeyArn }).taskPart.executionStatements,
        ),
      calls: reading(own),
    },
  ],
  "GitHubDelivery.stateKeyArn": () => [
    {
      who: "the deployment",
      policy: deployer,
      calls: calls("s3", ["Decrypt", "GenerateDataKey"]),
      deploys: true,
      key: arn("kms", "key/states"),
    },
  ],
};

const request = ({ action, service, context }: KeyCall, key = kmsKeyArn) => ({
  action,
  resource: key,
  context: {
    ...(service !== undefined && { "kms:ViaService": `${service}.${key.split(":")[3]}.amazonaws.com` }),
    "aws:RequestedRegion": key.split(":")[3] ?? region,
    ...context,
  },
});
const allowed = (policy: Policy, asked: Request): boolean => decide([policy], asked) === Decision.Allowed;

it("knows who needs the key of every argument that takes one", () => {
  const arguments_ = publishedPackages().flatMap((name) =>
    settable(name).filter((property) => /kms.*key|KeyArn$/i.test(property)),
  );
  expect(Object.keys(uses).sort()).toEqual([...new Set(arguments_)].sort());
});

describe.each(
  Object.entries(uses).flatMap(([argument, of]) => of().map((use) => [argument, use.who, use] as const)),
)("%s, %s", (_argument, _who, use) => {
  it("may do what the service asks of KMS for it", async () => {
    const policy = await use.policy();
    expect(use.calls.filter((call) => !allowed(policy, request(call, use.key)))).toEqual([]);
  });

  it("may use no other key, no other service and no key by itself", async () => {
    if (use.deploys) return;
    const policy = await use.policy();
    for (const call of use.calls) {
      const key = use.key ?? kmsKeyArn;
      const asked = request(call, key);
      expect(allowed(policy, request(call, key.replace(/.$/, "9")))).toBe(false);
      if (call.service === undefined) continue;
      expect(allowed(policy, request({ ...call, service: "dynamodb" }, key))).toBe(false);
      const { "kms:ViaService": _through, ...direct } = asked.context;
      expect(allowed(policy, { ...asked, context: direct })).toBe(false);
      const { "kms:GrantIsForAWSResource": _grant, ...anyone } = asked.context as Context;
      if (call.action === "kms:CreateGrant")
        expect(allowed(policy, { ...asked, context: anyone })).toBe(false);
    }
  });

  it("needs each of its statements about keys", async () => {
    if (use.deploys) return;
    const policy = await use.policy();
    for (const [position, statement] of policy.statements.entries()) {
      if (!statement.actions.values.some((action) => action.startsWith("kms:"))) continue;
      const without = { statements: policy.statements.toSpliced(position, 1) };
      const named = statement.conditions["StringEquals"]?.["kms:EncryptionContext:SecretARN"]?.[0];
      const asked = use.calls.length > 0 ? use.calls : reading(named ?? "");
      expect(asked.every((call) => allowed(policy, request(call, use.key)))).toBe(true);
      expect(asked.every((call) => allowed(without, request(call, use.key)))).toBe(false);
    }
  });
});

it("gives no statement about keys where the account's own key is used", async () => {
  for (const mode of ["host", "plugin", "autoprovisioned"]) {
    const policy = await ofStatements(
      () => new RexrayEbs("files", withKey("RexrayEbs", mode, {})).instancePart.statements,
    );
    expect(
      policy.statements.flatMap(({ actions }) => actions.values).filter((a) => a.startsWith("kms")),
    ).toEqual([]);
  }
});

// Named here because they take keys and no role of theirs uses one: their tests are above, with the deployment.
it.each([
  ["RexrayEfs", () => new RexrayEfs("files", withKey("RexrayEfs", "native", { kmsKeyArn }))],
  ["ReleaseRepository", () => new ReleaseRepository("web", { kmsKeyArn })],
  ["DomainUser", () => new DomainUser("user", { userName: "app", kmsKeyArn })],
  ["FsxWindows", () => new FsxWindows("state", withKey("FsxWindows", "native", { subnetIds, kmsKeyArn }))],
])("%s makes no role that could use its key", async (_component, build) => {
  const { resources } = await record(() => void build());
  expect(resources.filter(({ type }) => type.startsWith("aws:iam/")).map(({ name }) => name)).toEqual([]);
});
