import { anchorsOf, brokenLinks, type Fault } from "./links.ts";
import { nodesOf } from "./markdown.ts";

async function faultsOf(texts: Record<string, string>, files: string[] = []): Promise<Fault[]> {
  const paths = [...Object.keys(texts), ...files];
  const pages = Object.entries(texts).map(async ([path, text]) => [path, await nodesOf(text)] as const);
  return brokenLinks({ pages: new Map(await Promise.all(pages)), exists: (path) => paths.includes(path) });
}

it("follows links to files and headings, up and down", async () => {
  const pages = {
    "README.md": "[docs](docs/a.md), [part](docs/a.md#the-part), [here](#top)\n\n# Top\n",
    "docs/a.md": "[up](../README.md) ![picture](b.png)\n\n## The `part`!\n\n[ref]: ../README.md#top\n",
  };
  expect(await faultsOf(pages, ["docs/b.png"])).toEqual([]);
});

it.each([
  ["[x](gone.md)", "the link to gone.md leads to no file"],
  ["[x](docs/a.md#gone)", "the link to docs/a.md#gone leads to no heading of docs/a.md"],
  ["[x](#gone)", "the link to #gone leads to no heading of README.md"],
  ["[x](../other/README.md)", "the link to ../other/README.md leaves the repository"],
  ["[x]: gone.md", "the link to gone.md leads to no file"],
  ['![x](<gone.md> "with a title")', "the link to gone.md leads to no file"],
  ["| [x](gone.md) |\n| --- |", "the link to gone.md leads to no file"],
])("says of %p that it leads nowhere", async (text, message) => {
  expect(await faultsOf({ "README.md": `# Top\n\n${text}\n`, "docs/a.md": "" })).toEqual([
    { page: "README.md", line: 3, message },
  ]);
});

it("leaves alone what is code, and what lies in the internet", async () => {
  const page = "`[x](gone.md)` <https://example.com> [y](https://example.com/z) [m](mailto:a@example.com)\n";
  const fences = "\n```md\n[x](gone.md)\n```\n\n    [x](gone.md)\n\n- item\n  ~~~md\n  [x](gone.md)\n  ~~~\n";
  expect(await faultsOf({ "README.md": page + fences })).toEqual([]);
});

it("names headings as forges do, equal ones by their number", async () => {
  const page = '# What AWS charges for\n## `a`, *b* & [c](d.md)\n## Same\n## Same\n## <a id="own"></a>Own\n';
  expect([...anchorsOf(await nodesOf(page))].sort()).toEqual([
    "a-b--c",
    "own",
    "same",
    "same-1",
    "what-aws-charges-for",
  ]);
});
