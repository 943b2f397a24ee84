import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { committedFiles, workingFiles } from "../trackedFiles.ts";
import type { IdentityFiles } from "./compare.ts";

/** A repository in which there is nothing to compare with. */
export class BaseError extends Error {
  override name = "BaseError";
}

/**
 * What the identities are compared with: the last release, or else where this branch left main.
 *
 * @throws {BaseError} if neither is known here.
 */
export function baseOf(root: string): string {
  const release = git(root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*");
  if (release !== undefined) return release.trim();
  for (const branch of ["origin/main", "main"]) {
    const left = git(root, "merge-base", "HEAD", branch);
    if (left !== undefined) return left.trim();
  }
  throw new BaseError(
    "There is neither a release (a tag v…) nor a branch main to compare with. A clone without its history has none: " +
      "fetch it all (git fetch --unshallow --tags), or name what to compare with: --base <commit>.",
  );
}

/** @throws {BaseError} if there is no such commit. */
export function identitiesAt(root: string, base: string): IdentityFiles {
  if (git(root, "rev-parse", "--verify", "--quiet", `${base}^{commit}`) === undefined)
    throw new BaseError(`There is no commit "${base}" here. Give one that git knows.`);
  return identitiesAmong(committedFiles(root, base));
}

/** The files as they are in the folder, committed or not. */
export function identitiesNow(root: string): IdentityFiles {
  return identitiesAmong(workingFiles(root));
}

function identitiesAmong(files: Iterable<[path: string, text: string]>): IdentityFiles {
  return new Map([...files].filter(([path]) => /^(packages|stacks)\/.*[/.]identity[^/]*\.txt$/.test(path)));
}

/** A file by which nx release keeps what the next version is to say. */
export interface VersionPlan {
  file: string;
  text: string;
}

/** The version plans that say `major`, of changes that are not released yet. */
export function majorPlans(root: string): VersionPlan[] {
  const folder = ".nx/version-plans";
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(join(root, folder, file), "utf8") }))
    .filter(({ text }) => {
      const [, front = ""] = /^---\n(.*?)\n---/s.exec(text) ?? [];
      return Object.values((parse(front) as Record<string, string> | null) ?? {}).includes("major");
    });
}

function git(root: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  return status === 0 ? stdout : undefined;
}
