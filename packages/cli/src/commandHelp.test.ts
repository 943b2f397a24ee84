import { commandHelp, commandsIn, fitted } from "./commandHelp.ts";
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

it.each([["nonsense"], ["nonsense --help"], ["plan --nonsense"], ["help nonsense"]])(
  "ends with 2 after %s",
  async (line) => {
    const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await main(line.split(" "))).toBe(2);
    expect(written.mock.calls.join("\n")).toMatch(/error: unknown (command|option) '(--)?nonsense'/);
    written.mockRestore();
  },
);

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
