import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { commandLine } from "./commandLine.ts";

const several = fc.array(
  fc.oneof(
    fc.string().map((text) => text.replaceAll("\0", "")),
    fc.stringMatching(/^[ '"\\\\$`|&;*a-z]{0,8}$/),
  ),
  { minLength: 2, maxLength: 5 },
);

it("reaches the program in the same words, as a shell splits them (F.0.48)", () => {
  fc.assert(
    fc.property(several, (words) => {
      // "$@" are the words of the line, as the shell reads them.
      const script = `set -- ${commandLine(words, false)}\nfor word do printf '%s\\0' "$word"; done`;
      const { stdout } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
      expect(stdout.split("\0").slice(0, -1)).toEqual(words);
    }),
    { numRuns: 300 },
  );
});

it("leaves one word as it is: a whole line, as the AWS CLI takes it", () => {
  expect(commandLine(["sh -c 'ls | wc -l'"], false)).toBe("sh -c 'ls | wc -l'");
});

it.each([
  [["cmd", "/c", "dir C:\\Program Files\\"], 'cmd /c "dir C:\\Program Files\\\\"'],
  [["echo", 'a"b', ""], 'echo "a\\"b" ""'],
  [["echo", 'a\\\\"b c'], 'echo "a\\\\\\\\\\"b c"'],
  [["echo", "C:\\data"], 'echo "C:\\data"'],
])("quotes %j as Windows programs read it", (words, line) => {
  expect(commandLine(words, true)).toBe(line);
});
