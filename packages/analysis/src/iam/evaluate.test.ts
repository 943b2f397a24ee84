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
    expect(matchesArn("*", bucket)).toBe(true);
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

  it("are refused for what is not known", () => {
    expect(() => policy({ Action: "*", Principal: "*" })).toThrow("Principal");
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
