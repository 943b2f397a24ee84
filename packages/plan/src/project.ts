import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parsed } from "@ballast/model";
import { fileAt, namesAt } from "./against/git.ts";
import { PlanError } from "./planError.ts";
import { readNames } from "./readText.ts";
import { readStackFile, type StackConfiguration } from "./stackFile.ts";
import { openPulumiYaml, readYamlFile } from "./yamlFile.ts";

/** A secret that a stack's program requires from its deployer. */
export interface DeclaredSecret {
  description: string;
  /** A placeholder of the right format. */
  standIn: string;
}

/** A project's stacks, as its files describe them. */
export interface ProjectSettings {
  root: string;
  name: string;
  /** Names of the stacks that have a configuration file, sorted. */
  stacks: string[];
  configurationOf(stack: string): StackConfiguration;
}

/** The same, with the location of the program. */
export interface ProjectFiles extends ProjectSettings {
  /** The program's module. */
  main: string;
  /** The folder of the stacks' configuration files, relative to the root. */
  configurations: string;
}

/** A Pulumi project whose program is a module with a default function. */
export interface Project extends ProjectSettings {
  /** Runs the stack that the SDK is configured for, and returns its outputs. */
  program: () => Promise<Record<string, unknown>>;
  declaredSecrets: (stack: string, settings: unknown) => Promise<Record<string, DeclaredSecret>>;
}

const projectFile = "Pulumi.yaml";

interface ProjectFile {
  name: string;
  main?: string;
  stackConfigDir?: string;
}

export type Load = (path: string) => Promise<unknown>;

/** The nearest folder with Pulumi.yaml, at or above a folder. */
export function findRoot(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (folder === dirname(folder)) {
      throw new PlanError(
        `There is no Pulumi.yaml in ${resolve(from)} or above it. Run the command inside a Pulumi project.`,
      );
    }
  }
}

/** The project at or above a folder. Does not run its program. */
export function projectAt(from: string): ProjectFiles {
  const root = findRoot(from);
  const file = readProjectFile(root);
  const configurations = file.stackConfigDir ?? ".";
  return {
    root,
    name: file.name,
    main: join(root, file.main ?? "index.ts"),
    configurations,
    stacks: stacksIn(root),
    configurationOf: (stack) => readStackFile(root, join(configurations, `Pulumi.${stack}.yaml`), file.name),
  };
}

export async function openProject(from: string, load?: Load): Promise<Project> {
  return loadProgram(projectAt(from), load);
}

/** @param load Imports a module by its path; tests replace it. */
export async function loadProgram(
  files: ProjectFiles,
  load: Load = (path) => import(pathToFileURL(path).href),
): Promise<Project> {
  const { main } = files;
  const companion = join(dirname(main), "secrets.ts");
  const { default: program } = (await load(main)) as { default: unknown };
  if (typeof program !== "function") {
    throw new PlanError(
      `${main} has no default export that is a function. The plan runs the program once per stack, so export it as a default function.`,
    );
  }
  return {
    ...files,
    program: program as Project["program"],
    declaredSecrets: existsSync(companion)
      ? ((await load(companion)) as Pick<Project, "declaredSecrets">).declaredSecrets
      : () => Promise.resolve({}),
  };
}

/** Names of the stacks that have a configuration file, sorted. Does not run the program. */
export function stacksIn(root: string): string[] {
  const advice = `It is the folder of the stacks' files by stackConfigDir in ${join(root, projectFile)}. Create it, or correct its name there.`;
  return stacksOf(readNames(join(root, configurationFolder(root)), advice));
}

/** The same at a git commit. Empty if the commit has no such project. */
export function stacksAt(root: string, commit: string): string[] {
  const text = fileAt(root, commit, projectFile);
  if (text === undefined) return [];
  const { stackConfigDir = "." } = projectIn(openPulumiYaml(text, projectFile).value, projectFile);
  return stacksOf(namesAt(root, commit, stackConfigDir === "." ? "" : stackConfigDir));
}

const stackFile = /^Pulumi\.(.+)\.yaml$/;

/** Whether a path is the configuration file of any stack. @param folder Folder of these files, in the same form as the path. */
export function isStackFile(path: string, folder: string): boolean {
  return dirname(path) === folder && stackFile.test(basename(path));
}

function stacksOf(names: string[]): string[] {
  return names
    .map((name) => stackFile.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/** The folder of the stacks' configuration files, relative to the project's folder. */
export function configurationFolder(root: string): string {
  return readProjectFile(root).stackConfigDir ?? ".";
}

/** The contents of a stack's configuration file. Does not run the program. */
export function configurationIn(root: string, stack: string): StackConfiguration {
  const file = readProjectFile(root);
  return readStackFile(root, join(file.stackConfigDir ?? ".", `Pulumi.${stack}.yaml`), file.name);
}

function readProjectFile(root: string): ProjectFile {
  const path = join(root, projectFile);
  return projectIn(readYamlFile(path), path);
}

function projectIn(file: Record<string, unknown>, path: string): ProjectFile {
  for (const key of ["name", "main", "stackConfigDir"])
    if (file[key] !== undefined && typeof file[key] !== "string")
      throw new PlanError(`${path}: ${key} is not a string in Pulumi. Put it in quotes.`);
  // Pulumi adds these values to every stack's configuration.
  if ("config" in file)
    throw new PlanError(
      `${path}: config is not supported. Move its values to the stacks' files, Pulumi.<stack>.yaml.`,
    );
  return file as unknown as ProjectFile;
}

/** A stack's settings from its file; undefined if they are not JSON. */
export function settingsIn(values: Record<string, string>, project: string): unknown {
  return parsed(values[`${project}:settings`] ?? "null");
}
