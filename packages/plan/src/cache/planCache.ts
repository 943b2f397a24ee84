import { realpathSync } from "node:fs";
import { join } from "node:path";
import { standsOn } from "../against/standsOn.ts";
import type { ProjectFiles } from "../project.ts";
import type { StackPlan } from "../stackPlan.ts";
import { fingerprintOf, type Fingerprint } from "./fingerprint.ts";
import { KeptFiles } from "./keptFiles.ts";
import { signatureOf, stateOf, watchReads } from "./reads.ts";

const mostOfPlans = 128 * 2 ** 20;
const mostOfDrawings = 16 * 2 ** 20;

interface Kept {
  /** What was read that the fingerprint does not cover, the stack's settings above all, by path, and what was there. */
  reads: Record<string, string>;
  plan: StackPlan;
}

/** The state of what has changed since it was read. */
const changed = "changed";

/**
 * Plans of earlier runs, by everything that they were made of: all files of the repository that git does not ignore, the installed
 * packages, the environment, the day, Node, and what else was read meanwhile.
 */
export class PlanCache {
  /** What is drawn of plans, by all that it is made of. */
  readonly drawings: KeptFiles;
  readonly #files: ProjectFiles;
  readonly #today: string;
  readonly #fingerprint: Fingerprint;
  readonly #plans: KeptFiles;
  /** What all stacks' programs read when they are loaded. */
  readonly #common: Record<string, string> = {};
  readonly #readBy = new Map<string, Record<string, string>>();
  readonly #made = new Map<string, StackPlan>();

  private constructor(files: ProjectFiles, today: string, fingerprint: Fingerprint) {
    this.#files = files;
    this.#today = today;
    this.#fingerprint = fingerprint;
    this.#plans = new KeptFiles(join(fingerprint.folder, "plans"), mostOfPlans);
    this.drawings = new KeptFiles(join(fingerprint.folder, "drawings"), mostOfDrawings);
  }

  /**
   * Before anything of the project is loaded.
   *
   * @returns undefined where it cannot be told whether a plan still holds.
   */
  static of(files: ProjectFiles, today = new Date().toISOString().slice(0, 10)): PlanCache | undefined {
    const fingerprint = fingerprintOf(files, today);
    return fingerprint && new PlanCache(files, today, fingerprint);
  }

  find(stack: string): StackPlan | undefined {
    const kept = this.#plans.get(this.#keyOf(stack)) as Kept | undefined;
    if (kept === undefined) return undefined;
    if (Object.entries(kept.reads).some(([path, state]) => stateOf(path) !== state)) return undefined;
    this.#readBy.set(stack, kept.reads);
    return kept.plan;
  }

  /** Loads programs, and notes what they read. */
  async loading<T>(load: () => Promise<T>): Promise<T> {
    const { result, reads } = await this.#noting(load);
    // A module is loaded once.
    Object.assign(this.#common, reads);
    return result;
  }

  /** Makes a plan, which `keep` keeps. Plans of stacks on which it stands are made before, or within. */
  async planning(stack: string, plan: () => Promise<StackPlan>): Promise<StackPlan> {
    const { result, reads } = await this.#noting(plan);
    for (const under of standsOn(result)) Object.assign(reads, this.#readBy.get(under));
    this.#readBy.set(stack, reads);
    this.#made.set(stack, result);
    return result;
  }

  /** Keeps the plans that were made, unless files have changed meanwhile: then it is unknown which of both the programs have read. */
  keep(): void {
    if (this.#made.size === 0 || fingerprintOf(this.#files, this.#today)?.key !== this.#fingerprint.key)
      return;
    for (const [stack, plan] of this.#made) {
      const reads = { ...this.#common, ...this.#readBy.get(stack) };
      const kept: Kept = { reads, plan };
      if (!Object.values(reads).includes(changed)) this.#plans.set(this.#keyOf(stack), kept);
    }
    this.#made.clear();
  }

  /** A plan of another commit, by its own code. */
  findAt(commit: string, stack: string): StackPlan | undefined {
    return this.#plans.get(this.#keyAt(commit, stack)) as StackPlan | undefined;
  }

  keepAt(commit: string, plan: StackPlan): void {
    this.#plans.set(this.#keyAt(commit, plan.stack), plan);
  }

  async #noting<T>(work: () => Promise<T>): Promise<{ result: T; reads: Record<string, string> }> {
    const { paths, end } = watchReads((path) => !this.#fingerprint.covers(realPath(path)));
    try {
      const result = await work();
      const reads = [...paths].map(([path, before]) => {
        const state = stateOf(path);
        return [path, signatureOf(path) === before ? state : changed] as const;
      });
      return { result, reads: Object.fromEntries(reads) };
    } finally {
      end();
    }
  }

  #keyAt(commit: string, stack: string): string {
    return `${this.#fingerprint.place} ${commit} ${stack}`;
  }

  #keyOf(stack: string): string {
    return `${this.#fingerprint.key} ${stack}`;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
