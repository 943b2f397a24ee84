/**
 * How large the repository is: lines that are not blank, in classes that no file is left out of. Which files a program
 * wrote is told by the same marks that the rest of the repository uses: names, folders and the notice "Made by".
 */

/** What each figure counts, for readers. */
export const linesNotBlank = "Comments count; blank lines and binary files do not.";

/** Each file is in one of these classes. */
export const sizeClasses = {
  product:
    "Code that people write and that is delivered or run: components, stacks, commands, policies, tools, templates of generators, examples, and the images' sources in stacks/*/app.",
  tests:
    "Code that people write and that only tests use: *.test.ts, *.failing.ts, testing.ts, folders named testing (packages/testing without the recorder and cloud that plans are made with), tools/aws-emulator, tools/bench, what writes the facts that tests use (tools/providerSchema.ts, tools/acceptedValues.ts, tools/managedPolicies.ts), and what starts the suites (tools/test*.ts, tools/suites.ts, jest.*.mjs).",
  generated:
    'What a program wrote and people review as a difference: *.golden.*, identity*.txt, schema.json of packages, pages and sources with the notice "Made by", data in JSON and TSV within src, recorded states, lock files, the changelog.',
  documentation: "What people write for people: Markdown, pictures, the licence.",
  configuration:
    "Settings of stacks, workflows, packages and tools: YAML, JSON outside of src, *.config.*, files whose name starts with a dot.",
} as const;
export type SizeClass = keyof typeof sizeClasses;

/** The first rule that holds decides. A file that no rule knows is a fault, so that a new kind of file gets a class. */
const rules: readonly (readonly [SizeClass, RegExp])[] = [
  ["generated", /\.golden\.[a-z0-9]+$/],
  ["generated", /(^|\/)([\w-]+\.)?identity(-[\w-]+)?\.txt$/],
  ["generated", /^packages\/[^/]+\/schema\.json$/],
  ["generated", /(^|\/)(package-lock\.json|go\.sum|CHANGELOG\.md)$/],
  // Notices of what tools/sqlDriver.ts bundles.
  ["generated", /^packages\/[^/]+\/driver\/LICENSES\.txt$/],
  ["generated", /^stacks\/testing\/base-states\//],
  ["product", /^packages\/nx-pulumi\/src\/generators\/.+\.(template|json)$/],
  ["generated", /^packages\/[^/]+\/src\/.+\.(json|tsv)$/],
  ["documentation", /(\.md|\.png|^LICENSE)$/],
  ["tests", /\.(test|failing)\.ts$/],
  // Before packages/recording existed, what plans are made with was part of packages/testing.
  ["product", /^packages\/testing\/src\/(recorder|cloud)\//],
  ["tests", /(^|\/)testing(\.ts$|\/)/],
  [
    "tests",
    /^tools\/((aws-emulator|accepted-values|bench)\/|(test[A-Z]?\w*|suites|jest|providerSchema|acceptedValues|deploymentActions|managedPolicies)\.ts$|aws-command-line\.txt$)/,
  ],
  ["tests", /^jest\.([a-z]+\.)?config\.mjs$/],
  ["product", /^examples\//],
  ["configuration", /(^|\/)\.[^/]+(\/|$)/],
  ["configuration", /\.(ya?ml|json|mod)$|(^|\/)(requirements\.txt|eslint\.config\.mjs)$/],
  // Scripts for Windows outside of app are what tests run, and Java what made their tables.
  ["tests", /^packages\/[^/]+\/src\/.+\.(ps1|java)$/],
  ["product", /^stacks\/[^/]+\/app\//],
  ["product", /\.([cm]?[jt]s|py|go|java|cs)$/],
];

/** A program says in the first lines of what it writes that it wrote it. */
const notice = /\bMade by\s/;

/**
 * @param path From the root, with "/".
 * @throws {Error} if no rule knows the file.
 */
export function sizeClassOf(path: string, text: string): SizeClass {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.(md|[cm]?[jt]s)$/.test(name) && notice.test(text.split("\n", 3).join("\n"))) return "generated";
  const [found] = rules.find(([, pattern]) => pattern.test(path)) ?? [];
  if (found === undefined)
    throw new Error(`${path}: unknown kind of file. Add a rule for it to packages/docs/src/size.ts.`);
  return found;
}

/** Lines that hold more than white space; none of a binary file. */
export function linesOf(text: string): number {
  return text.includes("\0") ? 0 : text.split("\n").filter((line) => line.trim() !== "").length;
}

export type Sizes = Record<SizeClass, number>;

/** The part of the repository that a file belongs to: a package, a stack, docs, examples, tools, or the root. */
export function partOf(path: string): string {
  const [folder = "", name, below] = path.split("/");
  if (folder === "packages" || folder === "stacks") return below === undefined ? folder : `${folder}/${name}`;
  return ["docs", "examples", "tools"].includes(folder) ? folder : "root";
}

/** @returns lines by part and class; parts in the order of their names. */
export function sizesOf(files: Iterable<readonly [path: string, text: string]>): Map<string, Sizes> {
  const parts = new Map<string, Sizes>();
  for (const [path, text] of files) {
    const part = partOf(path);
    const sizes = parts.get(part) ?? noLines();
    sizes[sizeClassOf(path, text)] += linesOf(text);
    parts.set(part, sizes);
  }
  return new Map([...parts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The sum of all parts. */
export function total(parts: Iterable<Sizes>): Sizes {
  const sum = noLines();
  for (const sizes of parts) for (const key of Object.keys(sum) as SizeClass[]) sum[key] += sizes[key];
  return sum;
}

function noLines(): Sizes {
  return { product: 0, tests: 0, generated: 0, documentation: 0, configuration: 0 };
}
