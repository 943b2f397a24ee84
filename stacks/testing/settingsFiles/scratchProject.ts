import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { openProject, type Project } from "@ballast/plan";

const environments = join(__dirname, "../../environments");

/** The settings file of a stack of this repository. */
export function committed(stack: string): string {
  return readFileSync(join(environments, `Pulumi.${stack}.yaml`), "utf8");
}

/** A project of its own for settings files, with this repository's program. */
export class ScratchProject {
  readonly root = mkdtempSync(join(tmpdir(), "settings-"));

  constructor() {
    mkdirSync(join(this.root, "stacks/environments"), { recursive: true });
    const main = relative(this.root, join(__dirname, "../../index.ts"));
    writeFileSync(
      join(this.root, "Pulumi.yaml"),
      `name: ballast\nmain: ${main}\nstackConfigDir: stacks/environments\n`,
    );
  }

  /** The path of a stack's settings file. */
  file(stack: string): string {
    return join(this.root, "stacks/environments", `Pulumi.${stack}.yaml`);
  }

  write(stack: string, text: string | Uint8Array): void {
    writeFileSync(this.file(stack), text);
  }

  open(): Promise<Project> {
    return openProject(this.root, (path) => import(path));
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
