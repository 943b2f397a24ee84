import { aws, canonicalType, typeAliases } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc from "fast-check";
import { check, rules } from "./index.ts";
import { goodData } from "./testing/goodData.ts";
import { goodStack } from "./testing/goodStack.ts";
import { given, root, run, unknown } from "./testing/pack.ts";
import { madeUp } from "./testing/resources.ts";

const looked = new Set(rules.flatMap(({ types }) => types));
const former = [...typeAliases].filter(([, type]) => looked.has(type));
/** What the resources of good stacks are called otherwise, by type. */
const others = Map.groupBy(former, ([, type]) => type);

const found = (resources: readonly Resource[]): string[] =>
  check(resources, {}, { rules })
    .map(({ rule, urn, message }) => `${rule} ${urn.split("::").at(-1)}: ${message}`)
    .sort();

it("finds the same under each name that the provider has for a type, in stacks that lose any of their properties", () => {
  expect(former.map(([alias]) => alias)).toEqual(
    expect.arrayContaining(["aws:alb/loadBalancer:LoadBalancer", "aws:s3/bucketV2:BucketV2"]),
  );
  const stack = [...goodStack(), ...goodData()];
  const losses = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 });
  fc.assert(
    fc.property(losses, fc.nat(), (lost, choice) => {
      const broken = structuredClone(stack);
      for (const [at, property] of lost) {
        const resource = broken[at % broken.length];
        const names = Object.keys(resource?.inputs ?? {});
        const name = names[property % Math.max(names.length, 1)];
        if (resource !== undefined && name !== undefined) Reflect.deleteProperty(resource.inputs, name);
      }
      const renamed = broken.map((one) => {
        const names = others.get(one.type) ?? [];
        return { ...one, type: names[choice % Math.max(names.length, 1)]?.[0] ?? one.type };
      });
      expect(renamed.some(({ type }) => canonicalType(type) !== type)).toBe(true);
      expect(found(renamed)).toEqual(found(broken));
    }),
    { numRuns: 400 },
  );
});

it("takes what is not known yet of an older name's resource for no finding", async () => {
  const balancer = madeUp("aws:alb/loadBalancer:LoadBalancer", "web", { loadBalancerType: "application" });
  const preview = (dropInvalidHeaderFields: unknown) =>
    run([root(), given(balancer, { id: unknown, dropInvalidHeaderFields })]);
  const isAbout = (texts: string[]) => texts.filter((one) => one.startsWith("lb-invalid-headers"));
  expect(isAbout(await preview(unknown))).toEqual([]);
  expect(isAbout(await preview(false))).toEqual(["lb-invalid-headers web: forwards invalid headers"]);
});

it("names a resource in exceptions by the type that the program gives it, too", () => {
  const logs = madeUp("aws:s3/bucketV2:BucketV2", "data");
  for (const type of [logs.type, aws.bucket]) {
    const exception = { rule: "s3-tls", resource: `${type}::data`, reason: "old", expires: "2027-01-01" };
    expect(
      check([logs], { exceptions: [exception] }, { today: "2026-11-26" }).find(
        ({ rule }) => rule === "s3-tls",
      )?.severity,
    ).toBe("waived");
  }
});
