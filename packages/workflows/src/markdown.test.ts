import fc from "fast-check";
import { longestBody, quote, safeMarkdown } from "./markdown.ts";

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
