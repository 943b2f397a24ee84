import { join } from "node:path";
import { record, recordRefusal } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import { SqlServer, type DatabaseUser, type SqlServerArgs } from "../index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const users: Record<string, DatabaseUser> = {
  app: { database: "shop" },
  reports: { database: "shop", username: "shop_reports", roles: ["db_datareader"], permissions: [] },
};
const typical: SqlServerArgs = {
  site,
  vpcId: "vpc-0",
  subnetIds: { a: "subnet-0a", b: "subnet-0b" },
  clients: { tasks: { securityGroupId: "sg-0tasks" } },
  edition: "standard",
  engineVersion: "16.00",
  instanceClass: "db.m5.large",
  allocatedStorageGiB: 100,
  rotationSchedule: "cron(0 3 ? * SUN *)",
  rotationWindowHours: 2,
  users,
  applicationUser: "app",
};
const build = (args: Partial<SqlServerArgs> = {}) => new SqlServer("database", { ...typical, ...args });
const types = {
  call: "aws:lambda/invocation:Invocation",
  lambda: "aws:lambda/function:Function",
  permission: "aws:lambda/permission:Permission",
  policy: "aws:iam/rolePolicy:RolePolicy",
  rotation: "aws:secretsmanager/secretRotation:SecretRotation",
  secret: "aws:secretsmanager/secret:Secret",
};
const parsed = (text: unknown) => JSON.parse(String(text)) as Record<string, unknown>;
interface Policy {
  Statement: { Effect: string; Action: string[]; Resource: string[]; Condition?: unknown }[];
}

it("calls a function for each user, anew when its definition or the server is another, and the task waits for it (F.0.61)", async () => {
  const recording = await record(() => build());
  const secretArn = recording.the(types.secret, "database-user-app").state["arn"];
  const call = recording.the(types.call, "database-user-app");
  // Whoever may call the function chooses a key; the rest is the function's own.
  expect(parsed(call.inputs["input"])).toEqual({
    key: "app",
    secretId: secretArn,
    definition: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
  });
  const definition = {
    username: "app",
    database: "shop",
    createDatabase: true,
    roles: ["db_datareader", "db_datawriter"],
    permissions: ["EXECUTE"],
  };
  expect(call.inputs["triggers"]).toEqual({
    server: recording.the("aws:rds/instance:Instance").state["resourceId"],
  });
  const { environment, code } = recording.the(types.lambda, "database-logins").inputs as {
    environment: { variables: Record<string, string> };
    code: { assets: Record<string, { text?: string }> };
  };
  expect(parsed(code.assets["users.json"]?.text)).toEqual({
    app: definition,
    reports: expect.objectContaining({ username: "shop_reports", permissions: [] }) as unknown,
  });
  expect(parsed(environment.variables["USERS"])).toEqual({
    app: secretArn,
    reports: recording.the(types.secret, "database-user-reports").state["arn"],
  });
  // One after the other: both may create the database.
  expect(recording.the(types.call, "database-user-reports").dependsOn).toContain(call.urn);
  // Before it can connect it cannot begin.
  expect(call.dependsOn).toEqual(
    expect.arrayContaining([
      recording.the("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "database-users-to-https").urn,
      recording.the("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "database-from-users-sql").urn,
      recording.the("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "database-from-users-sql")
        .urn,
    ]),
  );
  const told: unknown[] = [];
  await record(() => {
    const { secretArn: passed, taskPart, userSecretArns } = build();
    pulumi.all([passed, userSecretArns["app"], taskPart.secrets]).apply((all) => told.push(...all));
  });
  const [passed, own, names] = told;
  expect(passed).toBe(own);
  expect(names).toEqual({
    DB_USERNAME: { valueFrom: `${String(own)}:username::` },
    DB_PASSWORD: { valueFrom: `${String(own)}:password::` },
  });
});

it("rotates each secret at the administrator's hours by a function that only Secrets Manager calls for it (F.0.61)", async () => {
  const recording = await record(() => build());
  for (const key of Object.keys(users)) {
    const secretId = recording.the(types.secret, `database-user-${key}`).state["arn"];
    const rotation = recording.the(types.rotation, `database-user-${key}`);
    expect(rotation.inputs).toEqual({
      secretId,
      rotationLambdaArn: recording.the(types.lambda, "database-user-rotation").state["arn"],
      rotateImmediately: false,
      rotationRules: { scheduleExpression: "cron(0 3 ? * SUN *)", duration: "2h" },
    });
    const permission = recording.the(types.permission, `database-user-${key}`);
    expect(permission.inputs).toMatchObject({
      principal: "secretsmanager.amazonaws.com",
      sourceAccount: site.accountId,
      sourceArn: secretId,
    });
    expect(rotation.dependsOn).toEqual(
      expect.arrayContaining([permission.urn, recording.the(types.call, `database-user-${key}`).urn]),
    );
  }
});

it("keeps the administrator's secret from the function that rotates, and other secrets from both (F.0.61)", async () => {
  const recording = await record(() =>
    build({ masterSecretKmsKeyArn: `arn:aws:kms:eu-central-1:${site.accountId}:key/0` }),
  );
  const own = Object.keys(users).map(
    (key) => recording.the(types.secret, `database-user-${key}`).state["arn"],
  );
  const master = recording.the(types.rotation, "database-rotation").inputs["secretId"];
  const secretsOf = (name: string): Set<unknown> =>
    new Set(
      (parsed(recording.the(types.policy, name).inputs["policy"]) as unknown as Policy).Statement.filter(
        ({ Action }) =>
          Action.some((action) => action.startsWith("secretsmanager:") && !action.endsWith("RandomPassword")),
      ).flatMap(({ Resource }) => Resource),
    );
  expect(secretsOf("database-user-rotation")).toEqual(new Set(own));
  expect(secretsOf("database-logins")).toEqual(new Set([master, ...own]));
  const { Statement } = parsed(
    recording.the(types.policy, "database-user-rotation").inputs["policy"],
  ) as unknown as Policy;
  expect(Statement.filter(({ Action }) => Action.includes("ec2:CreateNetworkInterface"))).toEqual([
    expect.objectContaining({ Effect: "Allow" }),
    expect.objectContaining({
      Effect: "Deny",
      Condition: {
        ArnLike: { "lambda:SourceFunctionArn": [`arn:aws:lambda:eu-central-1:${site.accountId}:function:*`] },
      },
    }),
  ]);
});

it("ships the driver beside the functions' text, by its path, and no password anywhere (F.0.61)", async () => {
  const recording = await record(() => build());
  for (const name of ["database-logins", "database-user-rotation"]) {
    const { inputs } = recording.the(types.lambda, name);
    const { assets } = inputs["code"] as { assets: Record<string, { path?: string }> };
    expect(Object.keys(assets).toSorted()).toEqual([
      "LICENSES.txt",
      "connect.mjs",
      "index.mjs",
      "secrets.mjs",
      "tedious.mjs",
      ...(name === "database-logins" ? ["users.json"] : []),
    ]);
    expect(assets["tedious.mjs"]?.path).toBe(join(__dirname, "../../driver/tedious.mjs"));
    expect(inputs["vpcConfig"]).toEqual({
      subnetIds: ["subnet-0a", "subnet-0b"],
      securityGroupIds: [recording.the("aws:ec2/securityGroup:SecurityGroup", "database-users").id],
    });
    expect(inputs["environment"]).toMatchObject({
      variables: { NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem" },
    });
  }
  expect(recording.resources.filter(({ type }) => type.endsWith("secretVersion:SecretVersion"))).toEqual([]);
});

it("tells of a rotation that failed, and why users' secrets go with a stack that is discarded", async () => {
  const { result } = await record(() => {
    const { watchPart, waivers } = build({ retention: "discard", retentionReason: "a test" });
    return Promise.resolve({ alarm: watchPart.alarms?.["user-rotation"], waivers });
  });
  expect(result.alarm?.says).toBe("The password of a user of database database could not be rotated");
  expect(Object.keys(result.waivers["data-retention"] ?? {})).toEqual(
    expect.arrayContaining([
      "database-user-app",
      "database-user-reports",
      "database-logins",
      "database-user-rotation",
    ]),
  );
});

it.each<[string, Partial<SqlServerArgs>, string[]]>([
  [
    "the administrator's name",
    { users: { admin: { database: "shop" } }, applicationUser: undefined },
    ["users.admin"],
  ],
  [
    "names that are none, and one name twice",
    {
      users: {
        app: { database: "TempDB ", roles: [""], permissions: ["EXECUTE; DROP", "CONNECT"] },
        other: { database: "a\nb", username: "APP" },
      },
    },
    [
      "users.app.database",
      "users.app.roles[0]",
      "users.app.permissions[0]",
      "users.app.permissions[1]",
      "users.other.username",
      "users.other.database",
    ],
  ],
  ["an application's user that there is not", { applicationUser: "web" }, ["applicationUser"]],
  [
    "two logins for the application",
    {
      applicationSecret: {
        secretArn: `arn:aws:secretsmanager:eu-central-1:${site.accountId}:secret:a-AbCdEf`,
      },
    },
    ["applicationUser"],
  ],
  [
    "a client with the key of the functions",
    { clients: { users: { cidrBlock: "10.0.0.0/8" } } },
    ["clients.users"],
  ],
])("refuses %s (F.0.61)", async (_, args, paths) => {
  const refusal = await recordRefusal(() => build(args));
  expect([refusal.paths, refusal.registered]).toEqual([paths, []]);
});
