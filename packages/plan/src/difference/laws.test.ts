import { isKept, storeTypes } from "@ballast/aws";
import fc from "fast-check";
import type { StackPlan } from "../stackPlan.ts";
import { differenceOf } from "./differenceOf.ts";
import { plan, resource } from "../testing.ts";

// What must hold whatever the plans are.

const text = fc.oneof(
  fc.string(),
  fc.constantFrom("[unknown]", "[secret]", "[]", '{"a":[1,{"b":"c"}]}', "vpc-0123456789abcdef0"),
  fc.json(),
);
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
  fc.array(fc.oneof(text, fc.record({ name: fc.constantFrom("a", "b"), value: text }))),
  fc.dictionary(fc.string(), text),
);
const inputs = fc.dictionary(
  fc.oneof(fc.constantFrom("securityGroups", "policy", "containerDefinitions", "tags", "name"), fc.string()),
  value,
);
const resources = fc
  .uniqueArray(
    fc.record({
      type: fc.constantFrom(
        ...storeTypes()
          .filter((type) => type.startsWith("aws:"))
          .slice(0, 12),
        "aws:s3/bucket:Bucket",
      ),
      name: fc.constantFrom("a", "b", "c", "d"),
      inputs,
    }),
    { selector: ({ type, name }) => `${type} ${name}`, maxLength: 8 },
  )
  .map((members) =>
    members.map((one) => {
      const unknown = Object.keys(one.inputs).filter((key) => one.inputs[key] === "[unknown]");
      return resource(one.type, one.name, one.inputs, { unknown });
    }),
  );
const plans = resources.map((members): StackPlan => plan(members));

it("finds no difference between a plan and itself", () => {
  fc.assert(
    fc.property(plans, (one) => {
      expect(differenceOf(one, structuredClone(one))).toEqual({
        stack: "web-dev",
        existence: "stays",
        added: [],
        removed: [],
        changed: [],
        renamed: [],
        outputs: [],
        losses: [],
        unreached: [],
        acknowledgementFaults: [],
      });
    }),
  );
});

it("swaps what is added and removed with the sides, and changes the same resources", () => {
  fc.assert(
    fc.property(plans, plans, (one, other) => {
      const [there, back] = [differenceOf(one, other), differenceOf(other, one)];
      expect(back.added).toEqual(there.removed);
      expect(back.removed).toEqual(there.added);
      // The provider keeps some properties that a program no longer sets: taking these away is not a change, setting them is.
      const keeping = one.resources
        .filter((old) => {
          const now = other.resources.find(({ urn }) => urn === old.urn);
          const onOneSide = (name: string) => name in old.inputs !== name in (now?.inputs ?? {});
          return Object.keys({ ...old.inputs, ...now?.inputs }).some(
            (name) => onOneSide(name) && isKept(old.type, name),
          );
        })
        .map(({ urn }) => urn);
      const changed = ({ changed: all }: typeof there) =>
        all
          .map(({ urn }) => urn)
          .filter((urn) => !keeping.includes(urn))
          .sort();
      expect(changed(back)).toEqual(changed(there));
    }),
  );
});

it("accounts for every resource once", () => {
  fc.assert(
    fc.property(plans, plans, (one, other) => {
      const { added, removed, changed } = differenceOf(one, other);
      const stays = other.resources.filter(({ urn }) => one.resources.some((old) => old.urn === urn));
      expect(added.length + stays.length).toBe(other.resources.length);
      expect(removed.length + stays.length).toBe(one.resources.length);
      expect(stays.map(({ urn }) => urn)).toEqual(expect.arrayContaining(changed.map(({ urn }) => urn)));
    }),
  );
});
