import { join } from "node:path";
import { itIsAComponent, record, type Recording } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { GitHubDelivery, type GitHubDeliveryArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const repository = { owner: "acme", name: "ballast", ownerId: "17", id: "4711" };
const providerArn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const stateBucketArn = "arn:aws:s3:::state-bucket-1a2b3c4";
const stateKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/0";
const typical = { site, repository, environment: "prod", providerArn, stateBucketArn, stateKeyArn };
const build = (args: Partial<GitHubDeliveryArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new GitHubDelivery("delivery", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "gitHubDelivery.identity.txt"),
  grown: () => build({ providerArn: undefined }),
  added: ["delivery > aws:iam/openIdConnectProvider:OpenIdConnectProvider delivery-provider"],
  refusals: {
    "patterns in place of names, which would trust more than one job": {
      build: () =>
        build({
          repository: { owner: "acme*", name: "ballast:ref", ownerId: "acme", id: "0" },
          branch: "*",
          environment: "Prod/*",
          deploy: { workflow: "*.yml", environment: "prod:x" },
        }),
      paths: [
        "repository.owner",
        "repository.name",
        "repository.ownerId",
        "repository.id",
        "branch",
        "environment",
        "deploy.workflow",
        "deploy.environment",
      ],
    },
    "one GitHub environment for two roles": {
      build: () => build({ preview: { workflow: "preview.yml", environment: "prod" } }),
      paths: ["environment"],
    },
  },
});

interface Statement {
  Effect: string;
  Action: string[] | string;
  Resource?: string[];
  NotResource?: string[];
  Principal?: unknown;
  Condition?: Record<string, Record<string, string[]>>;
}

const statementsOf = (policy: unknown): Statement[] =>
  (JSON.parse(policy as string) as { Statement: Statement[] }).Statement;
const permissions = (recording: Recording<unknown>, role: string): Statement[] =>
  statementsOf(recording.the("aws:iam/rolePolicy:RolePolicy", `delivery-${role}`).inputs["policy"]);

describe("trust", () => {
  it.each([
    ["preview", "preview.yml", "preview-prod"],
    ["drift", "drift.yml", "drift-prod"],
    ["deploy", "deploy.yml", "prod"],
  ])(
    "lets one job take on the role to %s, and compares every claim whole",
    async (role, workflow, environment) => {
      const recording = await record(() => build());
      const { assumeRolePolicy } = recording.the("aws:iam/role:Role", `delivery-${role}`).inputs;
      expect(statementsOf(assumeRolePolicy)).toEqual([
        {
          Effect: "Allow",
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: providerArn },
          Condition: {
            StringEquals: {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": [
                `repo:acme/ballast:environment:${environment}`,
                `repo:acme@17/ballast@4711:environment:${environment}`,
              ],
              "token.actions.githubusercontent.com:repository_id": "4711",
              "token.actions.githubusercontent.com:ref": "refs/heads/main",
              "token.actions.githubusercontent.com:job_workflow_ref": `acme/ballast/.github/workflows/${workflow}@refs/heads/main`,
            },
          },
        },
      ]);
    },
  );

  it("follows the branch and the jobs that are named", async () => {
    const preview = { workflow: "look.yml", environment: "looking" };
    const recording = await record(() => build({ branch: "trunk", preview }));
    const { assumeRolePolicy } = recording.the("aws:iam/role:Role", "delivery-preview").inputs;
    expect(statementsOf(assumeRolePolicy)[0]?.Condition?.["StringEquals"]).toMatchObject({
      "token.actions.githubusercontent.com:sub": [
        "repo:acme/ballast:environment:looking",
        "repo:acme@17/ballast@4711:environment:looking",
      ],
      "token.actions.githubusercontent.com:ref": "refs/heads/trunk",
      "token.actions.githubusercontent.com:job_workflow_ref":
        "acme/ballast/.github/workflows/look.yml@refs/heads/trunk",
    });
  });

  it("is in GitHub's own address and for AWS's audience, with no thumbprint", async () => {
    const recording = await record(() => build({ providerArn: undefined }));
    expect(recording.the("aws:iam/openIdConnectProvider:OpenIdConnectProvider").inputs).toEqual({
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["sts.amazonaws.com"],
    });
  });
});

describe("closed by default", () => {
  it("lets a preview read the state, and nothing else", async () => {
    expect(permissions(await record(() => build()), "preview")).toEqual([
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [stateBucketArn] },
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${stateBucketArn}/*`] },
      { Effect: "Allow", Action: ["kms:Decrypt"], Resource: [stateKeyArn] },
    ]);
  });

  it("lets a look for drift read settings besides, but no secret, parameter or object", async () => {
    const recording = await record(() => build());
    const reading = permissions(recording, "drift").slice(permissions(recording, "preview").length);
    const actions = reading.flatMap(({ Action, Resource }) => (Resource?.includes("*") ? Action : []));
    expect(reading.filter(({ Resource }) => !Resource?.includes("*"))).toEqual([
      {
        Effect: "Allow",
        Action: ["lambda:GetFunction"],
        Resource: [
          "arn:aws:lambda:eu-central-1:123456789012:function:*-snapshot-???????",
          "arn:aws:lambda:eu-central-1:123456789012:function:*-logins-???????",
          "arn:aws:lambda:eu-central-1:123456789012:function:*-user-rotation-???????",
          "arn:aws:lambda:eu-central-1:123456789012:function:*-drill-check-???????",
        ],
      },
    ]);
    expect(actions.filter((action) => !/:(Describe|Get|List|BatchGet)/.test(action))).toEqual([]);
    const contents = [
      "secretsmanager:GetSecretValue",
      "ssm:GetParameter",
      "s3:GetObject",
      "kms:Decrypt",
      "codecommit:GetFile",
      "ec2:GetPasswordData",
      "ecr:GetAuthorizationToken",
      "logs:GetLogEvents",
      "lambda:GetFunction",
    ];
    expect(contents.filter((content) => actions.some((action) => matches(action, content)))).toEqual([]);
  });

  it("makes roles with the boundary under its path only, and hands on no others", async () => {
    const recording = await record(() => build());
    const boundary = recording.the("aws:iam/policy:Policy").state["arn"];
    const roles = "arn:aws:iam::123456789012:role/ballast/prod/*";
    const writing = permissions(recording, "deploy").filter(
      ({ Effect, Action }) =>
        Effect === "Allow" && [Action].flat().some((action) => /^iam:(?!Get|List)/.test(action)),
    );
    expect(writing.map(({ Resource }) => Resource)).toEqual([
      [roles],
      [roles],
      [roles],
      ["arn:aws:iam::123456789012:instance-profile/ballast/prod/*"],
      ["arn:aws:iam::123456789012:role/aws-service-role/*"],
    ]);
    const [made, changed, passed] = writing;
    expect(made?.Action).toContain("iam:CreateRole");
    expect(made?.Condition).toEqual({ StringEquals: { "iam:PermissionsBoundary": [boundary] } });
    expect(changed?.Action).not.toContain("iam:DeleteRolePermissionsBoundary");
    expect(passed?.Condition?.["StringEquals"]?.["iam:PassedToService"]).toContain("ecs-tasks.amazonaws.com");
  });

  it("works in the stack's region, and cannot change where the states lie", async () => {
    const deploy = permissions(await record(() => build()), "deploy");
    const broad = deploy.filter(
      ({ Effect, Action }) => Effect === "Allow" && [Action].flat().some((action) => action.endsWith(":*")),
    );
    expect(broad.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { "aws:RequestedRegion": ["eu-central-1"] } },
    ]);
    expect(
      [broad[0]?.Action].flat().filter((action) => /^(iam|sts|organizations|account):/.test(action ?? "")),
    ).toEqual([]);
    const denied = deploy.filter(({ Effect }) => Effect === "Deny");
    const deniedOn = (resource: string, action: string): boolean =>
      denied.some(
        ({ Action, Resource }) =>
          Resource?.includes(resource) === true &&
          [Action].flat().some((pattern) => matches(pattern, action)),
      );
    for (const action of ["s3:PutBucketPolicy", "s3:PutBucketVersioning", "s3:DeleteBucket"])
      expect([action, deniedOn(stateBucketArn, action)]).toEqual([action, true]);
    expect(deniedOn(`${stateBucketArn}/*`, "s3:DeleteObjectVersion")).toBe(true);
    expect(deniedOn(`${stateBucketArn}/*`, "s3:PutObject")).toBe(false);
    for (const action of ["kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:CreateGrant"])
      expect([action, deniedOn(stateKeyArn, action)]).toEqual([action, true]);
    expect(deniedOn(stateKeyArn, "kms:Decrypt")).toBe(false);
    for (const action of ["ssm:SendCommand", "ecs:ExecuteCommand"]) expect(deniedOn("*", action)).toBe(true);
    for (const action of ["iam:UpdateAssumeRolePolicy", "iam:PassRole", "iam:PutRolePolicy"])
      expect(deniedOn("arn:aws:iam::123456789012:role/ballast-delivery/prod/*", action)).toBe(true);
  });

  it("holds what stacks make to the boundary: no identity changed, nobody outside of the path acted as, no state seen", async () => {
    const recording = await record(() => build());
    const [all, ...denied] = statementsOf(recording.the("aws:iam/policy:Policy").inputs["policy"]);
    expect(all).toEqual({ Effect: "Allow", Action: ["*"], Resource: ["*"] });
    expect(denied.every(({ Effect }) => Effect === "Deny")).toBe(true);
    const [always, acting, builds, ...states] = denied;
    // What each entry is for, and that none is missing: stacks/testing/deployer/boundary.test.ts.
    expect(always?.Resource).toEqual(["*"]);
    for (const action of [
      "iam:CreateUser",
      "sso:CreateAccountAssignment",
      "rolesanywhere:CreateProfile",
      "ssm:SendCommand",
    ])
      expect([action, [always?.Action ?? []].flat().some((pattern) => matches(pattern, action))]).toEqual([
        action,
        true,
      ]);
    expect([acting?.Action, acting?.NotResource]).toEqual([
      ["iam:PassRole", "sts:Assume*"],
      ["arn:aws:iam::123456789012:role/ballast/prod/*"],
    ]);
    expect([builds?.Action, builds?.NotResource]).toEqual([
      ["codebuild:StartBuild"],
      [
        "arn:aws:codebuild:eu-central-1:123456789012:project/*-build-???????",
        "arn:aws:codebuild:eu-central-1:123456789012:project/*-release-???????",
      ],
    ]);
    expect(states.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [["s3:*"], [stateBucketArn, `${stateBucketArn}/*`]],
      [["kms:*"], [stateKeyArn]],
    ]);
  });

  it("associates no document of AWS's or of another account with an instance", async () => {
    const denied = permissions(await record(() => build()), "deploy").filter(
      ({ NotResource }) => NotResource !== undefined,
    );
    expect(denied.map(({ Effect, Action, NotResource }) => [Effect, Action, NotResource])).toEqual([
      [
        "Deny",
        ["ssm:CreateAssociation*", "ssm:UpdateAssociation"],
        ["arn:aws:ec2:eu-central-1:123456789012:instance/*", "arn:aws:ssm:eu-central-1:123456789012:*"],
      ],
    ]);
  });
});

it("stays below what IAM takes: 10,240 characters of a role's own policies, 6,144 of a managed one", async () => {
  const recording = await record(() => build({ environment: "a".repeat(20) }));
  for (const { inputs } of Object.values(recording.ofType("aws:iam/rolePolicy:RolePolicy")))
    expect((inputs["policy"] as string).length).toBeLessThan(10_240);
  expect((recording.the("aws:iam/policy:Policy").inputs["policy"] as string).length).toBeLessThan(6144);
});

it("says what the workflows and the stacks' settings need to know", async () => {
  const recording = await record(() => build());
  const arnOf = (role: string): unknown =>
    recording.the("aws:iam/role:Role", `delivery-${role}`).state["arn"];
  expect(recording.the("ballast-delivery:index:GitHubDelivery").outputs).toEqual({
    providerArn,
    previewRoleArn: arnOf("preview"),
    driftRoleArn: arnOf("drift"),
    deployRoleArn: arnOf("deploy"),
    boundaryArn: recording.the("aws:iam/policy:Policy").state["arn"],
    workloadRolePath: "/ballast/prod/",
  });
  expect(arnOf("deploy")).toMatch(
    /^arn:aws:iam::123456789012:role\/ballast-delivery\/prod\/delivery-deploy-/,
  );
});

/** Whether IAM would take the action for one of the pattern. */
function matches(pattern: string, action: string): boolean {
  return new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(action);
}
