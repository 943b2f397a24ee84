import { diagnose } from "../diagnose.ts";
import type { Needs } from "../needs/needs.ts";
import { checked, fault, identity, noNeeds, playedAccount, type Answers } from "../testing.ts";
import { answers as answersTo } from "./ask.ts";

/* What moto cannot do: offers of SQL Server, zones to opt in to, refusals of S3. */

describe("the region", () => {
  const database = {
    engine: "sqlserver-se",
    version: "16.00",
    instanceClass: "db.m5.large",
    licenseModel: "license-included",
  };
  const orderable = (...versions: string[]): Answers => ({
    DescribeOrderableDBInstanceOptions: () => ({
      OrderableDBInstanceOptions: versions.map((EngineVersion) => ({ EngineVersion })),
    }),
  });

  it.each([
    ["ok", ["16.00.4095.4.v1", "15.00.4316.3.v1"], "in eu-central-1 as 16.00.4095.4.v1"],
    ["missing", ["15.00.4316.3.v1"], "eu-central-1 has db.m5.large for sqlserver-se only as 15.00.4316.3.v1"],
    ["missing", ["16.001.1"], "eu-central-1 has db.m5.large for sqlserver-se only as 16.001.1"],
    ["missing", [], "eu-central-1 has no db.m5.large for sqlserver-se"],
  ])("has a database, or not: %s with %p", async (status, versions, found) => {
    expect(await checked({ databases: [database] }, orderable(...versions))).toMatchObject({ status, found });
  });

  it("lets an account opt in to a zone", async () => {
    const check = await checked(
      { zones: ["us-west-2-lax-1a"] },
      {
        DescribeAvailabilityZones: () => ({
          AvailabilityZones: [
            {
              ZoneName: "us-west-2-lax-1a",
              State: "available",
              OptInStatus: "not-opted-in",
              GroupName: "us-west-2-lax-1",
            },
          ],
        }),
      },
    );
    expect(check).toMatchObject({
      status: "missing",
      fix: expect.stringContaining(
        "modify-availability-zone-group --group-name us-west-2-lax-1 --opt-in-status opted-in",
      ),
    });
  });

  it.each([
    ["ok", ["eu-central-1a", "eu-central-1b"]],
    ["warning", ["eu-central-1b"]],
    ["missing", ["eu-central-1c"]],
    ["missing", []],
  ])("offers a type in the zones of its group: %s with %p", async (status, offered) => {
    const needs = { instanceTypes: [{ type: "m5.large", zones: ["eu-central-1a", "eu-central-1b"] }] };
    const offerings = offered.map((Location) => ({ Location }));
    expect(
      await checked(needs, { DescribeInstanceTypeOfferings: () => ({ InstanceTypeOfferings: offerings }) }),
    ).toMatchObject({ status });
  });
});

describe("what AWS does not say", () => {
  const names: Partial<Needs> = { names: [{ kind: "bucket", name: "team-files" }] };
  const head = (httpStatusCode: number, name = "Unknown"): Answers => ({
    HeadBucket: () => {
      throw fault(name, "", httpStatusCode);
    },
  });

  it.each([
    ["ok", 404],
    ["missing", 403],
    ["missing", 301],
    ["unknown", 503],
  ])("S3 says in numbers: %s for %p", async (status, code) => {
    expect(await checked(names, head(code))).toMatchObject({ status });
  });

  it("is unknown, with the permission that is wanting", async () => {
    const denied = {
      GetRole: () => {
        throw fault("AccessDenied", "User is not authorized");
      },
    };
    const role = { name: "AWSServiceRoleForECS", service: "ecs.amazonaws.com" };
    expect(await checked({ roles: [role] }, denied)).toMatchObject({
      id: "role:AWSServiceRoleForECS",
      status: "unknown",
      found: expect.stringMatching(
        /^AWS does not allow iam:GetRole\. .* Give these credentials the permission iam:GetRole\./,
      ),
    });
  });

  it("is not asked at all without credentials", async () => {
    const asked: string[] = [];
    const account = playedAccount(
      {
        GetCallerIdentity: () => {
          throw fault("CredentialsProviderError", "Could not load credentials from any providers");
        },
      },
      asked,
    );
    expect(await diagnose(account, [{ ...noNeeds, zones: ["eu-central-1a"] }])).toMatchObject([
      { id: "credentials:eu-central-1", status: "missing" },
      {
        id: "account:eu-central-1",
        status: "unknown",
        found: "1 checks of AWS were skipped, because there are no credentials.",
      },
    ]);
    expect(asked).toEqual(["GetCallerIdentity"]);
  });

  it("is a fault of ours if it is not an error of AWS", async () => {
    const question = { id: "a", what: "b", ask: () => Promise.reject(new TypeError("ours")) };
    await expect(answersTo([question])).rejects.toThrow("ours");
  });
});

it("asks some at a time, in any order, and answers in its own", async () => {
  let running = 0;
  let most = 0;
  const said: string[] = [];
  const questions = Array.from({ length: 20 }, (_nothing, index) => ({
    id: String(index),
    what: "",
    ask: async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 20 - index));
      running -= 1;
      return { status: "ok" as const, found: "" };
    },
  }));
  const checks = await answersTo(questions, (line) => said.push(line));
  expect(checks.map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
  expect(most).toBe(8);
  expect(said.at(-1)).toBe("checking AWS (20 of 20)");
});

it("asks once for what several stacks need, and says which", async () => {
  const zones = {
    DescribeAvailabilityZones: () => ({
      AvailabilityZones: [{ ZoneName: "eu-central-1a", State: "available" }],
    }),
  };
  const checks = await diagnose(playedAccount({ ...identity, ...zones }), [
    { ...noNeeds, stack: "one-dev", zones: ["eu-central-1a"] },
    { ...noNeeds, stack: "two-dev", zones: ["eu-central-1a"] },
  ]);
  expect(checks.slice(2)).toMatchObject([
    { id: "zone:eu-central-1a", status: "ok", stacks: ["one-dev", "two-dev"] },
  ]);
});

it("says that two stacks of the account would make the same thing", async () => {
  const names = [{ kind: "identityProvider" as const, name: "https://issuer" }];
  const checks = await diagnose(playedAccount(identity), [
    { ...noNeeds, stack: "delivery-dev", names },
    { ...noNeeds, stack: "delivery-prod", names },
  ]);
  expect(checks.slice(2)).toMatchObject([
    {
      status: "missing",
      found: expect.stringMatching(/^delivery-dev and delivery-prod would each create one/),
    },
  ]);
});
