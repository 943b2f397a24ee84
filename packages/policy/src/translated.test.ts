import { translatedTypes } from "@ballast/aws/templates";
import type { Fields, Resource } from "@ballast/model";
import fc from "fast-check";
import { stringify } from "yaml";
import { check } from "./check.ts";
import { computePairs } from "./testing/computePairs.ts";
import { networkPairs } from "./testing/networkPairs.ts";
import { storePairs } from "./testing/storePairs.ts";
import { madeUp } from "./testing/resources.ts";

// The same infrastructure, written for the provider and for CloudFormation, breaks the same rules.

const pairs = { ...computePairs, ...networkPairs, ...storePairs };

/** CloudFormation's policies and names are its own. */
const own = /^(data-retention|aws-name)$/;

function found(resources: Resource[]): string[] {
  const all = check(resources);
  // An exception covers what has its part, and nothing else.
  for (const [member, same] of Map.groupBy(all, ({ rule, urn, part }) => `${rule} ${urn} ${part}`))
    expect([member, same.map(({ message }) => message)]).toEqual([member, [expect.any(String)]]);
  const texts = all
    .filter(({ rule }) => !own.test(rule))
    .map(({ rule, severity, message }) => `${rule} ${severity}: ${message.replaceAll(/urn:\S*#/g, "")}`);
  return [...new Set(texts)].sort();
}

const template = (type: string, properties: Fields, spell: (value: unknown) => string): Resource =>
  madeUp("aws:cloudformation/stack:Stack", "around", {
    templateBody: spell({ Resources: { one: { Type: type, Properties: properties } } }),
  });

/** CloudFormation takes booleans and numbers as texts. */
function asTexts(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asTexts(inner)]));
}

it.each(Object.entries(pairs))(
  "%s breaks in a template, in Cloud Control and as a resource the same rules",
  (type, pair) => {
    fc.assert(
      fc.property(pair, ({ provided, properties }) => {
        const expected = found(
          provided.map(([token, inputs], index) =>
            madeUp(token, index === 0 ? "one" : `one-${index}`, inputs),
          ),
        );
        expect(found([template(type, properties, JSON.stringify)])).toEqual(expected);
        expect(found([template(type, asTexts(properties) as Fields, (value) => stringify(value))])).toEqual(
          expected,
        );
        const control = { typeName: type, desiredState: JSON.stringify(properties) };
        expect(found([madeUp("aws:cloudcontrol/resource:Resource", "one", control)])).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  },
);

it("has examples of every translated type that a rule looks at", () => {
  // Rules look at these together with others, or not at all; identity.test.ts shows those of IAM.
  const others = translatedTypes.filter((type) => !(type in pairs));
  expect(
    others.filter((type) => !/^AWS::(IAM|Lambda|SQS|Backup|Events|SSM::(Assoc|Docu))/.test(type)),
  ).toEqual([]);
});
