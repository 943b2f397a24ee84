import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ballast } from "@ballast/cli";
import { createNodesV2 } from "@ballast/nx-pulumi";
import { workingFiles } from "@ballast/release/files";
import type { KnownCommands } from "./commandLines.ts";
import { nodesOf, type Node } from "./markdown.ts";

/** Every page of Markdown that Git has or would have. */
export async function pagesOf(root: string): Promise<Map<string, Node[]>> {
  const pages = [...workingFiles(root)].filter(([path]) => path.endsWith(".md"));
  return new Map(await Promise.all(pages.map(async ([path, text]) => [path, await nodesOf(text)] as const)));
}

/** @param outputs Of each stack, by its name. */
export async function knownCommands(root: string, outputs: KnownCommands["outputs"]): Promise<KnownCommands> {
  const json = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), "utf8")) as T;
  const { scripts } = json<{ scripts: Record<string, string> }>("package.json");
  const { targets } = json<{ targets: Record<string, unknown> }>("project.json");
  const all = new Map<string, ReadonlySet<string>>([["ballast", new Set(Object.keys(targets))]]);
  const inferred = await inferredProjects(root);
  for (const [name, own] of inferred) all.set(name, own);
  const generatorFile = "packages/nx-pulumi/generators.json";
  const generators = existsSync(join(root, generatorFile))
    ? Object.keys(json<{ generators: Record<string, unknown> }>(generatorFile).generators)
    : [];
  return {
    scripts: Object.keys(scripts),
    ballast: () => ballast(() => undefined),
    targets: all,
    generators: generators.map((name) => `@ballast/nx-pulumi:${name}`),
    outputs,
  };
}

/** The projects that this repository's own Nx plugin infers, with their targets. */
async function inferredProjects(root: string): Promise<[string, ReadonlySet<string>][]> {
  const [pattern, createNodes] = createNodesV2;
  const nodes = await createNodes(globSync(pattern, { cwd: root }).sort(), undefined, {
    workspaceRoot: root,
    nxJsonConfiguration: {},
  });
  return nodes.flatMap(([, { projects = {} }]) =>
    Object.entries(projects).map(([folder, project]): [string, ReadonlySet<string>] => [
      project.name ?? nameIn(join(root, folder, "package.json")),
      new Set(Object.keys(project.targets ?? {})),
    ]),
  );
}

function nameIn(path: string): string {
  return (JSON.parse(readFileSync(path, "utf8")) as { name: string }).name;
}
