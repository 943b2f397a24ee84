import { readFileSync } from "node:fs";
import { join } from "node:path";

const page = readFileSync(join(__dirname, "../../../docs/upgrading.md"), "utf8").replaceAll(
  /```[^]*?```/g,
  "",
);
const form = ["Before the update", "In your program", "What the preview shows", "Go back"];

it("has each version's section in the form that the page describes", () => {
  const sections = page.split(/^## /m).filter((section) => /^From .* to /.test(section));
  expect(sections).not.toEqual([]);
  for (const section of sections) {
    const [, ...parts] = section.split(/^### /m);
    expect(parts.map((part) => part.split("\n", 1)[0])).toEqual(form);
    for (const part of parts) expect(part.split("\n").slice(1).join("").trim()).not.toBe("");
  }
});
