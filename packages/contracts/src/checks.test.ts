import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import {
  checkAutoName,
  checkClients,
  checkKeyArn,
  checkKeys,
  checkLogRetention,
  checkOneOf,
  checkPort,
  checkExceptions,
  checkProtection,
  checkWhole,
  checkWithoutEffect,
  Faults,
  given,
  isZoneName,
  retentionOptions,
  zoneKey,
} from "./index.ts";

function faultsOf(check: (faults: Faults) => void): string[] {
  const faults = new Faults("Thing");
  check(faults);
  return faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
}

describe("Faults", () => {
  it("says nothing while nothing is wrong", () => {
    expect(() => new Faults('Thing "a"').throwIfAny()).not.toThrow();
  });

  it("lists every fault in its message, with its path", () => {
    const faults = new Faults('Thing "a"');
    faults.add("size", "is 0; give 1 or more.");
    faults.add("zones[1]", 'is "b"; give another.');
    let error: unknown;
    try {
      faults.throwIfAny();
    } catch (thrown) {
      error = thrown;
    }
    expect(pulumi.InputPropertiesError.isInstance(error)).toBe(true);
    expect((error as Error).message).toBe(
      'Thing "a" is refused, and nothing of it was registered. 2 errors:\n' +
        "  size: is 0; give 1 or more.\n" +
        '  zones[1]: is "b"; give another.',
    );
    expect((error as pulumi.InputPropertiesError).errors).toEqual([
      { propertyPath: "size", reason: "is 0; give 1 or more." },
      { propertyPath: "zones[1]", reason: 'is "b"; give another.' },
    ]);
  });
});

describe("given", () => {
  it.each([
    ["text", '"text"'],
    [undefined, "undefined"],
    [{ password: "hunter2" }, "{…}"],
    [{}, "{}"],
    [["a", { password: "hunter2" }, ["b"]], '["a",{…},[…]]'],
    ["x".repeat(100), `"${"x".repeat(76)}…`],
  ])("shows %p as %s", (value, text) => expect(given(value)).toBe(text));

  it("never shows what an output holds", () => {
    const secret = pulumi.secret("hunter2");
    expect(given(secret)).toBe('"(computed)"');
    expect(given([secret, "a"])).toBe('["(computed)","a"]');
  });
});

describe("checks", () => {
  it("take words as keys, in the number that is allowed", () => {
    expect(faultsOf((faults) => checkKeys(faults, "subnets", { a: 1, b2: 1 }, { from: 2, to: 2 }))).toEqual(
      [],
    );
    expect(faultsOf((faults) => checkKeys(faults, "subnets", { "Zone-A": 1 }, { from: 2 }))).toEqual([
      "subnets: has 1 entries; allowed: 2 or more.",
      'subnets: the key "Zone-A" names a resource and its place in the state; use only a–z and 0–9, for example "zonea".',
    ]);
    expect(faultsOf((faults) => checkKeys(faults, "groups", { a: 1, b: 1 }, { to: 1 }))).toEqual([
      "groups: has 2 entries; allowed: 0 to 1.",
    ]);
  });

  it("take one of the named values", () => {
    expect(faultsOf((faults) => checkOneOf(faults, "mode", undefined, { A: "a" }))).toEqual([]);
    expect(faultsOf((faults) => checkOneOf(faults, "mode", "c", { A: "a", B: "b" }))).toEqual([
      'mode: "c" is unknown; allowed: "a", "b".',
    ]);
  });

  it("take whole numbers within their bounds", () => {
    expect(faultsOf((faults) => checkWhole(faults, "n", undefined, { from: 1, to: 2 }))).toEqual([]);
    expect(faultsOf((faults) => checkWhole(faults, "n", 2, { from: 1, to: 2 }))).toEqual([]);
    expect(faultsOf((faults) => checkWhole(faults, "n", 1.5, { from: 1, to: 2, unit: "GiB" }))).toEqual([
      "n: 1.5 is out of bounds; give a whole number from 1 to 2 GiB.",
    ]);
    expect(faultsOf((faults) => checkPort(faults, "port", 0))).toEqual([
      "port: 0 is out of bounds; give a whole number from 1 to 65535.",
    ]);
  });

  it("leave room for what Pulumi appends to a name", () => {
    expect(
      faultsOf((faults) => checkAutoName(faults, "x".repeat(24), { maximum: 32 }, "a load balancer")),
    ).toEqual([]);
    expect(
      faultsOf((faults) => checkAutoName(faults, "x".repeat(26), { maximum: 32 }, "a load balancer")),
    ).toEqual([
      `name: "${"x".repeat(26)}" would name a load balancer and is 26 characters long; AWS allows 32 and Pulumi appends 8, so shorten the component's name by 2.`,
    ]);
  });

  it("take the periods of CloudWatch Logs", () => {
    expect(faultsOf((faults) => checkLogRetention(faults, "days", 30))).toEqual([]);
    expect(faultsOf((faults) => checkLogRetention(faults, "days", 31))[0]).toMatch(
      /^days: 31 days is not a period/,
    );
  });

  it("ask for a reason when a protection goes", () => {
    expect(faultsOf((faults) => checkProtection(faults, "tls", { enabled: true }))).toEqual([]);
    expect(
      faultsOf((faults) => checkProtection(faults, "tls", { enabled: false, reason: "tested elsewhere" })),
    ).toEqual([]);
    expect(faultsOf((faults) => checkProtection(faults, "tls", { enabled: false, reason: " " }))).toEqual([
      'tls.reason: switches a protection off without a reason; give { enabled: false, reason: "…" }.',
    ]);
  });

  it.each(["2027-02-29", "31.3.2027", "soon", "2027-3-31"])("know that %s is not a day", (expires) => {
    expect(
      faultsOf((faults) => checkProtection(faults, "tls", { enabled: false, reason: "a test", expires })),
    ).toEqual([
      `tls.expires: "${expires}" is not a day; give year, month and day, for example "2027-03-31".`,
    ]);
  });

  it("list everything that is wrong with exceptions", () => {
    const whole = { rule: "kms-rotation", resource: "key", reason: "a test", expires: "2027-03-31" };
    expect(faultsOf((faults) => checkExceptions(faults, "exceptions", [whole]))).toEqual([]);
    expect(
      faultsOf((faults) =>
        checkExceptions(faults, "exceptions", [
          { ...whole, reason: " ", expires: "2027-02-30", who: "me" },
          "all",
        ]),
      ),
    ).toEqual([
      'exceptions[0].reason: is " "; an exception says its rule, its resource, its reason and the day on which it expires.',
      'exceptions[0].expires: "2027-02-30" is not a day; give year, month and day, for example "2027-03-31".',
      "exceptions[0].who: is not part of an exception; allowed: rule, resource, reason, expires, part.",
      'exceptions[1]: is "all"; expected: { rule, resource, part?, reason, expires }.',
    ]);
    expect(faultsOf((faults) => checkExceptions(faults, "exceptions", { ...whole }))[0]).toMatch(
      /^exceptions: is \{.*; expected: a list of \{ rule, resource, part\?, reason, expires \}\.$/,
    );
  });

  it("take a client by exactly one source", () => {
    const clients = {
      both: { cidrBlock: "10.0.0.0/8", securityGroupId: "sg-1" },
      none: {},
      odd: { cidrBlock: "10/8" },
      inside: { cidrBlock: "10.8.0.1/16" },
    };
    expect(faultsOf((faults) => checkClients(faults, "clients", clients))).toEqual([
      "clients.both: names 2 sources; give either securityGroupId or cidrBlock.",
      "clients.none: names 0 sources; give either securityGroupId or cidrBlock.",
      'clients.odd.cidrBlock: "10/8" is not an IPv4 block, for example "10.8.0.0/16".',
      'clients.inside.cidrBlock: "10.8.0.1/16" is not canonical; the block with this prefix starts at "10.8.0.0/16".',
    ]);
  });
});

describe("zones", () => {
  it.each([
    ["eu-central-1a", "a"],
    ["us-gov-west-1b", "b"],
    ["ap-southeast-10c", "c"],
    ["eusc-de-east-1a", "a"],
  ])("keep %s by %s", (name, key) => expect(zoneKey(name)).toBe(key));

  it.each(["eu-central-1", "us-west-2-lax-1a", "", "EU-CENTRAL-1A"])("do not know %p", (name) => {
    expect(isZoneName(name)).toBe(false);
    expect(() => zoneKey(name)).toThrow("is not the name of an availability zone");
  });
});

it("retains unless it is told to discard", () => {
  expect(retentionOptions(undefined)).toEqual({ protect: true, retainOnDelete: true });
  expect(retentionOptions("retain")).toEqual({ protect: true, retainOnDelete: true });
  expect(retentionOptions("discard")).toEqual({ protect: false, retainOnDelete: false });
});

describe("arguments without effect", () => {
  const faultsOf = (args: { days?: number; other?: number }, first?: string) => {
    const faults = new Faults("A test");
    if (first) faults.add(first, "is out of bounds.");
    checkWithoutEffect(faults, "log", args, ["days"], "logs are off. Leave it out.");
    return faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
  };

  it("are refused where they are given, and once", () => {
    expect(faultsOf({ other: 1 })).toEqual([]);
    expect(faultsOf({ days: 0 })).toEqual(["log.days: has no effect: logs are off. Leave it out."]);
    expect(faultsOf({ days: 0 }, "log.days")).toEqual(["log.days: is out of bounds."]);
  });
});

it.each([
  ["arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab", []],
  ["arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-1234", []],
  ["arn:aws:kms:eu-central-1:123456789012:alias/own", ["kmsKeyArn"]],
  ["alias/own", ["kmsKeyArn"]],
  ["1234abcd-12ab", ["kmsKeyArn"]],
  ["", ["kmsKeyArn"]],
])("refuses a key that no policy can name: %s", (given, paths) => {
  const faults = new Faults("A test");
  checkKeyArn(faults, "kmsKeyArn", given);
  expect(faults.found.map(({ propertyPath }) => propertyPath)).toEqual(paths);
});

it.each([
  ["eu-central-1", 0],
  ["eu-west-1", 1],
  [pulumi.output("eu-west-1"), 0],
  [undefined, 0],
])("refuses a key of another region than what it encrypts: %#", (region, count) => {
  const faults = new Faults("A test");
  checkKeyArn(faults, "kmsKeyArn", "arn:aws:kms:eu-central-1:123456789012:key/mrk-1234", region);
  expect(faults.found).toHaveLength(count);
});

it.each([
  ["arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab", true],
  ["arn:aws:kms:eu-central-1:123456789012:alias/own", false],
])(
  "refuses an output that turns out to be such a key, before a policy names it: %s",
  (arn, isGood) => {
    // An output that is refused ends its program, so each has one of its own.
    for (const statements of ["volumeKeyStatements(site, key)", '[decryptStatement(site, "ssm", key)]']) {
      const program = `
      import * as pulumi from "@pulumi/pulumi";
      import { decryptStatement, policyDocument, volumeKeyStatements } from "./index.ts";
      const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
      const key = pulumi.output(Promise.resolve(${JSON.stringify(arn)}));
      policyDocument(${statements}).apply((text) => console.log(text));`;
      const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
        cwd: __dirname,
        encoding: "utf8",
      });
      expect([stdout.includes(arn), stderr.includes("is not the full ARN of a KMS key")]).toEqual([
        isGood,
        !isGood,
      ]);
    }
  },
  60_000,
);

it("refuses a reason and a last day for a protection that is on", () => {
  const faults = new Faults("A test");
  checkProtection(faults, "on", { enabled: true });
  checkProtection(faults, "explained", { enabled: true, reason: "why not" });
  checkProtection(faults, "dated", { enabled: true, expires: "2027-03-31" });
  checkProtection(faults, "off", { enabled: false, reason: "a cache", expires: "2027-03-31" });
  expect(faults.found.map(({ propertyPath }) => propertyPath)).toEqual(["explained", "dated"]);
});
