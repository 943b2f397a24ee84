import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsed, fields } from "@ballast/model";
import { acceptancePage, type AcceptanceRecord, type StepRecord } from "@ballast/report";
import { AcceptError } from "./acceptError.ts";
import type { Step } from "./step.ts";

/** A run's folder with `run.json`, from which it resumes, `index.html` and `pulumi.log`. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get log(): string {
    return join(this.path, "pulumi.log");
  }

  get page(): string {
    return join(this.path, "index.html");
  }

  get #file(): string {
    return join(this.path, "run.json");
  }

  /** The unfinished run; undefined if there is none. @throws {AcceptError} if its file is invalid. */
  unfinished(): AcceptanceRecord | undefined {
    if (!existsSync(this.#file)) return undefined;
    const found = fields(parsed(readFileSync(this.#file, "utf8")));
    if (found["version"] !== 1 || !Array.isArray(found["steps"]))
      throw new AcceptError(
        `${this.#file} is not the record of a run. Move it away, or use another folder with --out.`,
      );
    const run = found as unknown as AcceptanceRecord;
    return run.endedAt === undefined ? run : undefined;
  }

  /** @throws {AcceptError} if the unfinished run created a second stack, which only its record proves. */
  requireNothingCreated(): undefined {
    const { created = [], stack, startedAt } = this.unfinished() ?? {};
    // The first step of the new run finds the accepted stack itself.
    const second = created.filter((name) => name !== stack);
    if (second.length === 0) return;
    throw new AcceptError(
      `The run started at ${startedAt} has not ended, and has created ${second.join(" and ")}. Start the command without --restart, and let it destroy the stack: ` +
        `it deletes them. Or delete them by hand, and move ${this.#file} away.`,
    );
  }

  /** Starts a run. An earlier run is moved to a separate folder. */
  begin(run: AcceptanceRecord): void {
    if (existsSync(this.#file)) {
      const { startedAt } = JSON.parse(readFileSync(this.#file, "utf8")) as AcceptanceRecord;
      const kept = join(this.path, startedAt.replaceAll(":", "-"));
      mkdirSync(kept, { recursive: true });
      for (const file of ["run.json", "index.html", "pulumi.log"])
        if (existsSync(join(this.path, file))) renameSync(join(this.path, file), join(kept, file));
    }
    this.save(run);
  }

  /** Writes the files atomically: if the process is killed, the old files remain. */
  save(run: AcceptanceRecord): void {
    mkdirSync(this.path, { recursive: true });
    for (const [path, text] of [
      [this.#file, JSON.stringify(run, null, 2)],
      [this.page, acceptancePage(run)],
    ] as const) {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    }
  }
}

export function newSteps(steps: readonly Step[]): StepRecord[] {
  return steps.map(({ id, does, minutes }) => ({
    id,
    does,
    limitMinutes: minutes,
    state: "waiting",
    attempts: 0,
    evidence: {},
  }));
}
