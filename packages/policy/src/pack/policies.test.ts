import { check, exceptionRules, rules } from "../index.ts";
import { goodData } from "../testing/goodData.ts";
import { alarmOn, goodWatch } from "../testing/goodWatch.ts";
import { checkingUnknowns, given, root, run, today, unknown } from "../testing/pack.ts";
import { arnOf, changed, madeUp } from "../testing/resources.ts";
import type { PolicyResource } from "@pulumi/policy";
import { policiesOf, uncheckedRule } from "./policies.ts";

const logs = madeUp("aws:cloudwatch/logGroup:LogGroup", "logs");
const ended = "logs-retention logs: never deletes its logs";

it("has a policy for each rule, at the level of its severity, and nothing listens", () => {
  const policies = new Map(policiesOf().map((one) => [one.name, one]));
  expect([...policies.keys()]).toEqual([
    "program-inputs",
    exceptionRules.refused.id,
    ...rules.map(({ id }) => id),
    exceptionRules.expiring.id,
    exceptionRules.unused.id,
    uncheckedRule.id,
  ]);
  expect(policies.get("logs-retention")).toMatchObject({
    description: expect.stringContaining("Log groups set how long they keep their logs.") as string,
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Set retentionInDays.",
    tags: ["CKV_AWS_66"],
  });
  expect(policies.get("rds-multi-az")).toMatchObject({ enforcementLevel: "advisory", severity: "low" });
  expect(policies.get("lb-access-logs")).toMatchObject({ enforcementLevel: "disabled" });
});

it("finds what the plan finds, in the same words", async () => {
  const broken = changed(
    changed([...goodData(), ...goodWatch(goodData())], "aws:kms/key:Key", { enableKeyRotation: false }),
    "aws:sns/topic:Topic",
    {
      kmsMasterKeyId: "",
    },
  );
  const planned = check(broken, {}, { today }).map(({ rule, urn, message }) => {
    return `${rule} ${urn.split("::").at(-1)}: ${message}`;
  });
  expect(planned).toEqual([
    "kms-rotation key: has no key rotation",
    "sns-encryption topic: stores messages unencrypted",
  ]);
  const said = await run([root(), ...broken.map((one) => given(one))]);
  expect(said.sort()).toEqual(planned);
});

describe("what is not known before the deployment", () => {
  const days = (retentionInDays: unknown) => [root(), given(logs, { id: unknown, retentionInDays })];

  it("is not a finding, and neither is what follows from it", async () => {
    expect(await run(days(unknown))).toEqual([]);
    const bucket = goodData().filter(({ type }) => type.includes("s3/bucket"));
    const unborn = bucket.map((one) => given(one, { id: unknown, bucket: unknown, policy: unknown }));
    expect(await run([root(), ...unborn])).toEqual([]);
  });

  it("is found by the update", async () => expect(await run(days(0))).toEqual([ended]));

  it("hides nothing of another resource", async () => {
    const other = madeUp(logs.type, "other");
    expect(await run([...days(unknown), given(other)])).toEqual([
      "logs-retention other: never deletes its logs",
    ]);
  });

  it("may be a waiver", async () => expect(await run([root({ waivers: unknown }), given(logs)])).toEqual([]));

  it("keeps an exception from being called needless", async () => {
    const exceptions = [{ resource: "logs", reason: "an archive", expires: "2027-11-21" }];
    expect(await run(days(unknown), { "logs-retention": { exceptions } })).toEqual([]);
    expect((await run(days(30), { "logs-retention": { exceptions } })).join()).toContain("exception-unused");
  });

  it("reaches no rule as an error, whichever property it is", async () => {
    const types = [...new Set(rules.flatMap((rule) => rule.types.filter((type) => !type.endsWith("*"))))];
    const unborn = types.map((type) => ({
      ...given(madeUp(type, "one", {}, { state: {} })),
      props: checkingUnknowns({ id: unknown, arn: unknown, name: unknown }),
    }));
    const asked = Object.fromEntries(
      unborn.map(({ urn }) => [
        urn,
        new Proxy<Record<string, unknown>>(
          { policy: unknown, containerDefinitions: unknown, volumes: unknown },
          {},
        ),
      ]),
    );
    await expect(run([root(), ...unborn], {}, asked)).resolves.toBeDefined();
  });
});

it("tells what was asked for from what AWS adds", async () => {
  const server = madeUp("aws:rds/instance:Instance", "server", { ...goodData()[0]?.inputs });
  const tls = goodData()[1];
  const others = [alarmOn(server), ...(tls ? [tls] : [])].map((one) => given(one));
  const answered = [root(), given(server, { password: "made by RDS" }), ...others];
  expect(await run(answered)).toEqual(["rds-master-password server: sets its password"]);
  expect(await run(answered, {}, { [server.urn]: server.inputs })).toEqual([]);
});

it("finds components, what is around a resource, and the reasons that it gives", async () => {
  const component = madeUp("ballast-test:index:Thing", "thing", {}, { custom: false });
  const around = given(component, { waivers: { "logs-retention": { logs: { reason: "an archive" } } } });
  expect(await run([root(), around, { ...given(logs), parent: around }])).toEqual([]);
  expect(await run([root(), given(component), { ...given(logs), parent: given(component) }])).toEqual(
    ["component-outputs thing: registers no outputs", ended].sort((one) => (one === ended ? -1 : 1)),
  );
});

it("asks nobody for retainOnDelete, which the engine does not tell", async () => {
  expect(await run([root(), given({ ...logs, retainOnDelete: false })])).toEqual([ended]);
  expect(await run([root(), given({ ...logs, protect: false })])).toContain(
    "data-retention logs: has no protect",
  );
});

describe("exceptions", () => {
  const exception = { resource: "logs", reason: "an archive", expires: "2027-11-21" };
  const configured = (...exceptions: object[]) => ({ "logs-retention": { exceptions } });
  const stack = [root(), given(logs)];

  it("stand in a rule's configuration", async () => {
    expect(await run(stack, configured(exception))).toEqual([]);
    expect(await run(stack, configured({ ...exception, resource: "other" }))).toEqual([
      ended,
      'exception-unused ballast-test-dev: has an exception from logs-retention for "other", where the rule finds nothing',
    ]);
  });

  it("stand among the stack's outputs", async () => {
    const exceptions = [{ ...exception, rule: "logs-retention" }];
    expect(await run([root({ exceptions }), given(logs)])).toEqual([]);
    const ofAnInstance = madeUp("aws:cloudwatch/logGroup:LogGroup", "us-logs");
    expect(await run([root({ exceptions, exceptionPrefix: "us-" }), given(ofAnInstance)])).toEqual([]);
  });

  it("come to an end", async () => {
    expect(await run(stack, configured({ ...exception, expires: "2026-11-20" }))).toEqual([
      `${ended}; the exception for it ended on 2026-11-20: an archive`,
    ]);
    expect(await run(stack, configured({ ...exception, expires: "2026-12-01" }))).toEqual([
      "exception-expiring logs: has an exception that ends on 2026-12-01: an archive (logs-retention)",
    ]);
  });

  it("let go of nothing when they make no sense, and are said once", async () => {
    const exceptions = [{ ...exception, rule: "logs-retentoin" }];
    expect(await run([root({ exceptions }), given(logs)])).toEqual([
      expect.stringMatching(
        /^exception-refused the stack: .*"logs-retentoin" is not a rule; similar ids: logs-retention/s,
      ),
      ended,
    ]);
    expect(await run(stack, configured({ ...exception, expires: "2027-02-30" }))).toEqual([
      expect.stringMatching(/^logs-retention the stack: .*"2027-02-30" is not a day/s),
      ended,
    ]);
  });

  it("of a rule that is switched off are nobody's concern", async () => {
    expect(
      await run(stack, configured({ ...exception, resource: "other" }), {}, [
        "logs-retention",
        uncheckedRule.id,
      ]),
    ).toEqual([]);
  });
});

describe("what a preview leaves unchecked", () => {
  const all = (resources: PolicyResource[]) => run(resources, {}, {}, []);

  it("is one warning of the stack, by rule and resource", async () => {
    const many = ["a", "b", "c", "d"].map((name) => madeUp(logs.type, name));
    const days = (retentionInDays: unknown) => many.map((one) => given(one, { retentionInDays }));
    expect(await all([root(), ...days(unknown)])).toEqual([
      expect.stringMatching(
        /^rule-unchecked the stack: leaves these rules unchecked .*logs-retention on a, b, c and 1 more/,
      ),
    ]);
    expect(await all([root(), ...days(0)])).toEqual(
      many.map(({ name }) => ended.replace("logs:", `${name}:`)),
    );
  });

  it("names roles whose calls or policies are not known yet, and finds nothing in them", async () => {
    const role = madeUp("aws:iam/role:Role", "web", { assumeRolePolicy: "{}" });
    const policy = madeUp("aws:iam/rolePolicy:RolePolicy", "rights", { role: "web" });
    const said = await all([
      root(),
      given(role, { id: unknown, arn: unknown }),
      given(policy, { policy: unknown }),
    ]);
    expect(said).toEqual([expect.stringMatching(/iam-missing on web/)]);
  });

  it("is named where only a waiver is not known yet", async () => {
    expect(await all([root({ waivers: unknown }), given(logs)])).toEqual([
      expect.stringContaining("logs-retention on logs"),
    ]);
  });
});

it("reads what came of a resource that an update leaves alone, without what AWS leaves empty", async () => {
  const parameter = madeUp("aws:ssm/parameter:Parameter", "size", {
    type: "String",
    value: "",
    insecureValue: "3",
  });
  expect(await run([root(), given(parameter)])).toEqual([]);
});

it("takes resources by what depends on what", async () => {
  const service = madeUp("aws:ecs/service:Service", "web", {
    capacityProviderStrategies: [{}],
    availabilityZoneRebalancing: "DISABLED",
    deploymentCircuitBreaker: { enable: true, rollback: true },
    enableEcsManagedTags: true,
    propagateTags: "SERVICE",
    networkConfiguration: { securityGroups: [arnOf("group")] },
  });
  const association = given(madeUp("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "main"));
  const waits = "ecs-service-capacity web: does not wait for the cluster's capacity providers";
  expect(await run([root(), given(service), association])).toEqual([waits]);
  const byOption = { ...given(service), dependencies: [association] };
  expect(await run([root(), byOption, association])).toEqual([]);
  const byValue = { ...given(service), propertyDependencies: { cluster: [association] } };
  expect(await run([root(), byValue, association])).toEqual([]);
});
