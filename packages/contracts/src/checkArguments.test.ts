import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { checkArguments } from "./checkArguments.ts";
import { Faults } from "./faults.ts";
import { nearest } from "@ballast/model";
import { checkProtection, checkRetention, Retention, type Protection } from "./protection.ts";
import { entryOf } from "./record.ts";
import { checkSite, partitionOf } from "./site.ts";

const schema = {
  name: "ballast-library",
  resources: {
    "ballast-library:index:Shelf": {
      inputProperties: {
        mode: { $ref: "#/types/ballast-library:index:Mode", plain: true },
        boards: { type: "object", additionalProperties: { type: "number" }, plain: true },
        label: { type: "string" },
        login: { $ref: "#/types/ballast-library:index:Login", plain: true },
        environment: { type: "object", additionalProperties: { type: "string" } },
      },
      requiredInputs: ["boards", "mode"],
      properties: {},
    },
  },
  types: {
    "ballast-library:index:Mode": { type: "string", enum: [{ value: "wall" }, { value: "floor" }] },
    "ballast-library:index:Login": { properties: { secretArn: { type: "string" } }, required: ["secretArn"] },
  },
};
const good = { mode: "wall", boards: { top: 1 } };

/** The component's own check: what no schema knows. */
function check(faults: Faults, args: typeof good & { label?: string }): number {
  if (Object.keys(args.boards).length === 0) faults.add("boards", "is empty.");
  if (args.mode !== "wall") faults.add("label", "is for walls.");
  if (typeof args.label === "string" && args.label.toUpperCase() === args.label)
    faults.add("label", "is loud.");
  return Object.keys(args.boards).length;
}

function lines(args: unknown): string[] {
  try {
    checkArguments(schema, "Shelf", "main", args as typeof good, check);
    return [];
  } catch (error) {
    if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
    return error.message.split("\n").slice(1);
  }
}

it("returns what the check makes of arguments without a fault", () => {
  expect(checkArguments(schema, "Shelf", "main", { ...good, label: "novels" }, check)).toBe(1);
});

it("adds what the component says to what the schema says, each once", () => {
  expect(lines({ mode: "wall", boards: 5, label: "LOUD", colour: 1 })).toEqual([
    "  boards: is 5; expected: an object.",
    "  label: is loud.",
    "  colour: is an unknown key. Known keys: mode, boards, label, login, environment.",
  ]);
});

it("says nothing that depends on a choice which has a fault", () => {
  expect(lines({ ...good, mode: "ceiling" })).toEqual([
    '  mode: "ceiling" is unknown; allowed: "wall", "floor".',
  ]);
  expect(lines({ boards: { top: 1 } })).toEqual(['  mode: is missing; expected: one of "wall", "floor".']);
  // It is loud in either mode.
  expect(lines({ ...good, mode: "ceiling", label: "LOUD" })).toContain("  label: is loud.");
});

it("shows neither the value nor the key of what may be a secret", () => {
  const told = lines({
    ...good,
    login: { hunter2: 1, secretAnr: "x" },
    label: { hunter2: 1 },
    boards: "hunter2",
  });
  expect(told.join()).not.toContain("hunter2");
  expect(told).toEqual(
    expect.arrayContaining([
      "  login: has 1 unknown key (not shown); allowed: secretArn.",
      '  login.secretAnr: is an unknown key. Did you mean "secretArn"? Known keys: secretArn.',
      "  login.secretArn: is missing; expected: a string.",
    ]),
  );
});

it("lets what somebody else computes pass, and what Docker takes without a text", () => {
  expect(lines({ ...good, label: pulumi.output("x"), environment: { EMPTY: "" } })).toEqual([]);
  expect(lines({ ...good, label: Promise.resolve("x") })).toEqual([]);
});

it("takes an instance for what it has, and an object of another realm for what it is", () => {
  class Rack {
    secretArn = "x";
    unasked = 1;
  }
  expect(lines({ ...good, login: new Rack() })).toEqual([]);
  expect(
    lines({ ...good, login: Object.assign(Object.create(null) as object, { secretArn: "x", y: 1 }) }),
  ).toHaveLength(1);
});

it("says that a component is not in the schema, and how to get it there", () => {
  expect(() => checkArguments(schema, "Desk", "main", {}, () => 0)).toThrow("has no component Desk");
});

it("fails as a defect, and not as a refusal, where the arguments have no fault", () => {
  const broken = () => {
    throw new TypeError("a defect");
  };
  expect(() => checkArguments(schema, "Shelf", "main", good, broken)).toThrow(TypeError);
});

describe("a site", () => {
  const faultsOf = (site: object) => {
    const faults = new Faults("X");
    checkSite(faults, "site", {
      accountId: "123456789012",
      partition: "aws",
      region: "eu-central-1",
      ...site,
    });
    return faults.found.map(({ propertyPath }) => propertyPath);
  };

  // docs.aws.amazon.com/general/latest/gr/rande.html and the partitions' own guides, read 2026-11-25.
  it.each([
    ["us-east-1", "aws"],
    ["ap-southeast-7", "aws"],
    ["cn-northwest-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-iso-east-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("%s is in %s, and in no other partition", (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
    expect(faultsOf({ region, partition })).toEqual([]);
    expect(faultsOf({ region, partition: partition === "aws" ? "aws-cn" : "aws" })).toEqual([
      "site.partition",
    ]);
  });

  it.each(["aws-global", "eu-central-9", "eu-central-1a", "Frankfurt", "constructor", "eu-central-1 "])(
    "%j is not a region",
    (region) => expect(faultsOf({ region })).toEqual(["site.region"]),
  );

  it("has an account of twelve digits", () => {
    fc.assert(
      fc.property(fc.string(), (accountId) => {
        expect(faultsOf({ accountId })).toEqual(/^[0-9]{12}$/.test(accountId) ? [] : ["site.accountId"]);
      }),
    );
    expect(faultsOf({ accountId: "１２３４５６７８９０１２" })).toEqual(["site.accountId"]);
  });

  it("may be known only later", () => {
    const later = pulumi.output("x");
    expect(faultsOf({ accountId: later, partition: later, region: later })).toEqual([]);
  });
});

it("finds an entry, or lists the keys that there are", () => {
  const names = { general: "g", spot: "s" };
  expect(entryOf(names, "spot")).toBe("s");
  expect(() => entryOf(names, "sopt", "capacityProviderNames")).toThrow(
    'capacityProviderNames has no key "sopt". Use one of its keys: "general", "spot".',
  );
  expect(() => entryOf(names, "constructor")).toThrow("has no key");
  expect(() => entryOf({}, "a")).toThrow("it has none");
});

it("finds the word that somebody misspelt by one letter", () => {
  const words = ["containers", "launchType", "memoryMiB", "family"];
  fc.assert(
    fc.property(fc.constantFrom(...words), fc.nat(), fc.constantFrom("", "x"), (word, at, letter) => {
      const position = at % word.length;
      const misspelt = word.slice(0, position) + letter + word.slice(position + 1);
      expect(nearest(misspelt, words)).toBe(word);
    }),
  );
  expect(nearest("colour", words)).toBeUndefined();
});

describe("a protection that is off", () => {
  const shield = {
    name: "ballast-library",
    resources: {
      "ballast-library:index:Shelf": {
        inputProperties: {
          backup: { $ref: "#/types/ballast-library:index:Protection", plain: true },
          doors: {
            type: "object",
            additionalProperties: { $ref: "#/types/ballast-library:index:Protection", plain: true },
            plain: true,
          },
        },
        properties: {},
      },
    },
    types: {
      "ballast-library:index:Protection": {
        properties: {
          enabled: { type: "boolean", plain: true },
          reason: { type: "string", plain: true },
          expires: { type: "string", plain: true },
        },
        required: ["enabled"],
      },
    },
  };
  interface Protected {
    backup?: Protection;
    doors?: Record<string, Protection>;
  }
  const faultsOf = (args: object): string[] => {
    try {
      checkArguments(shield, "Shelf", "main", args as Protected, (faults, { backup, doors = {} }) => {
        checkProtection(faults, "backup", backup);
        for (const [key, door] of Object.entries(doors)) checkProtection(faults, `doors.${key}`, door);
      });
      return [];
    } catch (error) {
      if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
      return error.errors.map(({ propertyPath }) => propertyPath);
    }
  };
  const blank = fc.string({ unit: fc.constantFrom(" ", "\t", "\n"), maxLength: 5 });
  const none = fc.oneof(
    fc.constant({}),
    fc.constant({ reason: undefined }),
    fc.record({ reason: blank }),
    fc.constant({ reason: null }),
  );

  it("and has no reason is one fault, however the reason is missing and wherever the protection stands", () =>
    fc.assert(
      fc.property(none, none, fc.constantFrom("front", "back"), (one, other, key) => {
        const found = faultsOf({
          backup: { enabled: false, ...one },
          doors: { [key]: { enabled: false, ...other } },
        });
        expect(found.map((path) => path.replace(/\.reason$/, ""))).toEqual(["backup", `doors.${key}`]);
      }),
    ));

  it("and has a reason is none", () => {
    expect(faultsOf({ backup: { enabled: false, reason: "a cache" } })).toEqual([]);
  });
});

it("has one fault for a reason of a retention, whatever is wrong with it", () =>
  fc.assert(
    fc.property(
      fc.constantFrom(undefined, Retention.Retain, Retention.Discard),
      fc.constantFrom("", " ", "\t"),
      (retention, retentionReason) => {
        const faults = new Faults("Shelf");
        checkRetention(faults, { retention, retentionReason });
        expect(faults.found).toHaveLength(1);
      },
    ),
  ));
