import { join } from "node:path";
import { LaunchType, TaskDefinition } from "@ballast/ecs";
import { itIsAComponent, record, type Recording } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import { PrivateRegistry, type PrivateRegistryArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/0";
const otherAccountsArn = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:registry/space-AbCdEf";
const credentials = { username: "robot", password: pulumi.secret("hunter2") };
const build = (args: Partial<PrivateRegistryArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new PrivateRegistry("registry", { site, credentials, ...args }, opts);
const existing = { credentials: undefined, secretArn: otherAccountsArn };

itIsAComponent({
  build: (opts) => build(existing, opts),
  identity: join(__dirname, "privateRegistry.identity.txt"),
  grown: () => build(),
  added: [
    "registry > aws:secretsmanager/secret:Secret registry-credentials",
    "registry > aws:secretsmanager/secretVersion:SecretVersion registry-credentials",
  ],
  refusals: {
    "two sources of credentials": {
      build: () => build({ secretArn: otherAccountsArn }),
      paths: ["secretArn"],
    },
    "no source of credentials": { build: () => build({ credentials: undefined }), paths: ["secretArn"] },
    "anything but a full ARN (F.6.7)": {
      build: () =>
        build({ credentials: undefined, secretArn: "registry/space", retention: "keep" as "retain" }),
      paths: ["secretArn", "retention"],
    },
    "an ARN that names a field": {
      build: () => build({ credentials: undefined, secretArn: `${otherAccountsArn}:username::` }),
      paths: ["secretArn"],
    },
  },
});

function policies(recording: Recording<unknown>): unknown[] {
  const { inputs } = recording.the("aws:iam/rolePolicy:RolePolicy", "web-execution");
  return (JSON.parse(inputs["policy"] as string) as { Statement: unknown[] }).Statement;
}

/** A task as a stack composes it. */
function compose(args: Partial<PrivateRegistryArgs> = {}, launchType: LaunchType = LaunchType.Fargate): void {
  const registry = build(args);
  new TaskDefinition("web", {
    site,
    launchType,
    containers: {
      web: {
        image: "registry.example.com/team/space:1.0.0",
        repositoryCredentials: registry.secretArn,
        ports: [80],
      },
      proxy: {
        image: "registry.example.com/team/proxy:1.0.0",
        repositoryCredentials: registry.secretArn,
        essential: false,
      },
    },
    parts: { registry: registry.taskPart },
  });
}

describe("closed by default", () => {
  it("keeps exactly username and password, secret all the way (F.6.2)", async () => {
    const recording = await record(build);
    const version = recording.the("aws:secretsmanager/secretVersion:SecretVersion");
    expect(JSON.parse(version.inputs["secretString"] as string)).toEqual({
      username: "robot",
      password: "hunter2",
    });
    expect(version.secrets).toEqual(["secretString"]);
    expect(recording.the("aws:secretsmanager/secret:Secret")).toMatchObject({
      inputs: { recoveryWindowInDays: 30 },
      protect: true,
      retainOnDelete: true,
    });
  });

  it("marks credentials that were given in clear as secret", async () => {
    const recording = await record(() => build({ credentials: { username: "robot", password: "hunter2" } }));
    expect(recording.the("aws:secretsmanager/secretVersion:SecretVersion").secrets).toEqual(["secretString"]);
  });

  it("deletes the secret of a throw-away stack at once (F.6.2)", async () => {
    const recording = await record(() => build({ retention: "discard", kmsKeyArn }));
    expect(recording.the("aws:secretsmanager/secret:Secret")).toMatchObject({
      inputs: { recoveryWindowInDays: 0, kmsKeyId: kmsKeyArn },
      protect: false,
      retainOnDelete: false,
    });
  });

  it("lets the execution role read that secret and no other, and the task role none (F.6.3, F.6.4)", async () => {
    const recording = await record(() => compose());
    const secret = recording.the("aws:secretsmanager/secret:Secret");
    const [, read, ...more] = policies(recording);
    expect(read).toEqual({
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue"],
      Resource: [secret.state["arn"]],
    });
    expect(more).toEqual([]);
    expect(Object.keys(recording.ofType("aws:iam/rolePolicy:RolePolicy"))).toEqual(["web-execution"]);
  });

  it("lets the execution role decrypt by the own key, through Secrets Manager alone (F.6.3)", async () => {
    const recording = await record(() => compose({ kmsKeyArn }));
    expect(policies(recording).at(-1)).toEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: [kmsKeyArn],
      Condition: { StringEquals: { "kms:ViaService": ["secretsmanager.eu-central-1.amazonaws.com"] } },
    });
  });
});

it.each([LaunchType.Fargate, LaunchType.Ec2])(
  "logs every private container of %s in by the full ARN (F.6.1, F.6.6)",
  async (launchType) => {
    const recording = await record(() => compose({}, launchType));
    const definitions = JSON.parse(
      recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs["containerDefinitions"] as string,
    ) as { repositoryCredentials: unknown }[];
    const credentialsParameter = recording.the("aws:secretsmanager/secret:Secret").state["arn"];
    expect(definitions.map((container) => container.repositoryCredentials)).toEqual([
      { credentialsParameter },
      { credentialsParameter },
    ]);
  },
);

it("starts no task before the secret holds the credentials", async () => {
  const recording = await record(() => compose());
  expect(recording.the("aws:ecs/taskDefinition:TaskDefinition").dependsOn).toContain(
    recording.the("aws:secretsmanager/secretVersion:SecretVersion").urn,
  );
});

it("takes another account's secret, and its key by way of its region (F.6.7)", async () => {
  const recording = await record(() => compose({ ...existing, kmsKeyArn }));
  expect(recording.ofType("aws:secretsmanager/secret:Secret")).toEqual({});
  const [, read, decrypt] = policies(recording);
  expect(read).toMatchObject({ Resource: [otherAccountsArn] });
  expect(decrypt).toMatchObject({
    Condition: { StringEquals: { "kms:ViaService": ["secretsmanager.eu-west-1.amazonaws.com"] } },
  });
});
