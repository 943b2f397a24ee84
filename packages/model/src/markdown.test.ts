import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { code, inline, longestBody, quote, safeMarkdown } from "./markdown.ts";

const safe = (text: string): string => safeMarkdown(text, "the run's summary");
/** What a reader sees: the sign that parts is invisible. */
const seen = (text: string): string => text.replaceAll("\u200B", "");

describe("markdown of strangers", () => {
  const attacks = {
    "mentions a team": "cc @acme/everyone",
    "mentions by an entity": "cc &#64;acme/everyone &commat;acme",
    "refers to an issue": "fixes #12, acme/other#3, GH-7",
    links: "[log in](https://evil.example/login) and https://evil.example and www.evil.example",
    "links by a reference": "[log in][1]\n\n[1]: https://evil.example",
    "loads an image": "![pixel](https://evil.example/pixel.png)",
    "brings HTML":
      '<img src=x onerror="alert(1)"><a href="https://evil.example">log in</a><script>alert(1)</script>',
    "hides by a comment": "<!-- ballast: check --><!--",
    "gives a bot a command": "/merge\n  /approve",
    "writes backwards": "a\u202Eb\u2066c",
  };

  it.each(Object.entries(attacks))("that %s is harmless", (_what, attack) => {
    const result = safe(attack);
    expect(result).not.toMatch(/@[a-z]/i);
    expect(result).not.toMatch(/&[#a-z]/i);
    expect(result).not.toMatch(/#\d|GH-\d/);
    expect(result).not.toMatch(/:\/\/|www\./);
    expect(result).not.toMatch(/\][([:]/);
    expect(result).not.toMatch(/<(?!\/?(details|summary|b|code|sub|br)>|details open>|\u200B)/);
    expect(result).not.toMatch(/^\s*\//m);
    expect(result).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });

  it("still says what it said", () => {
    const text =
      "**3 to create** (+), `Record<string, T>` & a | b\n\n<details><summary>network-dev</summary>\n\n- x\n\n</details>";
    expect(seen(safe(text))).toBe(text);
    expect(safe(text)).toContain("<details><summary>network-dev</summary>");
    expect(seen(safe(attacks.links))).toBe(attacks.links);
  });

  it("leaves nothing open that would swallow what follows", () => {
    expect(safe("<details><summary>a</summary>\n\n<details open>\n")).toMatch(/<\/details>\n<\/details>$/);
    expect(safe("````diff\n+ a")).toMatch(/\n````$/);
    expect(safe("```\na\n```\nb")).toMatch(/b$/);
    expect(safe("~~~\n```\n~~~")).toMatch(/~~~$/);
  });

  it("is cut to what GitHub takes, and says where the rest is", () => {
    const fold = `<details>${"x".repeat(900)}\n`;
    const result = safe(fold.repeat(100));
    expect(result.length).toBeLessThanOrEqual(longestBody);
    expect(result).toMatch(/(\n<\/details>){60,}\n\nThe rest/);
    const bomb = safe("<details>\n".repeat(100_000));
    expect(bomb.length).toBeLessThanOrEqual(longestBody);
    expect(bomb).not.toContain("<details>");
    expect(result).toMatch(/\nThe rest is left out; the whole text is in the run's summary\.$/);
  });

  it("never mentions, links or opens a tag, whatever it is made of", () => {
    const parts = [
      "@",
      "a",
      "#",
      "1",
      "<",
      ">",
      "!",
      "-",
      "[",
      "]",
      "(",
      ":",
      "/",
      "&",
      ";",
      "`",
      "\n",
      " ",
      "www.",
      "GH-",
      "details",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 60 }), (chosen) => {
        const result = safe(chosen.join(""));
        expect(result).not.toMatch(/@[a-z0-9]|#\d|:\/\/|www\.|\][([:]|<!|<a|GH-\d|&[#a-z]/i);
        expect(seen(result).startsWith(seen(chosen.join("")).replaceAll("\r", ""))).toBe(true);
      }),
    );
  });
});

describe("a quoted output", () => {
  it("cannot end its own block", () => {
    const text = "a\n```\n@acme\n`````\nb";
    expect(quote(text, 1000)).toBe(`\`\`\`\`\`\`\n${text}\n\`\`\`\`\`\``);
  });

  it("has no colours, and keeps its end where the summary is", () => {
    const result = quote(`${"line\n".repeat(100)}\u001B[1mResources:\u001B[0m\n    + 3 to create\r\n`, 40);
    expect(result).toMatch(/^```\n… \d+ characters left out …\n/);
    expect(result).toMatch(/Resources:\n {4}\+ 3 to create\n```$/);
  });
});

describe("a text within a line", () => {
  const nasty = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ..."\\`*_[]()<>|~&$#+-=!@:/.\n\t{}".split(""),
          ...[
            "://",
            "www.",
            "@acme/team",
            "#12",
            "GH-7",
            "&lt;",
            "<img src=x>",
            "</details>",
            "<!--",
            "[a](b)",
          ],
          ...[
            "![x](y)",
            "**",
            "1. ",
            "- ",
            "| --- |",
            "```",
            "~~",
            "\u202E",
            "https://evil.example",
            "a@b.example",
            "a@b.example.rs",
          ],
        ),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(""));
  // CommonMark with GitHub's tables, strikethrough and links of bare addresses.
  const reader = new MarkdownIt({ html: true, linkify: true });
  // GitHub makes links of addresses and of www. alone, not of every word with a domain's ending.
  reader.linkify.set({ fuzzyLink: false });
  // Nor of //host without a scheme.
  reader.linkify.add("//", null);
  const gfmOf = (markdown: string): string => reader.render(markdown).trim();
  const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };
  /** What a reader sees of HTML without tags. */
  const shown = (html: string): string =>
    seen(html.replaceAll(/&(lt|gt|amp|quot);/g, (_whole, name: string) => entities[name] ?? ""));
  const expected = (text: string): string =>
    text
      .replaceAll(/\u001B\[[0-9;?]*[ -/]*[@-~]/g, "")
      .replaceAll(/\r\n?/g, "\n")
      .replaceAll(
        /[\u0000-\u0008\u000B-\u001F\u007F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g,
        "",
      )
      .replaceAll(/\s*\n\s*/g, " ")
      .trim();
  const spaces = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

  it("is seen as it was written, in a list, a cell and bold, by a reader of GitHub's Markdown", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const said = expected(text);
        fc.pre(said !== "");
        const item = /^<ul>\n<li>([^]*)<\/li>\n<\/ul>$/.exec(gfmOf(`- ${inline(text)}`))?.[1];
        expect(item).not.toMatch(/<\w|www\.|@[a-z]|#\d/i);
        expect(spaces(shown(item ?? ""))).toBe(spaces(said));
        const table = gfmOf(`| a | b |\n| --- | --- |\n| ${inline(text)} | end |`);
        const [, cell, next] = /<tbody>\n<tr>\n<td>([^]*)<\/td>\n<td>([^]*)<\/td>\n<\/tr>/.exec(table) ?? [];
        expect([spaces(shown(cell ?? "")), next]).toEqual([spaces(said), "end"]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is seen as it was written as code", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const said = expected(text);
        fc.pre(said !== "");
        const inside = /^<p>a <code>([^]*)<\/code> b<\/p>$/.exec(gfmOf(`a ${code(text)} b`))?.[1];
        expect(inside).toBeDefined();
        expect(spaces(shown(inside ?? ""))).toBe(spaces(said));
      }),
      { numRuns: 2_000 },
    );
  });
});
