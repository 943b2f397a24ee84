import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { commandHelp, commandsIn, firstSteps, fitted } from "./commandHelp.ts";
import { ballast, main } from "./main.ts";

const program = () => ballast(() => undefined);
const names = commandsIn(program()).map(([name]) => name);

it("shows a summary and examples of every command", () => {
  expect(Object.keys(commandHelp).sort()).toEqual([...names].sort());
  for (const { summary } of Object.values(commandHelp)) expect(summary).toMatch(/^[A-Z].*[^.]$/);
});

it.each(names)("takes each example of %s as it stands", async (name) => {
  const { examples = [] } = commandHelp[name] ?? {};
  for (const example of examples) {
    const all = program();
    let ran = 0;
    for (const [, command] of commandsIn(all)) command.exitOverride().action(() => void (ran += 1));
    await all.parseAsync(example.split(" ").slice(1), { from: "user" });
    expect(ran).toBe(1);
    expect(example.startsWith(`ballast ${name}`)).toBe(true);
  }
  expect(examples).not.toEqual([]);
});

const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap((inner) => withSubcommands(inner)),
];

it("shows examples and exit statuses in the help of every command, and none of the placeholders for empty defaults", () => {
  for (const command of withSubcommands(program())) {
    let help = "";
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toMatch(/\nExamples:\n {2}ballast /);
    expect(help).not.toMatch(/default: (\[\]|\{\})/);
    if (command.commands.length === 0)
      expect(fitted(help, 80)).toMatch(/\nExit status:\n( {2}[012] {2}.*\n( {5}.*\n)*)+/);
  }
});

it.each(firstSteps.filter((step) => !step.endsWith("--help")))("takes the first step %s", async (step) => {
  const all = program();
  let ran = 0;
  for (const [, command] of commandsIn(all)) command.exitOverride().action(() => void (ran += 1));
  await all.parseAsync(step.split(" ").slice(1), { from: "user" });
  expect(ran).toBe(1);
});

it("offers output formats of the same names in each command, and takes the former name of a table", () => {
  const all = commandsIn(program());
  const offers = all.flatMap(([name, { options }]) => {
    const format = options.find(({ long }) => long === "--format");
    return format === undefined ? [] : [{ name, format, formats: format.argChoices ?? [] }];
  });
  expect(offers.length).toBeGreaterThan(15);
  for (const { name, format, formats } of offers) {
    const known = ["table", "json", "markdown", "svg"];
    expect([name, format.defaultValue, formats]).toEqual([
      name,
      "table",
      known.filter((one) => formats.includes(one)),
    ]);
    expect(formats.slice(0, 2)).toEqual(["table", "json"]);
    expect(format.parseArg?.("text", undefined)).toBe("table");
    expect(format.parseArg?.("json", undefined)).toBe("json");
    expect(() => format.parseArg?.("yaml", undefined)).toThrow("Allowed choices are table, json");
  }
});

it.each(["--version", "-V"])("prints its version with %s", async (option) => {
  const written = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(await main([option])).toBe(0);
  const { version } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")) as {
    version: string;
  };
  expect(written.mock.calls.map(([text]) => text)).toEqual([`${version}\n`]);
  written.mockRestore();
});

it.each([
  ["nonsense"],
  ["nonsense --help"],
  ["--help nonsense"],
  ["plan --nonsense"],
  ["help nonsense"],
  ["prices nonsense"],
  ["prices nonsense --help"],
  ["prices help nonsense"],
  ["help prices nonsense"],
])("ends with 2 after %s", async (line) => {
  const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(await main(line.split(" "))).toBe(2);
  expect(written.mock.calls.join("\n")).toMatch(/error: unknown (command|option) '(--)?nonsense'/);
  written.mockRestore();
});

it.each([40, 80, 120])("fits the help of each command to %i columns, without losing a word", (width) => {
  for (const [name, command] of commandsIn(program())) {
    let help = "";
    command
      .configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => width })
      .outputHelp();
    const lines = fitted(help, width).split("\n");
    const words = (text: string): string[] => text.split(/\s+/);
    expect([name, words(lines.join(" ").replace(/\.(?= |$)/g, ""))]).toEqual([
      name,
      words(help.replace(/; (?=\d )/g, " ").replace(/\.(?=\s|$)/g, "")),
    ]);
    expect(lines.filter((line) => line.length > width && !line.startsWith(" "))).toEqual([]);
  }
});

it("lists exit statuses, each on lines of its own", () => {
  expect(
    fitted("\nExit status: 0 fine; 1 two things; or one; 2 the call is wrong.\n", 20).split("\n"),
  ).toEqual([
    "",
    "Exit status:",
    "  0  fine",
    "  1  two things; or",
    "     one",
    "  2  the call is",
    "     wrong",
    "",
  ]);
});
