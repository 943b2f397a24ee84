import { check, rules } from "./index.ts";
import { inContainer } from "./testing/breaking.ts";
import { goodStack } from "./testing/goodStack.ts";

it("finds nothing in a stack that breaks no rule, optional ones included", () => {
  expect(check(goodStack(), {}, { rules })).toEqual([]);
});

it("says of every rule what, why and how to fix, under an id of its own", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, sentence, why, fix } of rules) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    for (const text of [sentence, why, fix]) expect(text).toMatch(/^[A-Z].*\.$/);
  }
});

it("lists the gravest first", () => {
  const resources = inContainer((one) => Object.assign(one, { image: "web:latest", privileged: true }))(
    goodStack(),
  );
  expect(check(resources).map(({ severity }) => severity)).toEqual(["error", "warning"]);
});

it("never quotes what may be a secret", () => {
  const resources = inContainer((one) => {
    one["secrets"] = [{ name: "KEY", valueFrom: "hunter 2!" }];
    one["environment"] = [{ name: "PASSWORD", value: "hunter2" }];
  })(goodStack());
  expect(JSON.stringify(check(resources))).not.toContain("hunter");
});
