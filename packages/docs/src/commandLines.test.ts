import { Command, Option } from "commander";
import { commandsOf, wrongCommands, type KnownCommands } from "./commandLines.ts";
import { nodesOf } from "./markdown.ts";

let ran = false;
const known: KnownCommands = {
  scripts: ["start", "test", "test:engine"],
  ballast: () =>
    new Command("ballast").addCommand(
      new Command("plan")
        .argument("[stack...]")
        .addOption(new Option("-f, --format <format>").choices(["table", "json"]))
        .action(() => void (ran = true)),
    ),
  targets: new Map([["network-prod", new Set(["plan", "preview"])]]),
  generators: ["@ballast/nx-pulumi:scenario"],
  outputs: new Map([["network-dev", new Set(["vpcId"])]]),
};

async function faultsOf(page: string): Promise<string[]> {
  const pages = new Map([["README.md", await nodesOf(page)]]);
  const faults = await wrongCommands({ pages, exists: (path) => path === "packages/ecs" }, known);
  return faults.map(({ line, message }) => `${line}: ${message}`);
}
const shell = (...lines: string[]): Promise<string[]> => faultsOf(["```sh", ...lines, "```"].join("\n"));

it("accepts the commands that there are", async () => {
  expect(
    await shell(
      "npm ci && npm test   # everything",
      "npm run test:engine -- network",
      "NO_COLOR=1 npx ballast plan network-dev --format json > /tmp/plan.json",
      'echo "$(npx ballast plan network-dev)" | jq .',
      "npx nx preview network-prod",
      "npx nx affected -t plan,preview",
      "npx nx g @ballast/nx-pulumi:scenario",
      "npx jest packages/ecs",
      "vpc=$(npx pulumi stack output vpcId -s network-dev) && npx pulumi up -s $stack",
      "aws ecs list-tasks --cluster main",
    ),
  ).toEqual([]);
});

it("runs none of them", async () => {
  await shell("npx ballast plan network-dev");
  expect(ran).toBe(false);
});

it.each([
  ["npm run gone", 'package.json has no script "gone"'],
  ["npx ballast gone", "ballast refuses it: error: unknown command 'gone'"],
  ["npx ballast plan --gone", "ballast refuses it: error: unknown option '--gone'"],
  [
    "x=$(npx ballast plan --format xml)",
    "ballast refuses it: error: option '-f, --format <format>' argument 'xml' is invalid. Allowed choices are table, json.",
  ],
  ["npx nx preview network-test", 'there is no project "network-test"'],
  ["npx nx deploy network-prod", 'network-prod has no target "deploy"'],
  ["npx nx run-many -t plan,deploy", 'no project has a target "deploy"'],
  ["npx nx g @ballast/nx-pulumi:gone", 'there is no generator "@ballast/nx-pulumi:gone"'],
  ["npx pulumi up -s network-test", 'there is no stack "network-test"'],
  ["x=$(npx pulumi stack output gone --stack network-dev)", 'network-dev has no output "gone"'],
  ["npx jest packages/gone", "there is no packages/gone"],
])("refuses %p", async (command, message) => {
  expect(await shell("npm test", command)).toEqual([`3: ${message}`]);
});

it("looks at what a console was given, not at what it answered", async () => {
  expect(await faultsOf("```console\n$ npm run gone\nnpm run other\n```")).toEqual([
    '2: package.json has no script "gone"',
  ]);
});

it("looks at the names of commands that text cuts short", async () => {
  expect(
    await faultsOf("`npx ballast plan --gone …`, `npx ballast gone`, `npx ballast plan`, `tools/gone.ts`"),
  ).toEqual([
    '1: "ballast plan" has no option --gone',
    '1: there is no command "ballast gone"',
    "1: there is no tools/gone.ts",
  ]);
});

it("finds blocks within lists, and their lines", async () => {
  expect(await faultsOf("1. First:\n\n   ```sh\n   npm test\n   npm run gone\n   ```\n")).toEqual([
    '5: package.json has no script "gone"',
  ]);
});

it("joins lines that go on, and takes substitutions for commands of their own", () => {
  expect(commandsOf('a --b \\\n  "c d" | e "$(f g)"', false)).toEqual([
    { offset: 0, words: ["f", "g"] },
    { offset: 0, words: ["a", "--b", "c d"] },
    { offset: 0, words: ["e", "substituted"] },
  ]);
});
