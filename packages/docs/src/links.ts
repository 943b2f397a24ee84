import { dirname, join, normalize } from "node:path";
import { anchor, textOf, type Node } from "./markdown.ts";

/** A place in a page, and what is wrong there. */
export interface Fault {
  page: string;
  line: number;
  message: string;
}

/** Pages of Markdown by their path from the root, and whether a path of the repository exists. */
export interface Repository {
  pages: ReadonlyMap<string, readonly Node[]>;
  exists(path: string): boolean;
}

/** Links within the repository that lead nowhere: to no file, or to no heading. Links to the internet are not followed. */
export function brokenLinks({ pages, exists }: Repository): Fault[] {
  const anchors = new Map([...pages].map(([path, nodes]) => [path, anchorsOf(nodes)]));
  return [...pages].flatMap(([page, nodes]) =>
    nodes.flatMap(({ url: target, position }): Fault[] => {
      if (target === undefined || /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return [];
      const [path = "", fragment] = target.split("#");
      const file = path === "" ? page : normalize(join(dirname(page), decodeURIComponent(path)));
      const fault = (why: string): Fault[] => [
        { page, line: position.start.line, message: `the link to ${target} ${why}` },
      ];
      if (file.startsWith("..")) return fault("leaves the repository");
      if (!exists(file)) return fault("leads to no file");
      if (fragment === undefined || !file.endsWith(".md")) return [];
      return anchors.get(file)?.has(fragment) ? [] : fault(`leads to no heading of ${file}`);
    }),
  );
}

/** The valid anchors of links to this page. */
export function anchorsOf(nodes: readonly Node[]): Set<string> {
  const found = new Set<string>();
  for (const node of nodes) {
    if (node.type === "heading") {
      const wanted = anchor(textOf(node).trim());
      let given = wanted;
      for (let count = 1; found.has(given); count++) given = `${wanted}-${count}`;
      found.add(given);
    }
    const [, id] = (node.type === "html" && /^<a\s+(?:id|name)="([^"]+)"/.exec(node.value ?? "")) || [];
    if (id !== undefined) found.add(id);
  }
  return found;
}
