import fc from "fast-check";
import { check, rules } from "./index.ts";
import { goodData } from "./testing/goodData.ts";
import { madeUp } from "./testing/resources.ts";

/** Names that rules read, so that random properties meet them. */
const names = [
  "environment",
  "policy",
  "assumeRolePolicy",
  "containerDefinitions",
  "volumes",
  "tags",
  "userData",
  "engine",
  "parameters",
  "artifactStores",
  "placementConstraints",
  "loadBalancers",
  "launchTemplate",
  "defaultActions",
  "metadataOptions",
  "blockDeviceMappings",
  "networkConfiguration",
  "autoScalingGroupProvider",
  "settings",
];
const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(undefined, null, "*", "{", '{"Statement":3}', '[{"name":1}]'),
);
const inputs = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 2 }),
    fc.dictionary(fc.constantFrom(...names, "Statement"), leaf),
  ),
);

it("takes whatever another team's stack holds", () => {
  const types = [...new Set(rules.flatMap((rule) => rule.types.filter((type) => !type.endsWith("*"))))];
  fc.assert(
    fc.property(inputs, (given) => {
      const stack = types.map((type, index) => madeUp(type, `thing${index}`, given));
      expect(() => check(stack, {}, { rules })).not.toThrow();
    }),
    { numRuns: 100 },
  );
});

it("never quotes what may be a secret", () => {
  const secret = "hunter2-secret-value";
  const places = {
    password: secret,
    passwordWo: secret,
    masterPassword: secret,
    value: secret,
    valueWo: secret,
    insecureValue: secret,
    secretString: secret,
    environment: { environmentVariables: [{ name: "API_TOKEN", value: secret }] },
    containerDefinitions: JSON.stringify([
      { name: "web", environment: [{ name: "PASSWORD", value: secret }], secrets: [{ valueFrom: secret }] },
    ]),
    userData: Buffer.from(secret).toString("base64"),
    parameters: [{ name: "rds.force_ssl", value: secret }],
  };
  const types = [...new Set(rules.flatMap((rule) => rule.types.filter((type) => !type.endsWith("*"))))];
  const findings = check([...goodData(), ...types.map((type) => madeUp(type, "one", places))], {}, { rules });
  expect(findings.length).toBeGreaterThan(30);
  expect(JSON.stringify(findings)).not.toContain(secret);
});
