import { dirname, join, normalize } from "node:path";
import { anchor, withoutFences } from "./markdown.ts";

/** A place in a page, and what is wrong there. */
export interface Fault {
  page: string;
  line: number;
  message: string;
}

/** Pages of Markdown by their path from the root, and whether a path of the repository exists. */
export interface Repository {
  pages: ReadonlyMap<string, string>;
  exists(path: string): boolean;
}

/** Links within the repository that lead nowhere: to no file, or to no heading. Links to the internet are not followed. */
export function brokenLinks({ pages, exists }: Repository): Fault[] {
  const anchors = new Map([...pages].map(([path, text]) => [path, anchorsOf(text)]));
  return [...pages].flatMap(([page, text]) =>
    linksOf(text).flatMap(({ line, target }): Fault[] => {
      const [path = "", fragment] = target.split("#");
      const file = path === "" ? page : normalize(join(dirname(page), decodeURIComponent(path)));
      const fault = (why: string): Fault[] => [{ page, line, message: `the link to ${target} ${why}` }];
      if (file.startsWith("..")) return fault("leaves the repository");
      if (!exists(file)) return fault("leads to no file");
      if (fragment === undefined || !file.endsWith(".md")) return [];
      return anchors.get(file)?.has(fragment) ? [] : fault(`leads to no heading of ${file}`);
    }),
  );
}

interface Link {
  line: number;
  target: string;
}

/** Inline links, images and definitions whose targets lie in the repository. */
export function linksOf(page: string): Link[] {
  const { prose } = withoutFences(page);
  const patterns = [
    /\]\(\s*<?([^()\s>]+(?:\([^()\s]*\)[^()\s>]*)*)>?(?:\s+"[^"]*")?\s*\)/g,
    /^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm,
  ];
  // What is in code is no link; the text keeps its length.
  const text = prose.replaceAll(/`+[^`\n]*`+/g, (span) => "`".repeat(span.length));
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map((match) => ({
      line: text.slice(0, match.index).split("\n").length,
      target: match[1] ?? "",
    }))
    .filter(({ target }) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target));
}

/** What a link to this page may end in. */
export function anchorsOf(page: string): Set<string> {
  const { prose } = withoutFences(page);
  const found = new Set<string>();
  for (const [, heading = ""] of prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const text = heading
      .replaceAll(/<[^>]+>/g, "")
      .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replaceAll(/[*`]/g, "")
      .trim();
    const wanted = anchor(text);
    let given = wanted;
    for (let count = 1; found.has(given); count++) given = `${wanted}-${count}`;
    found.add(given);
  }
  for (const [, id = ""] of prose.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) found.add(id);
  return found;
}
