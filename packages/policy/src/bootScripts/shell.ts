import { expandText, expandWord, expandWords } from "./expand.ts";
import { laterScript } from "./later.ts";
import { runFor, runLoop } from "./loops.ts";
import { failsOn, isQuestion, possibly } from "./possibly.ts";
import { runProgram } from "./programs.ts";
import type { Word } from "./segments.ts";
import { parseShell, SyntaxProblem, type Node, type Of, type Redirect } from "./syntax.ts";
import { afterSubshell, decided, distinct, doubtTrap } from "./states.ts";
import { unknown, World, type Shell } from "./world.ts";

/**
 * The possible states of a machine after a script, derived from the known commands. States in which the
 * script fails are left out.
 */
export function worldsAfter(script: string): World[] {
  const all = runText(script, new World(shell));
  // A failing script is repaired or its instance replaced, so its state does not count.
  const succeeding = all.filter(({ ended, status = 0 }) => ended !== "exit" || status === 0);
  return distinct((succeeding.length > 0 ? succeeding : all).flatMap(runTraps).flatMap(runLater));
}

function runTraps(world: World): World[] {
  for (const trap of world.traps) doubtTrap(world, trap);
  const { exitTrap } = world;
  if (exitTrap === undefined) return [world];
  return runText(exitTrap, Object.assign(world, { ended: undefined, exitTrap: undefined }));
}

export const shell: Shell = { runText, runNode };

/** Runs what systemd, cron and cloud-init later run of the files that a script has written. */
function runLater(world: World): World[] {
  Object.assign(world, { ended: undefined, cwd: "/", sink: undefined, variables: new Map() });
  let worlds = [world];
  for (const [path, text] of world.files) {
    const script = laterScript(path, text);
    if (script === undefined) continue;
    worlds = worlds.flatMap((one) => {
      if (one.ran.has(path)) return [one];
      one.ran.add(path);
      return distinct(runText(script, one)).map((after) => Object.assign(after, { ended: undefined }));
    });
  }
  return distinct(worlds);
}

/** Runs a script, which changes the given state. */
export function runText(script: string, world: World, input?: string): World[] {
  try {
    return runNode(parseShell(script), world, input);
  } catch (error) {
    if (!(error instanceof SyntaxProblem) && !(error instanceof RangeError)) throw error;
    world.doubtText(script);
    world.listener?.runsUnknown(script);
    if (world.listener) world.status = undefined;
    return [world];
  }
}

export function runNode(node: Node, world: World, input?: string): World[] {
  if (world.listener?.goesOn() === false) return [world];
  if (node.redirects.length === 0) return runBare(node, world, input);
  let given = input;
  let target: { path: string; append: boolean } | undefined;
  for (const redirect of node.redirects) {
    const { operator } = redirect;
    if (operator.startsWith("<")) given = inputOf(redirect, world);
    else if (/^(?:>>?|>\||&>>?|<>)$/.test(operator))
      target = { path: expandText(redirect.word, world), append: operator.includes(">>") };
    else if (operator === ">&") {
      const to = expandText(redirect.word, world);
      if (!/^[\d-]+$/.test(to)) target = { path: to, append: false };
    } else expandText(redirect.word, world);
  }
  if (target === undefined) return runBare(node, world, given);
  const { path, append } = target;
  if (node.kind === "simple" && expandWords(node.words, world).join(" ") === "exec") {
    if (!append) world.write(path, "", false);
    world.sink = path.includes(unknown) ? null : { path };
    return [world];
  }
  const { output, sink, isHeard } = world;
  if (!append) world.write(path, "", false);
  world.output = "";
  world.isHeard = true;
  world.sink = undefined;
  return runBare(node, world, given).map((after) => {
    after.write(path, after.output, true);
    after.output = output;
    after.isHeard = isHeard;
    after.sink = sink;
    return after;
  });
}

function inputOf({ operator, word, body }: Redirect, world: World): string {
  if (body !== undefined) return expandText(body, world);
  if (operator === "<<<") return `${expandText(word, world)}\n`;
  return world.read(expandText(word, world)) ?? unknown;
}

function runBare(node: Node, world: World, input: string | undefined): World[] {
  switch (node.kind) {
    case "simple":
      return runSimple(node, world, input);
    case "list":
      return runList(node, world, input);
    case "pipe":
      return runPipe(node, world, input);
    case "if":
      return runIf(node, world, input);
    case "loop":
      return runLoop(node, world, input);
    case "for":
      return runFor(node, world, input);
    case "case":
      return runCase(node, world, input);
    case "subshell": {
      const inner = world.clone();
      return runNode(node.body, inner, input).map((after) => afterSubshell(world, after));
    }
    case "function":
      world.functions.set(node.name, node.body);
      return [world];
  }
}

function runSimple({ words }: Of<"simple">, world: World, input: string | undefined): World[] {
  const expanded = expandWords(words, world);
  const after = runProgram(expanded, world, input);
  // The exit status of an assignment is that of the last command substitution in it.
  const asks = words.some((word) => word.some(({ kind }) => kind === "command"));
  if (world.listener && asks && expanded.every((word) => /^\w+\+?=/.test(word)))
    for (const one of after) one.status = undefined;
  return after;
}

function runList({ items }: Of<"list">, world: World, input: string | undefined): World[] {
  let worlds = [world];
  let then = ";";
  let before: Node | undefined;
  for (const [at, item] of items.entries()) {
    const next = items[at + 1];
    // Commands whose failure is ignored, and commands that run only after a failure or a test.
    const isLetPass = item.then === "||" && next !== undefined && !failsOn(next.node, world);
    const isOnCondition = then === "||" || (then === "&&" && before !== undefined && isQuestion(before));
    const run = (one: World, isOpen: boolean): World[] =>
      possibly(one, isLetPass || (isOpen && isOnCondition), () => runNode(item.node, one, input));
    worlds = distinct(
      worlds.flatMap((one) => {
        if (one.ended !== undefined) return [one];
        if (one.listener && item.then === "&" && then === ";") return aside(item.node, one, input);
        if (then !== "&&" && then !== "||") return run(one, false);
        const isOpen = one.status === undefined;
        return decided(one).flatMap((way) =>
          (then === "&&") === (way.status === 0) ? run(way, isOpen) : [way],
        );
      }),
    );
    ({ then } = item);
    before = item.node;
  }
  return worlds;
}

/** Runs a command in a subshell, in parallel with the script. */
function aside(node: Node, world: World, input: string | undefined): World[] {
  const after = runNode(node, world.clone(), input).map((one) => afterSubshell(world, one));
  return distinct([...after, world.clone()]);
}

function runPipe({ nodes, isNegated }: Of<"pipe">, world: World, input: string | undefined): World[] {
  let worlds: { at: World; input: string | undefined }[] = [{ at: world, input }];
  for (const [index, node] of nodes.entries()) {
    const isLast = index === nodes.length - 1;
    worlds = worlds.flatMap(({ at, input: given }) => {
      if (isLast && nodes.length === 1)
        return runNode(node, at, given).map((one) => ({ at: one, input: "" }));
      const { output, sink, isHeard } = at;
      const inner = at.clone();
      if (!isLast) Object.assign(inner, { output: "", sink: undefined, isHeard: true });
      return distinct(runNode(node, inner, given)).map((after) => {
        const piped = after.output;
        afterSubshell(at, after);
        if (!isLast) Object.assign(after, { output, sink, isHeard });
        return { at: after, input: piped };
      });
    });
  }
  return worlds.map(({ at }) => {
    if (at.listener && nodes.length > 1) at.status = undefined;
    if (isNegated && at.status !== undefined) at.status = at.status === 0 ? 1 : 0;
    return at;
  });
}

function runIf({ branches, otherwise }: Of<"if">, world: World, input: string | undefined): World[] {
  const done: World[] = [];
  let open = [world];
  let isOpen = false;
  for (const { condition, body } of branches) {
    const tested = open.flatMap((one) => possibly(one, isOpen, () => runNode(condition, one, input)));
    isOpen ||= tested.some(({ status }) => status === undefined);
    open = [];
    for (const way of tested.flatMap(decided))
      if (way.ended !== undefined) done.push(way);
      else if (way.status === 0) done.push(...possibly(way, isOpen, () => runNode(body, way, input)));
      else open.push(way);
  }
  for (const one of open) {
    one.status = 0;
    const others = (): World[] => (otherwise === undefined ? [one] : runNode(otherwise, one, input));
    done.push(...possibly(one, isOpen, others));
  }
  return distinct(done);
}

function runCase({ word, arms }: Of<"case">, world: World, input: string | undefined): World[] {
  const value = expandText(word, world);
  const isSure = (pattern: Word): boolean =>
    !world.listener || pattern.every(({ kind, text }) => kind === "text" && !/[?[\\(]/.test(text));
  const isKnown = arms.every(({ patterns, falls }) => !falls && patterns.every(isSure));
  if (value.includes(unknown) || (world.listener && !isKnown)) {
    const ways = arms.flatMap(({ body }) => possibly(world, true, () => runNode(body, world.clone(), input)));
    return distinct([...ways, world]);
  }
  for (const { patterns, body } of arms)
    if (patterns.some((pattern) => fits(value, expandWord(pattern, world).join(" "))))
      return runNode(body, world, input);
  return [world];
}

export function fits(value: string, pattern: string): boolean {
  const form = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${form}$`, "s").test(value);
}
