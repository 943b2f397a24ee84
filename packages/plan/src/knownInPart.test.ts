import { record } from "@ballast/recording";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { withKnownParts } from "./knownInPart.ts";
import { plannedResources } from "./mask.ts";

/** A part of a generated program: what the program makes of it, and what a reader must see. */
interface Part {
  make: (cloud: Cloud) => unknown;
  shown: unknown;
  isKnown: boolean;
}

type Cloud = ReturnType<typeof cloud>;

function cloud() {
  return {
    db: new aws.rds.Instance("db", { instanceClass: "db.t3.micro", manageMasterUserPassword: true }),
    files: new aws.efs.FileSystem("files"),
    template: new aws.ec2.LaunchTemplate("hosts"),
    vpc: new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" }),
  };
}

const output = (make: Part["make"], words: string): Part => ({
  make,
  shown: `[unknown: ${words}]`,
  isKnown: false,
});
const outputs: Part[] = [
  output(({ db }) => db.address, "address of Instance db"),
  output(({ db }) => db.endpoint, "endpoint of Instance db"),
  output(({ db }) => db.port, "port of Instance db"),
  output(({ db }) => db.multiAz, "multiAz of Instance db"),
  output(({ db }) => db.masterUserSecrets[0]?.secretArn, "masterUserSecrets[0].secretArn of Instance db"),
  output(
    ({ db }) => db.masterUserSecrets[0]?.secretStatus,
    "masterUserSecrets[0].secretStatus of Instance db",
  ),
  output(({ files }) => files.ownerId, "ownerId of FileSystem files"),
  output(({ files }) => files.id, "id of FileSystem files"),
  output(({ template }) => template.latestVersion, "latestVersion of LaunchTemplate hosts"),
  output(({ vpc }) => vpc.id, "id of Vpc main"),
  output(({ vpc }) => vpc.arn, "arn of Vpc main"),
];

/** The stand-ins of these outputs, and words that could be some. */
const literals: unknown[] = ["active", "123456789012", "eu-central-1", "5432", "1", "aws", "id", "", "é\n"];

beforeAll(async () => {
  const { resources } = await record(() => void cloud());
  for (const { id, state } of resources) literals.push(id, ...Object.values(state));
  literals.push(...literals.filter((one) => typeof one === "number").map((number) => number + 1));
});

const literal: fc.Arbitrary<Part> = fc.nat().map((index) => {
  const value = literals[index % literals.length];
  return { make: () => value, shown: value, isKnown: true };
});
const taken = fc.constantFrom(...outputs);

const joined: fc.Arbitrary<Part> = fc
  .array(
    fc.oneof(
      literal.filter(({ shown }) => typeof shown !== "object"),
      taken,
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => ({
    make: (all) =>
      pulumi.all(parts.map(({ make }) => make(all))).apply((values: unknown[]) => values.join(" | ")),
    shown: parts.map(({ shown }) => String(shown)).join(" | "),
    isKnown: parts.every(({ isKnown }) => isKnown),
  }));

const encoded = joined.map(({ make, shown, isKnown }): Part => ({
  make: (all) =>
    pulumi
      .all([make(all)])
      .apply(([text]: unknown[]) => Buffer.from(`#!/bin/sh\n${String(text)}\n`).toString("base64")),
  shown: isKnown
    ? Buffer.from(`#!/bin/sh\n${String(shown)}\n`).toString("base64")
    : `#!/bin/sh\n${String(shown)}\n`,
  isKnown,
}));

const { tree } = fc.letrec<{ tree: Part; list: Part; map: Part; json: Part }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, literal, taken, joined, encoded, tie("list"), tie("map"), tie("json")),
  list: fc.array(tie("tree"), { maxLength: 3 }).map((parts) => ({
    make: (all) => parts.map(({ make }) => make(all)),
    shown: parts.map(({ shown }) => shown),
    isKnown: parts.every(({ isKnown }) => isKnown),
  })),
  map: fc
    .dictionary(fc.constantFrom("a", "b", "active", "5432", "c.d"), tie("tree"), { maxKeys: 4 })
    .map((parts) => ({
      make: (all) => Object.fromEntries(Object.entries(parts).map(([key, { make }]) => [key, make(all)])),
      shown: Object.fromEntries(Object.entries(parts).map(([key, { shown }]) => [key, shown])),
      isKnown: Object.values(parts).every(({ isKnown }) => isKnown),
    })),
  json: tie("tree").map(({ make, shown, isKnown }) => ({
    make: (all) => pulumi.jsonStringify([make(all)]),
    shown: JSON.stringify([shown]),
    isKnown,
  })),
}));

async function planned(build: () => unknown) {
  const [preview, update, distinct] = [
    await record(build, { preview: true }),
    await record(build),
    await record(build, { distinctOutputs: true }),
  ];
  return withKnownParts(plannedResources(preview.resources), update.resources, distinct.resources);
}

const name = "aws:ecs/taskDefinition:TaskDefinition";
async function shownOf(make: (all: Cloud) => pulumi.Input<string>): Promise<unknown> {
  const resources = await planned(
    () => void new aws.ecs.TaskDefinition("t", { family: "t", containerDefinitions: make(cloud()) }),
  );
  return resources.find(({ type }) => type === name)?.knownInPart?.["containerDefinitions"];
}

it("shows of a document exactly what no deployment decides, and names the outputs", async () => {
  await fc.assert(
    fc.asyncProperty(
      tree.filter(({ isKnown }) => !isKnown),
      async ({ make, shown }) => {
        expect(await shownOf((all) => pulumi.jsonStringify({ document: make(all) }))).toEqual({
          document: shown,
        });
      },
    ),
    { numRuns: 30 },
  );
});

it("shows the same of a text and of a script in Base64", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(joined, encoded).filter(({ isKnown }) => !isKnown),
      async ({ make, shown }) => {
        expect(
          await shownOf((all) => pulumi.all([make(all)]).apply(([value]: unknown[]) => String(value))),
        ).toEqual(shown);
      },
    ),
    { numRuns: 20 },
  );
});

it.each<[string, (text: string) => string]>([
  ["in capitals", (text) => text.toUpperCase()],
  ["without its end", (text) => text.slice(0, -1)],
  ["a part of it", (text) => text.slice(text.length >> 1)],
  ["backwards", (text) => [...text].reverse().join("")],
  ["encoded twice", (text) => Buffer.from(Buffer.from(text).toString("hex")).toString("base64")],
])(
  "shows nothing of what a program makes of an output: %s",
  async (_what, change) => {
    for (const take of [
      ({ db }: Cloud) => db.address,
      ({ vpc }: Cloud) => vpc.ownerId,
      ({ files }: Cloud) => files.id,
    ]) {
      const make = (all: Cloud) => pulumi.output(take(all)).apply(change);
      const shown = await shownOf((all) =>
        pulumi.jsonStringify({ a: make(all), b: pulumi.interpolate`x ${make(all)} y` }),
      );
      const [source] = /\[unknown: (\w+ of )?\w+ \w+\]/.exec(JSON.stringify(shown)) ?? [];
      expect(shown).toEqual({
        a: source,
        b: expect.stringMatching(/^(x )?\[unknown: (\w+ of )?\w+ \w+\]( y)?$/),
      });
    }
  },
  60_000,
);

it("shows nothing of a document whose keys an output decides in a way that nothing explains", async () => {
  const keyed = (change: (text: string) => string) =>
    shownOf(({ db }) => db.address.apply((text) => JSON.stringify({ [change(text)]: 1, a: 2 })));
  expect(await keyed((text) => `x ${text}`)).toEqual({ "x [unknown: address of Instance db]": 1, a: 2 });
  expect(await keyed((text) => text.slice(3))).toBe("[unknown: Instance db]");
});

describe("a text that a program makes of parts of outputs", () => {
  // The document depends on several resources, so its dependencies cannot say whose a text is.
  const made = (make: (vpc: string[], files: string[]) => string) =>
    shownOf(({ vpc, files }) =>
      pulumi
        .all([vpc.arn, files.arn])
        .apply((arns) => JSON.stringify({ made: make(...(arns.map(partsOf) as [string[], string[]])) })),
    );
  /** The account and the id. */
  const partsOf = (arn: string): string[] => [arn.split(":")[4] ?? "", arn.split("/")[1] ?? ""];

  it.each([":", "/"])(
    "names the resource if all that differs is of one of its outputs, joined by %s",
    async (by) => {
      expect(await made(([account = "", id = ""]) => ["other", account, "main", id].join(by))).toEqual({
        made: "[unknown: Vpc main]",
      });
    },
    60_000,
  );

  it.each<[string, (vpc: string[], files: string[]) => string]>([
    ["two resources", ([, id], [, other]) => `other:${id}:${other}`],
    ["every resource, as the account is", ([account]) => `account/${account}`],
    ["every resource, alone", ([account = ""]) => account],
  ])(
    "names none if the parts are of %s",
    async (_what, make) => {
      expect(await made(make)).toEqual({ made: "[unknown]" });
    },
    60_000,
  );
});
