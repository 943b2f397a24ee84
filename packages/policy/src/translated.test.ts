import { translatedTypes } from "@ballast/aws/templates";
import type { Fields, Resource } from "@ballast/model";
import fc from "fast-check";
import { stringify } from "yaml";
import { check } from "./check.ts";
import { computePairs } from "./testing/computePairs.ts";
import { networkPairs } from "./testing/networkPairs.ts";
import { storePairs } from "./testing/storePairs.ts";
import { watchPairs } from "./testing/watchPairs.ts";
import { madeUp } from "./testing/resources.ts";

// The same infrastructure, written for the provider and for CloudFormation, breaks the same rules.

const kinds = { computePairs, networkPairs, storePairs, watchPairs };
const pairs = { ...computePairs, ...networkPairs, ...storePairs, ...watchPairs };

/** CloudFormation's policies and names are its own. */
const own = /^(data-retention|aws-name)$/;

function found(resources: Resource[]): string[] {
  const all = check(resources);
  // An exception covers what has its part, and nothing else.
  for (const [member, same] of Map.groupBy(all, ({ rule, urn, part }) => `${rule} ${urn} ${part}`))
    if (!member.startsWith("iam-task-roles"))
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

/** The ways in which a program may have CloudFormation create a resource. */
const forms: Record<string, (type: string, properties: Fields) => Resource> = {
  "a template": (type, properties) => template(type, properties, JSON.stringify),
  "a template of texts, in YAML": (type, properties) =>
    template(type, asTexts(properties) as Fields, (value) => stringify(value)),
  "Cloud Control": (typeName, properties) =>
    madeUp("aws:cloudcontrol/resource:Resource", "one", {
      typeName,
      desiredState: JSON.stringify(properties),
    }),
};

/** Cases for each kind of rule, however many types it has. */
const cases = 2000;

it.each(
  Object.values(kinds).flatMap((kind) =>
    Object.entries(kind).map(
      ([type, pair]) => [type, pair, Math.ceil(cases / Object.keys(kind).length)] as const,
    ),
  ),
)("%s breaks in a template, in Cloud Control and as a resource the same rules", (type, pair, numRuns) => {
  fc.assert(
    fc.property(pair, fc.constantFrom(...Object.keys(forms)), ({ provided, properties }, form) => {
      const expected = found(
        provided.map(([token, inputs], index) => madeUp(token, index === 0 ? "one" : `one-${index}`, inputs)),
      );
      expect([form, found([forms[form]?.(type, properties)].flatMap((one) => one ?? []))]).toEqual([
        form,
        expected,
      ]);
    }),
    { numRuns },
  );
});

it("has examples of every translated type that a rule looks at", () => {
  // Rules look at these together with others, or not at all; identity.test.ts shows those of IAM.
  const others = translatedTypes.filter((type) => !(type in pairs));
  expect(
    others.filter((type) => !/^AWS::(IAM|Lambda|SQS|Backup|Events|SSM::(Assoc|Docu))/.test(type)),
  ).toEqual([]);
});
