import { realpathSync } from "node:fs";
import { join } from "node:path";
import { dayOf } from "@ballast/contracts/plain";
import { standsOn } from "../against/standsOn.ts";
import { isStackFile, type ProjectFiles } from "../project.ts";
import type { StackPlan } from "../stackPlan.ts";
import { fingerprintOf, type Fingerprint } from "./fingerprint.ts";
import { KeptFiles } from "./keptFiles.ts";
import { changed, readsOf, signatureOf, stateOf } from "./reads.ts";

const mostOfPlans = 128 * 2 ** 20;
const mostOfDrawings = 16 * 2 ** 20;

/** The state of what was read, keyed by path. */
type States = Record<string, string>;

interface Kept {
  /** What was read and is not covered by the fingerprint, mainly the stack's settings. */
  reads: States;
  plan: StackPlan;
}

/** The day, as `2026-11-27`. */
export function dayNow(): string {
  return dayOf(new Date());
}

/**
 * Plans of earlier runs, identified by all their inputs: the repository's files that git does not ignore, the installed packages, the
 * environment, the day, Node's version, and everything else that was read while planning.
 */
export class PlanCache {
  /** Drawings of plans, identified by all their inputs. */
  readonly drawings: KeptFiles;
  /** The day for which the cache was opened. */
  readonly today: string;
  readonly #openedOn = dayNow();
  readonly #files: ProjectFiles;
  readonly #fingerprint: Fingerprint;
  readonly #plans: KeptFiles;
  /** Everything that was read except settings. Modules are loaded once, when the first stack is planned. */
  readonly #common: States = {};
  /** All settings files that were read. */
  readonly #settings: States = {};
  /** The settings that each stack's plan has read, including those of the stacks whose outputs it uses. */
  readonly #settingsOf = new Map<string, States>();
  readonly #made = new Map<string, StackPlan>();
  #isWhole = true;

  private constructor(files: ProjectFiles, today: string, fingerprint: Fingerprint) {
    this.today = today;
    this.#files = files;
    this.#fingerprint = fingerprint;
    this.#plans = new KeptFiles(join(fingerprint.folder, "plans"), mostOfPlans);
    this.drawings = new KeptFiles(join(fingerprint.folder, "drawings"), mostOfDrawings);
  }

  /**
   * Opens the cache. Call it before any module of the project is loaded.
   *
   * @param before An earlier cache of the same process, which has noted what was read when programs were loaded. @default - none
   * @returns undefined if it cannot be known whether a plan is still valid.
   */
  static of(files: ProjectFiles, today = dayNow(), before?: PlanCache): PlanCache | undefined {
    const fingerprint = fingerprintOf(files, today);
    if (fingerprint === undefined) return undefined;
    const cache = new PlanCache(files, today, fingerprint);
    if (before) {
      // A state is computed with the cache's key. If a path has changed since it was read, loaded modules may remember its old content.
      for (const [path, state] of Object.entries(before.#common)) {
        cache.#common[path] = cache.#stateOf(path);
        if (before.#stateOf(path) !== state) cache.#isWhole = false;
      }
      cache.#isWhole &&= before.#isWhole;
    }
    return cache;
  }

  /** @param seen Cache of states by path, for checking several stacks at once: most of what they have read is the same. */
  find(stack: string, seen = new Map<string, string>()): StackPlan | undefined {
    const kept = this.#plans.get(this.#keyOf(stack)) as Kept | undefined;
    if (kept === undefined) return undefined;
    const now = (path: string): string => {
      const state = seen.get(path) ?? this.#stateOf(path);
      seen.set(path, state);
      return state;
    };
    if (Object.entries(kept.reads).some(([path, state]) => now(path) !== state)) return undefined;
    this.#settingsOf.set(stack, kept.reads);
    return kept.plan;
  }

  /** Loads programs and notes what they read. */
  loading<T>(load: () => Promise<T>): Promise<T> {
    return this.#noting(load, () => undefined);
  }

  /** Makes a plan, which `keep` saves. */
  planning(stack: string, plan: () => Promise<StackPlan>): Promise<StackPlan> {
    return this.#noting(plan, (settings, made) => {
      for (const under of standsOn(made))
        // If it is unknown what a plan has read, it may have read any settings.
        Object.assign(settings, this.#settingsOf.get(under) ?? this.#settings);
      this.#settingsOf.set(stack, settings);
      this.#made.set(stack, made);
    });
  }

  /**
   * Saves the plans that were made, unless files have changed since this process started: then it is unknown whether the programs have
   * read the old or the new files.
   */
  keep(): void {
    const made = [...this.#made];
    this.#made.clear();
    if (made.length === 0 || !this.#isWhole || this.#openedOn !== dayNow()) return;
    const now = fingerprintOf(this.#files, this.today);
    if (now?.key !== this.#fingerprint.key || now.latest > performance.timeOrigin) return;
    for (const [stack, plan] of made) {
      const kept: Kept = { reads: { ...this.#common, ...this.#settingsOf.get(stack) }, plan };
      if (!Object.values(kept.reads).includes(changed)) this.#plans.set(this.#keyOf(stack), kept);
    }
  }

  /** The output of another commit's command for a stack. */
  findAt(commit: string, stack: string): unknown {
    return this.#plans.get(this.#keyAt(commit, stack));
  }

  keepAt(commit: string, stack: string, said: unknown): void {
    this.#plans.set(this.#keyAt(commit, stack), said);
  }

  /** @param end Gets the settings that were read. */
  async #noting<T>(run: () => Promise<T>, end: (settings: States, result: T) => void): Promise<T> {
    const { reads, ...outcome } = await readsOf(run, (path) => !this.#fingerprint.covers(realPath(path)));
    const { root, configurations } = this.#files;
    const settings: States = {};
    for (const [path, before] of reads.paths) {
      const state = signatureOf(path) === before ? this.#stateOf(path) : changed;
      (isStackFile(path, join(root, configurations)) ? settings : this.#common)[path] = state;
    }
    Object.assign(this.#settings, settings);
    this.#isWhole &&= reads.isWhole;
    if ("error" in outcome) throw outcome.error;
    end(settings, outcome.result as T);
    return outcome.result as T;
  }

  #stateOf(path: string): string {
    return stateOf(path, this.#fingerprint.key);
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
