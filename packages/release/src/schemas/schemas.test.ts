import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { componentPackages } from "./componentPackages.ts";
import { checkComponentPackage } from "./schemas.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ballast-schemas-"));
  write("packages/shelf/package.json", JSON.stringify(manifest));
  write("packages/shelf/src/index.ts", 'export { Shelf } from "./shelf.ts";\n');
  write("packages/shelf/src/shelf.ts", shelf());
  write("packages/wood/package.json", "{}");
  mkdirSync(join(root, "node_modules"));
  symlinkSync(resolve("node_modules/@pulumi"), join(root, "node_modules/@pulumi"), "junction");
});
afterEach(() => rmSync(root, { recursive: true }));

const manifest = {
  name: "@ballast/shelf",
  version: "0.1.0",
  description: "Shelves",
  type: "module",
  main: "provider.js",
  exports: { ".": "./src/index.ts" },
  dependencies: { "@ballast/component-host": "^0.1.0" },
};

const shelf = ({
  token = "ballast-shelf:index:Shelf",
  comment = "/** Holds books. */",
  boards = "number",
} = {}): string => `
import * as pulumi from "@pulumi/pulumi";

/** Holds a board. */
export interface BracketArgs {
  /** How many each needs. */
  screws: number;
}

/** What a board is made of. */
export const Wood = {
  /** Hard, and heavy. */
  Oak: "oak",
  /** Soft. */
  Pine: "pine",
} as const;
export type Wood = (typeof Wood)[keyof typeof Wood];

export interface WallShape {
  /** Metres. @default 2.5 */
  height?: pulumi.Input<number>;
}

/** What a room must have for it. @part */
export interface ShelfPart {
  /** Their places, by name. */
  holes?: Record<string, pulumi.Input<string>>;
}

interface LabelArgs {
  /** Printed on the front. */
  label?: pulumi.Input<string>;
}

export interface ShelfArgs extends LabelArgs {
  /** How many. */
  boards: ${boards};
  /** Of a board, in metres. @fraction @default 0.8 */
  length?: number;
  /** What carries it. @default - none */
  brackets?: BracketArgs[];
  /** What others bring. */
  parts?: Record<string, ShelfPart>;
  /** Of all boards. */
  wood?: Wood;
}

${comment}
export class Shelf extends pulumi.ComponentResource implements WallShape {
  readonly height: pulumi.Output<number>;
  /** For the wall. */
  readonly part: ShelfPart;

  constructor(name: string, args: ShelfArgs, opts?: pulumi.ComponentResourceOptions) {
    super("${token}", name, {}, opts);
    this.height = pulumi.output(args.boards);
    this.part = {};
  }
}
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function check(accept = false): string[] {
  const [pack, ...others] = componentPackages(root);
  if (pack === undefined || others.length > 0) throw new Error("there should be one package of components");
  return checkComponentPackage(pack, accept);
}

it("writes what other languages need of a package, and then finds nothing", () => {
  expect(check(true)).toEqual([]);
  expect(check()).toEqual([]);
  const schema = JSON.parse(readFileSync(join(root, "packages/shelf/schema.json"), "utf8")) as object;
  expect(schema).toMatchObject({
    name: "ballast-shelf",
    namespace: "ballast",
    description: "Shelves",
    resources: {
      "ballast-shelf:index:Shelf": {
        isComponent: true,
        description: "Holds books.",
        inputProperties: {
          boards: { type: "integer", plain: true, description: "How many." },
          length: { type: "number", plain: true, description: "Of a board, in metres.\n\nDefault: 0.8." },
          brackets: {
            type: "array",
            plain: true,
            items: { $ref: "#/types/ballast-shelf:index:Bracket" },
            description: "What carries it.\n\nDefault: none.",
          },
          parts: {
            type: "object",
            plain: true,
            additionalProperties: {
              oneOf: [
                { $ref: "#/types/ballast-shelf:index:ShelfPart" },
                { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } },
                { $ref: "pulumi.json#/Any" },
              ],
            },
          },
          label: { type: "string", description: "Printed on the front." },
          wood: { $ref: "#/types/ballast-shelf:index:Wood" },
        },
        requiredInputs: ["boards"],
        properties: {
          height: { type: "integer", description: "Metres." },
          part: { $ref: "pulumi.json#/Any", description: "For the wall.\n\nIts type is ShelfPart." },
        },
      },
    },
  });
  expect(schema).not.toHaveProperty("version");
  expect(readFileSync(join(root, "packages/shelf/PulumiPlugin.yaml"), "utf8")).toBe("runtime: nodejs\n");
  expect(readFileSync(join(root, "packages/shelf/provider.js"), "utf8")).toContain('from "@ballast/shelf"');
});

const accept = "node tools/componentSchemas.ts --write shelf";

it("names every file that is missing, and the command that writes it", () => {
  expect(check()).toEqual([
    `packages/shelf/PulumiPlugin.yaml is missing or not what it must be. Write it: ${accept}`,
    `packages/shelf/provider.js is missing or not what it must be. Write it: ${accept}`,
    `packages/shelf/schema.json is missing. Other languages know the components by it. Write it: ${accept}`,
  ]);
});

it.each<[string, () => void, string]>([
  [
    "an argument that changed",
    () => write("packages/shelf/src/shelf.ts", shelf({ boards: "string" })),
    `packages/shelf/schema.json is not what the sources say. If the change is meant, accept it, then read the difference: ${accept}`,
  ],
  [
    "a type token that is another's",
    () => write("packages/shelf/src/shelf.ts", shelf({ token: "ballast-shelf:shelves:Shelf" })),
    'packages/shelf/src/shelf.ts: Shelf gives super the type "ballast-shelf:shelves:Shelf", but programs in other ' +
      'languages call it "ballast-shelf:index:Shelf". Write that.',
  ],
  [
    "a package.json by which Pulumi cannot start it",
    () =>
      write(
        "packages/shelf/package.json",
        JSON.stringify({ ...manifest, main: undefined, dependencies: {} }),
      ),
    'packages/shelf/package.json lacks "main": "provider.js" and the dependency "@ballast/component-host", by which ' +
      "Pulumi starts the components for other languages.",
  ],
])("refuses %s", (_what, change, fault) => {
  check(true);
  change();
  expect(check()).toEqual([fault]);
});

/** What the check says of the names in this order, whatever the reason. */
function silent(source: string): string[] {
  write("packages/shelf/src/shelf.ts", source);
  const faults = check(true).map(
    (fault) => /^packages\/shelf: (\S+) has no comment, or one that only repeats its name\./.exec(fault)?.[1],
  );
  return faults.map((name) => name ?? "another fault").sort();
}

it("refuses whatever has no comment, even before it is accepted: a default or a tag is not one", () => {
  const all = ["Bracket", "Bracket.screws", "Shelf", "Shelf.height", "Shelf.part", "ShelfArgs.boards"];
  const others = ["brackets", "label", "length", "parts", "wood"].map((name) => `ShelfArgs.${name}`);
  const types = ["ShelfPart", "ShelfPart.holes", "Wood", "Wood.Oak", "Wood.Pine"];
  const without = shelf().replace(
    /\/\*\* (?!@)[^@]*?( @.*)? \*\//g,
    (_all, tags?: string) => `/**${tags ?? ""} */`,
  );
  expect(silent(without)).toEqual([...all, ...others, ...types].sort());
});

it("refuses a comment that only repeats the name", () => {
  const repeated = shelf()
    .replace("What carries it.", "The brackets.")
    .replace("Metres.", "Its height.")
    .replace("Hard, and heavy.", "oak");
  expect(silent(repeated)).toEqual(["Shelf.height", "ShelfArgs.brackets", "Wood.Oak"]);
});

it("refuses a type that cannot cross to other languages, and names the property", () => {
  write("packages/shelf/src/shelf.ts", shelf({ boards: '"few" | "many"' }));
  expect(check(true)).toEqual([expect.stringMatching(/^packages\/shelf: Union types .*'ShelfArgs.boards'/)]);
});
