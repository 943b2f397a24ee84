import { attributeOf, type Attribute } from "@ballast/aws";
import type { Fields } from "@ballast/model";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { plan, resource } from "../testing.ts";
import { differenceOf } from "./differenceOf.ts";

// Of each kind of respelling: 2,000 that find nothing, and beside each of them a real change that is found.

const numRuns = 2000;

/** Paths whose property changes. */
function changed(type: string, before: Fields, after: Fields): string[] {
  const [one, other] = [before, after].map((inputs) => plan([resource(type, "main", inputs)]));
  return differenceOf(one, other).changed.flatMap(({ properties }) => properties.map(({ path }) => path));
}

/** Top-level properties of the provider's schema, as the stand-in's tables have it, that fulfil a condition. */
const schema = (
  JSON.parse(
    readFileSync(join(process.cwd(), "packages/testing/src/engine/providerSchema.json"), "utf8"),
  ) as { types: Record<string, string> }
).types;
const properties = Object.entries(schema).flatMap(([type, text]) =>
  (text.split("|")[2] ?? "")
    .split(" ")
    .map((word) => word.split(":")[0] ?? "")
    .filter((path) => /^\w+$/.test(path) && !["region", "tags"].includes(path))
    .flatMap((path) => {
      const attribute = attributeOf(type, path);
      return attribute === undefined ? [] : [{ type, path, attribute }];
    }),
);
const where = (isWanted: (attribute: Attribute, path: string) => boolean) => {
  const found = properties.filter(({ attribute, path }) => isWanted(attribute, path));
  expect(found.length).toBeGreaterThan(50);
  return fc.constantFrom(...found);
};
const word = fc.stringMatching(/^[a-z][a-z0-9]{2,9}$/);
const generated = ["name", "bucket", "clusterIdentifier", "identifier"];
/** Properties of which two values are the same by a rule of their own. */
const special = /protocol$|^(engine|maintenanceWindow|preferredMaintenanceWindow|tier|desiredCount|url)$/i;
const assert = <Values extends [unknown, ...unknown[]]>(property: fc.IProperty<Values>): void =>
  fc.assert(property, { numRuns });

it("keeps what the provider keeps if a program removes it, and finds another value", () => {
  const kept = where(
    ({ isKept, kind }, path) => isKept && kind === "text" && !generated.includes(path) && !special.test(path),
  );
  assert(
    fc.property(kept, word, word, ({ type, path }, value, other) => {
      fc.pre(value !== other);
      expect(changed(type, { [path]: value }, {})).toEqual([]);
      expect(changed(type, { [path]: value }, { [path]: other })).toEqual([path]);
    }),
  );
});

it("takes a default for what a program leaves out, and finds every other value", () => {
  const defaulted = where(({ fallback }) => fallback !== undefined);
  assert(
    fc.property(defaulted, fc.boolean(), ({ type, path, attribute: { kind, fallback } }, isRemoved) => {
      const typed = kind === "text" ? fallback : (JSON.parse(fallback ?? "") as unknown);
      const other =
        kind === "bool" ? typed !== true : kind === "number" ? Number(typed) + 1 : `${fallback}-other`;
      const sides = (value: unknown): [Fields, Fields] => {
        const both: [Fields, Fields] = [{}, { [path]: value }];
        return isRemoved ? [both[1], both[0]] : both;
      };
      expect(changed(type, ...sides(typed))).toEqual([]);
      expect(changed(type, ...sides(fallback))).toEqual([]);
      expect(changed(type, ...sides(other))).toEqual([path]);
    }),
  );
});

it("takes flags that are off for those that are left out, and finds those that are on", () => {
  const flags = where(({ kind, isKept, fallback }) => kind === "bool" && !isKept && fallback === undefined);
  assert(
    fc.property(
      flags,
      fc.constantFrom(false, "false"),
      fc.constantFrom(true, "true"),
      ({ type, path }, off, on) => {
        expect(changed(type, {}, { [path]: off })).toEqual([]);
        expect(changed(type, { [path]: off }, {})).toEqual([]);
        expect(changed(type, {}, { [path]: on })).toEqual([path]);
        expect(changed(type, { [path]: on }, { [path]: off })).toEqual([path]);
      },
    ),
  );
});

it("reads flags and numbers as texts, and finds other ones", () => {
  const scalars = where(({ kind }, path) => ["bool", "number"].includes(kind) && !special.test(path));
  assert(
    fc.property(
      scalars,
      fc.integer({ min: 2, max: 9999 }),
      fc.boolean(),
      ({ type, path, attribute }, number, flag) => {
        const isFlag = attribute.kind === "bool";
        const value = isFlag ? flag : number;
        const other = isFlag ? String(!flag) : String(number + 1);
        expect(changed(type, { [path]: value }, { [path]: String(value) })).toEqual([]);
        expect(changed(type, { [path]: String(value) }, { [path]: value })).toEqual([]);
        // RDS grows storage by itself, and other rules compare two properties: both sides have the one alone.
        expect(changed(type, { [path]: value }, { [path]: other })).toEqual([path]);
      },
    ),
  );
});

it("ignores the order of every set of the schema, and finds what it has more or less", () => {
  const sets = where(({ kind }) => kind === "set");
  const members = fc
    .uniqueArray(word, { minLength: 2, maxLength: 6 })
    .chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
  assert(
    fc.property(sets, members, word, ({ type, path }, [before, shuffled], extra) => {
      fc.pre(!before.includes(extra));
      expect(changed(type, { [path]: before }, { [path]: shuffled })).toEqual([]);
      expect(changed(type, { [path]: before }, { [path]: [...before].reverse() })).toEqual([]);
      expect(changed(type, { [path]: before }, { [path]: [...shuffled, extra] })).not.toEqual([]);
      expect(changed(type, { [path]: before }, { [path]: shuffled.slice(1) })).not.toEqual([]);
    }),
  );
});

const rule = fc.record({
  protocol: fc.constantFrom("tcp", "udp", "-1", "icmp"),
  fromPort: fc.integer({ min: 1, max: 65_000 }),
  toPort: fc.integer({ min: 1, max: 65_000 }),
  cidrBlocks: fc.uniqueArray(
    fc.integer({ min: 0, max: 255 }).map((byte) => `10.${byte}.0.0/16`),
    { minLength: 1, maxLength: 3 },
  ),
});

it("ignores the order, the defaults and the spelling of inline rules, and finds another port", () => {
  const group = "aws:ec2/securityGroup:SecurityGroup";
  const numbers: Record<string, string> = { tcp: "6", udp: "17", "-1": "all", icmp: "ICMP" };
  const rules = fc.uniqueArray(rule, { selector: ({ fromPort }) => fromPort, minLength: 1, maxLength: 4 });
  assert(
    fc.property(rules, fc.constantFrom("ingress", "egress"), (all, path) => {
      const respelled = [...all].reverse().map((one) => ({
        ...one,
        protocol: numbers[one.protocol],
        fromPort: String(one.fromPort),
        self: false,
        securityGroups: [],
        description: "",
      }));
      expect(changed(group, { [path]: all }, { [path]: respelled })).toEqual([]);
      const [first, ...rest] = respelled;
      const other = { ...first, toPort: 65_001 };
      expect(changed(group, { [path]: all }, { [path]: [...rest, other] })).not.toEqual([]);
    }),
  );
});

const statement = fc.record({
  Sid: word,
  Effect: fc.constantFrom("Allow", "Deny"),
  Action: fc.uniqueArray(
    word.map((verb) => `s3:${verb}`),
    { minLength: 1, maxLength: 3 },
  ),
  Resource: fc.uniqueArray(
    word.map((name) => `arn:aws:s3:::${name}`),
    { minLength: 1, maxLength: 3 },
  ),
  Principal: fc.record({
    AWS: fc.uniqueArray(fc.integer({ min: 1e11, max: 9e11 }).map(String), { minLength: 1, maxLength: 2 }),
  }),
  Condition: fc.dictionary(
    fc.constantFrom("StringEquals", "ArnLike"),
    fc.dictionary(word, fc.uniqueArray(word, { minLength: 1, maxLength: 3 }), { minKeys: 1, maxKeys: 2 }),
  ),
});

it("reads policies by what they mean, and finds an action, a principal or a condition more", () => {
  const alone = (values: string[]): string | string[] =>
    values.length === 1 ? (values[0] ?? []) : [...values].reverse();
  const types = fc.constantFrom(
    ["aws:iam/policy:Policy", "policy"],
    ["aws:s3/bucketPolicy:BucketPolicy", "policy"],
    ["aws:iam/role:Role", "assumeRolePolicy"],
    ["aws:kms/key:Key", "policy"],
  );
  const statements = fc.uniqueArray(statement, { selector: ({ Sid }) => Sid, minLength: 1, maxLength: 3 });
  assert(
    fc.property(types, statements, word, fc.nat(2), ([type = "", path = ""], all, extra, which) => {
      const respelled = [...all].reverse().map(({ Sid, Effect, Action, Resource, Principal, Condition }) => ({
        Condition: Object.fromEntries(
          Object.entries(Condition)
            .reverse()
            .map(([operator, keys]) => [
              operator,
              Object.fromEntries(
                Object.entries(keys)
                  .reverse()
                  .map(([key, values]) => [key, alone(values)]),
              ),
            ]),
        ),
        Resource: alone(Resource),
        Principal: { AWS: alone(Principal.AWS.map((id) => `arn:aws:iam::${id}:root`)) },
        Action: alone(
          [...Action, ...Action.slice(0, 1)].filter((one, index, list) => list.indexOf(one) === index),
        ),
        Effect,
        Sid,
      }));
      const text = (list: object[], indent?: number): Fields => ({
        [path]: JSON.stringify(
          { Version: "2012-10-17", Statement: list.length === 1 && indent ? list[0] : list },
          undefined,
          indent,
        ),
      });
      expect(changed(type, text(all), text(respelled, 2))).toEqual([]);
      const [first = { Action: [], Principal: { AWS: [] }, Condition: {} }, ...rest] = respelled;
      const more = [
        { ...first, Action: [first.Action, `ec2:${extra}`].flat() },
        { ...first, Principal: { AWS: [first.Principal.AWS, "999999999999"].flat() } },
        { ...first, Condition: { ...first.Condition, Bool: { extra: "true" } } },
      ][which];
      expect(changed(type, text(all), text([...rest, more ?? {}]))).not.toEqual([]);
    }),
  );
});

it("reads tags by their names and texts, and finds one that differs, comes or goes", () => {
  const tags = fc.dictionary(word, fc.oneof(fc.integer(), fc.boolean(), word), { minKeys: 1, maxKeys: 5 });
  const types = where((_attribute, path) => path !== "");
  assert(
    fc.property(types, tags, word, ({ type }, given, extra) => {
      fc.pre(attributeOf(type, "tags")?.kind === "map" && !(extra in given));
      const texts = Object.fromEntries(
        Object.entries(given)
          .reverse()
          .map(([key, value]) => [key, String(value)]),
      );
      const [key = ""] = Object.keys(given);
      const { [key]: _gone, ...rest } = texts;
      expect(changed(type, { tags: given }, { tags: texts })).toEqual([]);
      expect(changed(type, {}, { tags: {} })).toEqual([]);
      expect(changed(type, { tags: given }, { tags: { ...texts, [extra]: "" } })).toEqual([`tags.${extra}`]);
      expect(changed(type, { tags: given }, { tags: rest })).toEqual([`tags.${key}`]);
      expect(changed(type, { tags: given }, { tags: { ...texts, [key]: `${texts[key]}.` } })).toEqual([
        `tags.${key}`,
      ]);
    }),
  );
});

it("leaves storage to RDS as far as it may grow, and finds what is beyond", () => {
  const size = fc.integer({ min: 20, max: 4000 });
  assert(
    fc.property(size, size, size, (before, after, most) => {
      fc.pre(before !== after);
      const sides = (limit: number): [Fields, Fields] => [
        { allocatedStorage: before, maxAllocatedStorage: limit },
        { allocatedStorage: after, maxAllocatedStorage: limit },
      ];
      const isLeft = before > after && most > after;
      expect(changed("aws:rds/instance:Instance", ...sides(most))).toEqual(
        isLeft ? [] : ["allocatedStorage"],
      );
    }),
  );
});

it("reads the names of engines in any case, and finds another engine", () => {
  const engine = fc.constantFrom("postgres", "mysql", "mariadb", "sqlserver-se", "oracle-ee", "aurora-mysql");
  const type = fc.constantFrom("aws:rds/instance:Instance", "aws:rds/cluster:Cluster");
  assert(
    fc.property(
      type,
      engine,
      engine,
      fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      (of, one, other, capitals) => {
        const written = [...one]
          .map((letter, index) => (capitals[index] ? letter.toUpperCase() : letter))
          .join("");
        expect(changed(of, { engine: one }, { engine: written })).toEqual([]);
        expect(changed(of, { engine: one }, { engine: other })).toEqual(one === other ? [] : ["engine"]);
      },
    ),
  );
});

it("reads container definitions as the provider does, and finds a value that differs", () => {
  const flagged = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
  const port = fc.integer({ min: 1, max: 9000 });
  assert(
    fc.property(
      flagged,
      port,
      word,
      fc.constantFrom("awsvpc", "bridge"),
      (on, containerPort, image, networkMode) => {
        const [one, other] = [
          { name: "a", image },
          { name: "b", image, environment: [{ name: "x", value: "1" }] },
        ];
        const written: Fields = {
          ...one,
          ...(on[0] && { cpu: 0 }),
          ...(on[1] && { essential: true }),
          ...(on[2] && { command: [], links: [], ulimits: [] }),
          ...(on[3] && { user: null, linuxParameters: null }),
          ...(on[4] && { environment: [] }),
          portMappings: [{ containerPort, ...(on[5] && { protocol: "tcp" }), ...(on[6] && { hostPort: 0 }) }],
          healthCheck: {
            command: ["CMD", "x"],
            ...(on[7] && { interval: 30, timeout: 5 }),
            ...(on[8] && { retries: 3 }),
          },
        };
        const plainly = { ...one, portMappings: [{ containerPort }], healthCheck: { command: ["CMD", "x"] } };
        const spelled = (given: Fields): Fields =>
          on[9]
            ? Object.fromEntries(
                Object.entries(given).map(([key, value]) => [
                  key.charAt(0).toUpperCase() + key.slice(1),
                  value,
                ]),
              )
            : given;
        const task = (...all: Fields[]): Fields => ({
          networkMode,
          containerDefinitions: JSON.stringify(on[10] ? all.reverse() : all),
        });
        const type = "aws:ecs/taskDefinition:TaskDefinition";
        expect(changed(type, task(plainly, other), task(spelled(written), other))).toEqual([]);
        for (const change of [
          { cpu: 1 },
          { essential: false },
          { user: "x" },
          { healthCheck: { command: ["CMD", "x"], interval: 31 } },
        ])
          expect(
            changed(type, task(plainly, other), task(spelled({ ...written, ...change }), other)),
          ).not.toEqual([]);
        const sameOnHost = { ...plainly, portMappings: [{ containerPort, hostPort: containerPort }] };
        expect(changed(type, task(plainly), task(sameOnHost)).length === 0).toBe(networkMode === "awsvpc");
      },
    ),
  );
});

it("reads the documents of jobs as the provider does, and finds a value that differs", () => {
  const flagged = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
  const property = fc.constantFrom("containerProperties", "ecsProperties", "nodeProperties");
  assert(
    fc.property(flagged, word, property, (on, image, which) => {
      const container = (more: Fields = {}): Fields => ({ image, command: ["a"], ...more });
      const written = container({
        ...(on[0] && { environment: [] }),
        ...(on[1] && { environment: [{ name: "EMPTY", value: "" }] }),
        ...(on[2] && { mountPoints: [], secrets: [], ulimits: [] }),
        ...(on[3] && { user: null }),
      });
      const within = (one: Fields): Fields => ({
        [which]: JSON.stringify(
          which === "containerProperties"
            ? one
            : which === "ecsProperties"
              ? { taskProperties: [{ containers: [{ name: "a", ...one }] }] }
              : { nodeRangeProperties: [{ targetNodes: "0:", container: one }] },
        ),
      });
      const type = "aws:batch/jobDefinition:JobDefinition";
      expect(changed(type, within(container()), within(written))).toEqual([]);
      expect(changed(type, within(container()), within({ ...written, privileged: true }))).not.toEqual([]);
      expect(changed(type, within(container()), within({ ...written, command: [] }))).not.toEqual([]);
    }),
  );
});

it.each<[type: string, inputs: Fields, other: Fields]>([
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { automaticFailoverEnabled: false },
    { automaticFailoverEnabled: true },
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { multiAzEnabled: "false" },
    { multiAzEnabled: true },
  ],
  ["aws:elasticache/replicationGroup:ReplicationGroup", { port: 6379 }, { port: 6380 }],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { snapshotRetentionLimit: 0 },
    { snapshotRetentionLimit: 1 },
  ],
  ["aws:elasticache/cluster:Cluster", { autoMinorVersionUpgrade: true }, { autoMinorVersionUpgrade: false }],
  ["aws:rds/instance:Instance", { multiAz: false }, { multiAz: true }],
])("takes the default of %s in %j for what is left out", (type, inputs, other) => {
  expect(changed(type, {}, inputs)).toEqual([]);
  expect(changed(type, inputs, {})).toEqual([]);
  expect(changed(type, {}, other)).toEqual(Object.keys(other));
});
