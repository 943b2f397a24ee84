import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A git repository of a test's own. */
export class Repository {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "repository-")));

  constructor() {
    this.git("init", "--quiet", "--initial-branch", "main");
  }

  write(files: Record<string, string>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    return this;
  }

  commit(): this {
    this.git("add", "--all");
    return this.commitIndex();
  }

  commitIndex(): this {
    const who = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgSign=false"];
    this.git(...who, "commit", "--quiet", "--message", "a state");
    return this;
  }

  git(...args: string[]): string {
    return execFileSync("git", args, { cwd: this.folder, encoding: "utf8" }).trim();
  }

  /** Files that only their user may change. */
  untouched(): string[] {
    return [
      this.git("status", "--porcelain"),
      this.git("diff", "--cached"),
      this.git("worktree", "list", "--porcelain"),
    ];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
