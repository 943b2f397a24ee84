import { assign, control } from "./builtins.ts";
import { filesOf, texts } from "./files.ts";
import { depthKey, runFile, shellOf, shells } from "./processes.ts";
import { commandsWithin, prefixes, shellPrefixes, withEach, withoutOptions } from "./prefixes.ts";
import { distinct } from "./states.ts";
import { unknown, type World } from "./world.ts";

/** Programs that read files and write none. */
const readers = new Set(
  (
    "[ [[ (( alias basename bg chcon chgrp chmod chown cmp command curl-config cut date diff dirname disown du false fg file find-config free getent " +
    "hash head hostname id jobs journalctl kill less local-config logger ls lsblk md5sum mkdir more mount-config mountpoint nproc ps pwd readlink " +
    "restorecon seq sha256sum shopt sleep sort stat sync systemctl tail test timedatectl tr trap true type ulimit umask uname uniq wait wc " +
    "which whoami"
  ).split(" "),
);

/**
 * Runs one command.
 *
 * @param isProgram - the program is meant, even if a function has the same name.
 * @returns the possible states of the machine afterwards.
 */
export function runProgram(
  words: string[],
  world: World,
  input: string | undefined,
  isProgram = false,
): World[] {
  world.status = 0;
  const [name = "", ...rest] = withoutAssignments(words, world);
  if (name === "") return [world];
  if (world.listener) return listened(words, name, rest, world, input, isProgram);
  const several = withEach(name, rest, input, world);
  if (several !== undefined) return inTurn(several, world);
  if (prefixes.test(name)) return runProgram(withoutOptions(name, rest), world, input);
  const body = world.functions.get(name);
  if (body !== undefined) return called(name, rest, world, input);
  const found = control(name, rest, world) ?? shellOf(name, rest, world, input);
  if (found !== undefined) return found;
  const script = /\//.test(name) ? world.read(name) : undefined;
  if (script !== undefined) return runFile(name, script, rest, world, input);
  const printed = texts(name, rest, input, world);
  if (printed !== undefined) world.print(printed);
  else if (!filesOf(name, rest, world, input)) other(name, rest, input, world);
  return [world];
}

function inTurn(commands: string[][], world: World): World[] {
  return commands.reduce(
    (worlds, command) => distinct(worlds.flatMap((one) => runProgram(command, one, undefined))),
    [world],
  );
}

/** Commands whose exit status is certain. */
const sure =
  /^(?::|true|false|echo|printf|\[\[?|test|exit|return|break|continue|export|local|declare|readonly|set|unset|alias|trap|eval)$/;
/** Folders in which the image has its programs. */
const ofImage =
  /\/(?:aws|docker|podman)$|^(?:\/usr)?(?:\/local)?\/s?bin\/|^\/opt\/aws\/|^\/usr\/(?:lib|lib64|libexec|share)\//;

/** Runs a command with a listener. Its exit status is unknown unless it is certain. */
function listened(
  words: string[],
  name: string,
  rest: string[],
  world: World,
  input: string | undefined,
  isProgram: boolean,
): World[] {
  const assignments = words.slice(0, words.length - rest.length - 1);
  if (assignments.length > 0) {
    const inner = world.clone();
    for (const word of assignments) {
      assign(word, inner);
      inner.exported?.add(word.replace(/\+?=.*/s, ""));
    }
    return listened([name, ...rest], name, rest, inner, input, isProgram).map((after) =>
      withoutOwn(assignments, after, world),
    );
  }
  const ends = hearing(name, rest, world, input, isProgram);
  if (!sure.test(name) && !(world.functions.has(name) && !isProgram))
    for (const end of ends) end.status = undefined;
  return distinct(ends);
}

/** Removes the environment that was set only for one command. */
function withoutOwn(assignments: string[], after: World, before: World): World {
  for (const word of assignments) {
    const name = word.replace(/\+?=.*/s, "");
    const value = before.variables.get(name);
    if (value === undefined) after.variables.delete(name);
    else after.variables.set(name, value);
    if (before.exported?.has(name) === false) after.exported?.delete(name);
  }
  return after;
}

function hearing(
  name: string,
  rest: string[],
  world: World,
  input: string | undefined,
  isProgram: boolean,
): World[] {
  const { listener } = world;
  if (name.includes(unknown)) {
    listener?.runs([name, ...rest], input);
    return rest.length === 0 ? [world] : [...runProgram(rest, world.clone(), input), world];
  }
  if (prefixes.test(name)) {
    if (name === "command" && /^-\w*[vV]/.test(rest[0] ?? "")) return [world];
    const ends = runProgram(withoutOptions(name, rest), world, input, !shellPrefixes.test(name));
    if (name === "exec" && rest.length > 0) for (const end of ends) end.ended ??= "exit";
    return ends;
  }
  if (!isProgram && world.functions.has(name)) return called(name, rest, world, input);
  const found = control(name, rest, world) ?? shellOf(name, rest, world, input);
  if (found !== undefined) return found;
  const path = name.includes("/")
    ? name
    : [...(listener?.written.keys() ?? [])].find((one) => one.endsWith(`bin/${name}`));
  if (path !== undefined && (world.texts(path).length > 0 || !ofImage.test(path)))
    return runFile(path, world.read(path), rest, world, input);
  const printed = texts(name, rest, input, world);
  if (printed !== undefined) world.print(printed);
  else if (!filesOf(name, rest, world, input)) {
    other(name, rest, input, world);
    // The output of the program may be run.
    if (world.isHeard) world.print(`${unknown}output of ${name}\n`);
  }
  listener?.runs([name, ...rest], input);
  const isCommand = (word: string, next: string | undefined): boolean =>
    (/(?:^|\/)aws$/.test(word) && next !== undefined) ||
    (shells.test(word) && /^-\w*c$/.test(next ?? "")) ||
    world.functions.has(word) ||
    (word !== "-" && word !== "{" && word !== "time" && prefixes.test(word));
  const ways = commandsWithin(name, rest, isCommand).flatMap((command) =>
    runProgram(command, world.clone(), input),
  );
  return [...ways, world];
}

function withoutAssignments(words: string[], world: World): string[] {
  const first = words.findIndex((word) => !/^\w+\+?=/.test(word));
  // Variables before a command apply only to that command.
  if (first >= 0) return words.slice(first);
  for (const word of words) assign(word, world);
  return [];
}

function called(name: string, words: string[], world: World, input: string | undefined): World[] {
  const body = world.functions.get(name);
  const { positional } = world;
  // Recursive functions are followed only to a limited depth.
  if (body === undefined || depthOf(world) > (world.listener ? 8 : 20)) return [world];
  world.positional = words;
  const depth = depthOf(world);
  world.variables.set(depthKey, String(depth + 1));
  return world.shell.runNode(body, world, input).map((after) => {
    after.positional = positional;
    after.variables.set(depthKey, String(depth));
    if (depth === 0) after.variables.delete(depthKey);
    if (after.ended === "return") after.ended = undefined;
    return after;
  });
}

function depthOf({ variables }: World): number {
  return Number(variables.get(depthKey) ?? 0);
}

/** Runs a program that is not analyzed: it may write to each file in its arguments. */
function other(name: string, words: string[], input: string | undefined, world: World): void {
  if (name !== "false" && !readers.has(name)) world.status = undefined;
  if (readers.has(name)) {
    if (name !== "true" && !/^(?:chmod|chown|chgrp|mkdir|trap|sleep|umask)$/.test(name))
      world.status = undefined;
    return;
  }
  for (const word of words) {
    const path = word.replace(/^\w+=/, "");
    if (/^\/|^\.\//.test(path) && world.read(path) !== undefined) {
      world.doubtText(world.read(path) ?? "");
      world.write(path, `${unknown}written by ${name}\n`, false);
    }
  }
  world.doubtText([name, ...words, input ?? ""].join("\n"));
  if (world.output === "" && world.sink === undefined) world.print("");
}
