import { join } from "node:path";
import ts from "typescript";

// Every branch over a mode is exhaustive for the compiler: a member that is added to a mode must not compile until the branch has
// decided what it builds. All modes get one at once; the compiler names its value where a decision is missing. That no decision is
// one which the compiler cannot see is held by the lint rule ballast/exhaustive-modes (decision 0047).

const root = join(__dirname, "../..");
const mode =
  /^export const (?<name>[A-Z]\w+) = \{(?<members>[^}]*)\} as const;\nexport type \k<name> = \(typeof \k<name>\)/gm;
const addedTo = (name: string): string => `added to ${name}`;

/** Modes are of component packages and stacks; packages/placement has what ECS's language knows. */
const withModes =
  /\/(packages\/(?!plan|policy|report|operate|analysis|aws|testing|cli|docs)[^/]+\/src|stacks)\//;

const modes: string[] = [];
let messages: string[];
beforeAll(() => {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, "tsconfig.json"),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
      },
    },
  );
  if (config === undefined) throw new Error("tsconfig.json cannot be read");
  const files = config.fileNames.filter((path) => withModes.test(path) && !path.endsWith(".test.ts"));
  const host = ts.createCompilerHost(config.options);
  const read = host.readFile.bind(host);
  host.readFile = (path) => {
    const text = read(path);
    return text === undefined || !withModes.test(path) || path.includes("node_modules")
      ? text
      : widened(text);
  };
  host.getSourceFile = (path, target) => {
    const text = host.readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram(files, config.options, host);
  messages = program
    .getSemanticDiagnostics()
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}, 300_000);

function widened(text: string): string {
  return text.replace(mode, (whole, name: string, members: string) => {
    if (!modes.includes(name)) modes.push(name);
    const separator = members.trimEnd().endsWith(",") ? "" : ",";
    return whole.replace(
      members,
      `${members.trimEnd()}${separator} Added: ${JSON.stringify(addedTo(name))} `,
    );
  });
}

it("finds the modes", () => {
  expect(modes).toEqual(
    expect.arrayContaining(["FileSystemMode", "BlockMode", "ShareMode", "LaunchType", "Retention"]),
  );
  expect(modes.length).toBeGreaterThan(20);
});

/** Their values are others' words, passed on as they are: nothing decides by them. */
const words = [
  // kms:ViaService and IAM.
  "KeyService",
  "StatementEffect",
  // Clair's; the gate refuses one that it has no rank for.
  "Severity",
  // ECS's, of FireLens.
  "LogRouterType",
  // CloudWatch's.
  "AlarmComparison",
  "MissingData",
];

it("does not compile when a member is added to any mode", () => {
  expect(
    modes.filter(
      (name) => !words.includes(name) && !messages.some((message) => message.includes(addedTo(name))),
    ),
  ).toEqual([]);
});
