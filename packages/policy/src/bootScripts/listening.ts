import { laterScript } from "./later.ts";
import { shell } from "./shell.ts";
import { shellTextOf } from "./userDataParts.ts";
import { asleep, distinct, springTraps } from "./states.ts";
import { World, type Listener } from "./world.ts";

/** Steps after which the analysis of a script ends. */
const mostSteps = 20_000;

export interface Heard {
  /**
   * Called for a program that is not a shell builtin, with its arguments.
   *
   * @param isCertain - whether it certainly runs: not only under a condition that is known only on the
   * machine, and without its failure being ignored.
   */
  runs(words: string[], input: string | undefined, isCertain: boolean): void;
  /** Called when an unknown program runs. */
  runsUnknown(what: string): void;
}

export interface ScriptSetting {
  /** Environment variables. */
  variables?: Record<string, string>;
  /** Existing files, keyed by absolute path. */
  files?: Record<string, string>;
}

/**
 * Reports each program that a script may run on any path, and each that systemd, cron or `trap` then runs.
 *
 * @param script One script, or several that run in sequence, in one shell or separate shells.
 */
export function listenTo(
  script: string | readonly string[],
  heard: Heard,
  { variables = {}, files = {} }: ScriptSetting,
): void {
  let steps = 0;
  const listener: Listener = {
    possible: 0,
    runs: (words, input) => heard.runs(words, input, listener.possible === 0),
    runsUnknown: (what) => heard.runsUnknown(what),
    goesOn: () => {
      steps += 1;
      if (steps === mostSteps) heard.runsUnknown("a script that is too large to be followed");
      return steps < mostSteps;
    },
    written: new Map(Object.entries(files).map(([path, text]) => [path, new Set([text])])),
  };
  const world = new World(shell);
  Object.assign(world, { listener, exported: new Set(Object.keys(variables)) });
  world.variables = new Map(Object.entries(variables));
  world.files = new Map(Object.entries(files));
  let state = world;
  for (const one of [script].flat()) {
    const ends = shell.runText(shellTextOf(one), state.clone());
    for (const end of ends) {
      springTraps(end, new Set());
      end.ended = undefined;
    }
    [state = state] = distinct(typeof script === "string" ? ends : [...ends, state]);
  }
  runLater(state, listener, new Set(Object.values(files)));
}

function runLater(world: World, { written }: Listener, done: Set<string>): void {
  for (let hasMore = true; hasMore;) {
    hasMore = false;
    for (const [path, texts] of [...written])
      for (const text of [...texts]) {
        const key = `${path}\n${text}`;
        if (done.has(key) || done.has(text)) continue;
        done.add(key);
        hasMore = true;
        const script = laterScript(path, text);
        if (script === undefined) continue;
        const inner = Object.assign(asleep(world), { functions: new Map(), cwd: "/" });
        for (const end of shell.runText(script, inner)) springTraps(end, new Set());
      }
  }
}
