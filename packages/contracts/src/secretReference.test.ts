import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import {
  checkSecretReference,
  Faults,
  heldReference,
  isSecretBearing,
  kindOf,
  quoted,
  referenceFault,
  referredArn,
  regionOf,
  type ReferenceRule,
} from "./index.ts";

/** Each set of characters as the API references of Secrets Manager, Systems Manager and ECS list it. */
const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const alphanumeric = lower + lower.toUpperCase() + digits;
const only = (text: string, set: string): boolean => [...text].every((one) => set.includes(one));

/** A second implementation, which walks through the parts where the product matches patterns. */
function accepts(text: string, { parameter, field, namePrefix = "" }: ReferenceRule): boolean {
  const [scheme, partition = "", service, region = "", account = "", ...rest] = text.split(":");
  if (scheme !== "arn" || account.length !== 12 || !only(account, digits)) return false;
  const [first, ...words] = partition.split("-");
  if (first !== "aws" || !words.every((word) => word !== "" && only(word, lower))) return false;
  const places = region.split("-");
  const number = places.pop() ?? "";
  if (number.length < 1 || number.length > 2 || !only(number, digits)) return false;
  if (places.length < 2 || !places.every((place) => place !== "" && only(place, lower))) return false;
  if (service === "ssm") {
    if (parameter !== true || rest.length !== 1 || text.length > 1011) return false;
    const [kind, ...levels] = (rest[0] ?? "").split("/");
    return (
      kind === "parameter" &&
      levels.length >= 1 &&
      levels.length <= 15 &&
      levels.every((level) => level !== "" && only(level, `${alphanumeric}_.-`))
    );
  }
  const [kind, name = "", ...behind] = rest;
  if (service !== "secretsmanager" || kind !== "secret") return false;
  const own = name.slice(0, -7);
  const suffix = name.slice(-7);
  if (own === "" || own.length > 512 || !only(own, `${alphanumeric}/_+=.@!-`)) return false;
  if (!suffix.startsWith("-") || suffix.length !== 7 || !only(suffix.slice(1), alphanumeric)) return false;
  if (!own.startsWith(namePrefix)) return false;
  if (behind.length === 0) return true;
  const [, stage = "", id = ""] = behind;
  const isText = (part: string): boolean =>
    [...part].every((one) => (one.codePointAt(0) ?? 0) >= 32 && !/\p{Cc}/u.test(one));
  if (field !== true || behind.length !== 3 || !behind.every(isText) || stage.length > 256) return false;
  if (id === "") return true;
  return stage === "" && id.length >= 32 && id.length <= 64 && only(id, `${alphanumeric}-`);
}

const chars = (set: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...set), minLength, maxLength });

const place = fc.tuple(
  fc.constantFrom(
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-eusc",
    "azure",
    "aws-",
    "AWS",
    "",
  ),
  fc.constantFrom("secretsmanager", "ssm", "kms", ""),
  fc.constantFrom(
    "eu-central-1",
    "us-gov-west-1",
    "ap-southeast-10",
    "us-isob-east-1",
    "eusc-de-east-1",
    "eu",
    "eu-central-",
    "*",
    "",
  ),
  fc.oneof(chars(digits, 12, 12), fc.constantFrom("", "*", "12345678901", "1234567890123", "hunter2hunte")),
);
const suffix = fc.oneof(
  { weight: 3, arbitrary: chars(alphanumeric, 6, 6).map((text) => `-${text}`) },
  fc.constantFrom("", "-", "-AbCdE", "-AbCd_f", "AbCdEf"),
);
const behind = fc.oneof(
  { weight: 2, arbitrary: fc.constant("") },
  fc.constantFrom(
    "::",
    ":password::",
    ":password",
    ":password:",
    ":a:b:c",
    "::AWSPREVIOUS:",
    ":a b::",
    ":",
    "::::",
  ),
  chars("0123456789abcdef-", 30, 66).map((id) => `:password::${id}`),
);
const resource = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("secret:", "secret/", ""),
      fc.oneof(
        chars(`${alphanumeric}/_+=.@!-`, 0, 20),
        fc.string({ maxLength: 5 }),
        fc.constant("ecr-pullthroughcache/hub"),
      ),
      suffix,
      behind,
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(
      fc.constantFrom("parameter", "parameters"),
      fc.array(chars(`${alphanumeric}_.-`, 0, 6), { maxLength: 17 }),
    )
    .map(([kind, levels]) => [kind, ...levels].join("/")),
  fc.string(),
);
const built = fc.tuple(place, resource).map(([parts, rest]) => ["arn", ...parts, rest].join(":"));
const good = fc.constantFrom(
  "arn:aws:secretsmanager:eu-central-1:123456789012:secret:team/db-AbCdEf",
  "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-1f2e-AbCdEf:password::",
  "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf",
  "arn:aws:ssm:us-east-1:123456789012:parameter/team/db/password",
);
/** One character of a good ARN lost, doubled or changed. */
const damaged = fc
  .tuple(good, fc.nat(), fc.constantFrom("", " ", ":", "\n", "A", "é", "/", "-", "1"))
  .map(([arn, at, by]) => {
    const index = at % arn.length;
    return arn.slice(0, index) + by + arn.slice(index + 1);
  });
const rule: fc.Arbitrary<ReferenceRule> = fc.record(
  { parameter: fc.boolean(), field: fc.boolean(), namePrefix: fc.constantFrom("", "ecr-pullthroughcache/") },
  { requiredKeys: [] },
);

it("accepts exactly the ARNs that a second implementation accepts", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(built, good, damaged, fc.string()), rule, (text, what) => {
      const expected = accepts(text, what);
      if (expected) accepted += 1;
      expect(referenceFault(text, what) === undefined).toBe(expected);
    }),
    { numRuns: 5000 },
  );
  // Both sides of the line were walked.
  expect(accepted).toBeGreaterThan(300);
});

it("never shows what it refuses, whatever that is", () => {
  const mark = "hunter2-SuperSecret!";
  const holding = fc.oneof(
    fc.tuple(fc.string(), fc.string()).map((around) => around.join(mark)),
    fc.anything().map((value) => ({ [mark]: value, password: mark })),
    fc.anything().map((value) => [value, mark]),
  );
  fc.assert(
    fc.property(holding, rule, (value, what) => {
      const faults = new Faults("Thing");
      checkSecretReference(faults, "secretArn", value, what);
      const message = faults.found.map(({ reason }) => reason).join();
      expect(faults.found).toHaveLength(1);
      expect(message + quoted("login.password", value)).not.toContain(mark);
    }),
  );
});

it.each([undefined, null, 3, true, {}, [], "", "arn:aws:secretsmanager:hunter2", "/team/db"])(
  "refuses %p in every field",
  (value) => {
    expect(referenceFault(value, { parameter: true, field: true })).toMatch(
      /^is .* \(not shown\) and not the full ARN/,
    );
  },
);

it("says to use the ARN where somebody gives the name of a parameter", () => {
  expect(referenceFault("/team/db", { parameter: true })).toContain(
    "for the name of a parameter, give the parameter's ARN.",
  );
});

it("reads the secret and its region out of a reference", () => {
  const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";
  expect(referredArn(`${arn}:password::`)).toBe(arn);
  expect(referredArn(arn)).toBe(arn);
  expect(regionOf(`${arn}:password::`)).toBe("eu-west-1");
});

describe("what is known later", () => {
  const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";
  const resolved = (input: pulumi.Input<string>): Promise<string> =>
    (pulumi.output(input) as unknown as { promise(): Promise<string> }).promise();

  it("goes on as it is, if it is a reference", async () => {
    expect(heldReference("Thing", "secretArn", arn)).toBe(arn);
    expect(await resolved(heldReference("Thing", "secretArn", pulumi.output(arn)))).toBe(arn);
    expect(await resolved(heldReference("Thing", "secretArn", Promise.resolve(arn)))).toBe(arn);
  });

  it("may be undefined where mocks compute no ARN for a resource", async () => {
    class Secret extends pulumi.CustomResource {
      declare readonly arn: pulumi.Output<string>;
      constructor() {
        super("aws:secretsmanager/secret:Secret", "db", { arn: undefined });
      }
    }
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: { ...(inputs as object) } }),
      call: () => ({}),
    });
    expect(await resolved(heldReference("Thing", "secretArn", new Secret().arn))).toBeUndefined();
  });
});

it.each([
  "secretArn",
  "login.secretArn",
  "containers.web.secrets.DB",
  "parts.db.secrets.DB.valueFrom",
  "credentials.password",
  "selfManaged.joinSecretArn",
  "ballast:settings.elastigroup.tokenField",
  "ballast:settings.registry.configKey",
  "ballast:registryCredentials",
  "volumes.share.fsxWindowsFileServerVolumeConfiguration.authorizationConfig.credentialsParameter",
])("does not show the value at %s", (path) => {
  expect(isSecretBearing(path)).toBe(true);
  expect(quoted(path, "hunter2")).toBe("a string (not shown)");
});

it.each(["ballast:settings.network.vpcId", "containers.web.image", "subnetIds.a", "zones[1]"])(
  "shows the value at %s",
  (path) => expect(quoted(path, "x")).toBe('"x"'),
);

it("names kinds", () => {
  expect([undefined, null, "", "x", 1, true, [], {}, pulumi.output(1)].map(kindOf)).toEqual([
    "nothing",
    "nothing",
    "an empty string",
    "a string",
    "a number",
    "a boolean",
    "a list",
    "an object",
    "an output",
  ]);
});
