import fc from "fast-check";
import {
  conditionHolds,
  Decision,
  decide,
  matchesArn,
  matchesGlob,
  parsePolicy,
  type Context,
} from "../index.ts";

const policy = (...statements: Record<string, unknown>[]) =>
  parsePolicy(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: statements.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement })),
    }),
  );
const bucket = "arn:aws:s3:::reports";

describe("globs", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });

  it("match as the regular expression of the same meaning does", () => {
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        const expression = glob.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
        return matchesGlob(glob, value) === new RegExp(`^${expression}$`).test(value);
      }),
      { numRuns: 5000 },
    );
  });

  it("take no exponential time", () => {
    expect(matchesGlob(`${"*a".repeat(50)}b`, "a".repeat(5000))).toBe(false);
  });

  it("do not reach over a colon of an ARN, except in its last part", () => {
    expect(matchesArn("arn:aws:ec2:*:volume/*", "arn:aws:ec2:eu-central-1:1:volume/vol-0")).toBe(false);
    expect(matchesArn("arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:eu-central-1:1:volume/vol-0")).toBe(true);
    expect(matchesArn("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:eu:1:log-group:/x:log-stream:y")).toBe(
      true,
    );
    expect(
      ["*", "**", "arn:*", "arn:aws:s3*", "arn:aws:s3:::*"].filter((all) => !matchesArn(all, bucket)),
    ).toEqual([]);
    expect(matchesArn("arn:aws:iam::*", "arn:aws:iam::1:role/a")).toBe(true);
    expect(matchesArn("arn:aws:iam::1*", "arn:aws:iam::12:role/a")).toBe(true);
    expect(matchesArn("arn:aws:iam::1", "arn:aws:iam::12:role/a")).toBe(false);
  });

  // IAM user guide, "IAM identifiers": AWS completes an incomplete ARN by wildcards.
  it("complete an ARN with fewer parts by wildcards", () => {
    const role = "arn:aws:iam::123456789012:role/a";
    for (const short of ["arn:aws:iam", "arn:aws", "arn", "arn:aws:iam::123456789012"])
      expect([short, matchesArn(short, role)]).toEqual([short, true]);
    for (const other of ["arn:aws:sqs", "arn:aws-cn", "arn:aws:iam::1", "role", "", "arn:aws:iam:eu-west-1"])
      expect([other, matchesArn(other, role)]).toEqual([other, false]);
  });
});

describe("decisions", () => {
  const request = { action: "s3:GetObject", resource: `${bucket}/a` };

  it.each([
    ["nothing said", policy(), Decision.NotAllowed],
    ["another case", policy({ Action: "S3:getobject" }), Decision.Allowed],
    ["a glob", policy({ Action: ["s3:Put*", "s3:Get?bject"] }), Decision.Allowed],
    ["another resource", policy({ Action: "s3:*", Resource: `${bucket}/b*` }), Decision.NotAllowed],
    ["all but others", policy({ NotAction: "s3:Put*" }), Decision.Allowed],
    ["all but this", policy({ NotAction: "s3:Get*" }), Decision.NotAllowed],
    [
      "all resources but this",
      policy({ Action: "*", Resource: undefined, NotResource: `${bucket}/*` }),
      Decision.NotAllowed,
    ],
    ["a Deny that matches", policy({ Action: "*" }, { Effect: "Deny", Action: "s3:Get*" }), Decision.Denied],
    [
      "a Deny whose condition does not hold",
      policy(
        { Action: "*" },
        { Effect: "Deny", Action: "*", Condition: { Bool: { "aws:SecureTransport": false } } },
      ),
      Decision.Allowed,
    ],
  ])("%s", (_what, given, decision) => {
    expect(decide([given], request)).toBe(decision);
  });

  it("need the boundary as well", () => {
    const all = policy({ Action: "*" });
    expect(decide([all], request, policy({ Action: "s3:List*" }))).toBe(Decision.NotAllowed);
    expect(decide([all], request, policy({ Action: "s3:*" }))).toBe(Decision.Allowed);
  });

  it("fill in policy variables, and match nothing without them", () => {
    const own = policy({ Action: "s3:*", Resource: `${bucket}/\${aws:PrincipalTag/team}/*` });
    const ask = { action: "s3:GetObject", resource: `${bucket}/red/1` };
    expect(decide([own], { ...ask, context: { "aws:principaltag/team": "red" } })).toBe(Decision.Allowed);
    expect(decide([own], { ...ask, context: { "aws:principaltag/team": "blue" } })).toBe(Decision.NotAllowed);
    expect(decide([own], ask)).toBe(Decision.NotAllowed);
  });

  it("read a wildcard in a variable's value, and one written as ${*}, as the character", () => {
    const own = policy({ Action: "s3:*", Resource: `${bucket}/\${aws:username}/*` });
    const ask = (name: string) => ({
      action: "s3:GetObject",
      resource: `${bucket}/red/1`,
      context: { "aws:username": name },
    });
    expect(["red", "*", "?ed"].map((name) => decide([own], ask(name)))).toEqual([
      Decision.Allowed,
      Decision.NotAllowed,
      Decision.NotAllowed,
    ]);
    const star = policy({ Action: "s3:*", Resource: `${bucket}/\${*}` });
    expect(decide([star], { action: "s3:GetObject", resource: `${bucket}/*` })).toBe(Decision.Allowed);
    expect(decide([star], { action: "s3:GetObject", resource: `${bucket}/a` })).toBe(Decision.NotAllowed);
  });

  const stranger = { kind: "AWS", value: "arn:aws:iam::999988887777:role/them" };
  it.each([
    ["everyone", { Principal: "*" }, true],
    ["everyone of AWS", { Principal: { AWS: ["*"] } }, true],
    ["all but another", { NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/us" } }, true],
    ["all but them", { NotPrincipal: { AWS: "999988887777" } }, false],
    ["their account", { Principal: { AWS: "arn:aws:iam::999988887777:root" } }, true],
    ["another account", { Principal: { AWS: "arn:aws:iam::111122223333:root" } }, false],
    ["them", { Principal: { AWS: [stranger.value] } }, true],
    ["a service", { Principal: { Service: "sns.amazonaws.com" } }, false],
    ["nobody, in an identity policy", {}, true],
  ])("name %s", (_whom, principal, allowed) => {
    const given = policy({ Action: "s3:GetObject", ...principal });
    expect(decide([given], { ...request, principal: stranger })).toBe(
      allowed ? Decision.Allowed : Decision.NotAllowed,
    );
  });

  it("are refused for what is not known", () => {
    expect(() => policy({ Action: "*", Grantee: "*" })).toThrow("Grantee");
    expect(() => policy({ Action: "*", Effect: "allow" })).toThrow('"allow" is unknown');
    const strange = policy({ Action: "*", Condition: { StringMatches: { "aws:PrincipalArn": "x" } } });
    expect(() => decide([strange], { ...request, context: { "aws:PrincipalArn": "x" } })).toThrow(
      "StringMatches",
    );
  });
});

describe("conditions", () => {
  it.each([
    // Operator, policy's values, request's values, holds. IAM user guide, "Multivalued context keys".
    ["StringEquals", ["a"], "a", true],
    ["StringEquals", ["a"], "A", false],
    ["StringEqualsIgnoreCase", ["a"], "A", true],
    ["StringEquals", ["a"], undefined, false],
    ["StringNotEquals", ["a"], undefined, true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringEqualsIfExists", ["a"], undefined, true],
    ["StringEqualsIfExists", ["a"], "b", false],
    ["StringLike", ["a*"], "abc", true],
    ["StringNotLike", ["a*"], "abc", false],
    ["ArnLike", ["arn:aws:ec2:*:*:vpc/*"], "arn:aws:ec2:eu:1:vpc/vpc-0", true],
    ["ArnEquals", ["arn:aws:ec2:*:*:vpc/*"], "arn:aws:ec2:eu:1:vpc/vpc-0", true],
    ["Bool", ["true"], "True", true],
    ["Bool", ["true"], undefined, false],
    ["Null", ["true"], undefined, true],
    ["Null", ["true"], "a", false],
    ["Null", ["false"], "a", true],
    ["Null", ["true"], [], true],
    ["NumericLessThanEquals", ["5"], "5", true],
    ["NumericNotEquals", ["5"], "6", true],
    ["DateLessThan", ["2020-01-01T00:00:00Z"], "2026-01-01T00:00:00Z", false],
    ["DateGreaterThan", ["1577836800"], "2026-01-01T00:00:00Z", true],
    ["DateNotEquals", ["2026-01-01"], "2026-01-01T00:00:00Z", false],
    ["IpAddress", ["1.2.3.4/0"], "203.0.113.9", true],
    ["IpAddress", ["10.0.0.0/8", "fd00::/8"], "fd00::1", true],
    ["NotIpAddress", ["10.0.0.0/8"], "10.1.2.3", false],
    ["NotIpAddress", ["10.0.0.0/8"], undefined, true],
    ["NotIpAddressIfExists", ["10.0.0.0/8"], "10.1.2.3", false],
    ["BinaryEquals", ["QUJD"], "QUJD", true],
    ["stringnotlike", ["${*}"], "*", true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringEquals", ["a"], undefined, true],
    ["ForAllValues:StringNotEquals", ["a"], ["b", "c"], true],
    ["ForAllValues:StringNotEquals", ["a"], ["a", "c"], false],
    ["ForAnyValue:StringEquals", ["a"], ["a", "c"], true],
    ["ForAnyValue:StringEquals", ["a"], undefined, false],
    ["ForAnyValue:StringNotEquals", ["a"], ["a", "c"], true],
    ["ForAnyValue:StringNotEquals", ["a"], undefined, false],
  ])("%s %j of %j: %s", (operator, expected, actual, holds) => {
    const context: Context = actual === undefined ? {} : { "AWS:SomeKey": actual };
    expect(conditionHolds(operator, "aws:somekey", expected, context)).toBe(holds);
  });
});
