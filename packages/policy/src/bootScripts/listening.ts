import { laterScript } from "./later.ts";
import { shell } from "./shell.ts";
import { shellTextOf } from "./userDataParts.ts";
import { asleep, distinct, springTraps } from "./states.ts";
import { World, type Listener } from "./world.ts";

/** Steps after which a script is not followed on. */
const mostSteps = 20_000;

export interface Heard {
  /**
   * A program that is not the shell's own, with its arguments.
   *
   * @param isCertain - and not only under a condition that only the machine knows, or with the script going on where it fails.
   */
  runs(words: string[], input: string | undefined, isCertain: boolean): void;
  /** Something runs, and what it is is unknown. */
  runsUnknown(what: string): void;
}

export interface ScriptSetting {
  /** The environment. */
  variables?: Record<string, string>;
  /** Files that the script finds, by their absolute paths. */
  files?: Record<string, string>;
}

/**
 * Tells each program that a script may run on any path, and what systemd, cron and `trap` run of what it leaves.
 *
 * @param script One, or several that run one after the other, in one shell or in several.
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
