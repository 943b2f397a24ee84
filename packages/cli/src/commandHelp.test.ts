import { commandHelp, commandsIn } from "./commandHelp.ts";
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
