import { compute } from "./expand.ts";
import { parseShell } from "./syntax.ts";
import { testOf } from "./tests.ts";
import { unknown, type World } from "./world.ts";

export function assign(word: string, world: World): void {
  const [, name = "", adds, value = ""] = /^(\w+)(\+)?=(.*)$/s.exec(word) ?? [];
  world.variables.set(name, adds ? `${world.variables.get(name) ?? ""}${value}` : value);
}

/** Defines `alias a='b c'` as a function whose first words are known. */
function alias(word: string, world: World): void {
  const [, name, text = ""] = /^([\w.-]+)=(.*)$/s.exec(word) ?? [];
  if (name === undefined || !world.listener) return;
  try {
    world.functions.set(name, parseShell(`${text} "$@"`));
  } catch {
    world.listener.runsUnknown(text);
  }
}

/** Records a trap. An EXIT trap certainly runs; whether a signal or failure occurs is not known. */
function setTrap([first = "", ...others]: string[], world: World): void {
  const isSet = !/^(?:-.*)?$/.test(first);
  if (world.listener) {
    if (isSet) world.traps.add(first);
    return;
  }
  const isAtEnd = (condition: string): boolean => /^(?:0|(?:SIG)?EXIT)$/i.test(condition);
  if (others.some(isAtEnd)) world.exitTrap = isSet ? first : undefined;
  if (isSet && !others.every(isAtEnd)) world.traps.add(first);
}

/** Runs a shell builtin that changes the shell's own state; undefined for any other program. */
export function control(name: string, words: string[], world: World): World[] | undefined {
  const [first = ""] = words;
  switch (name) {
    case "true":
    case ":":
      return [world];
    case "false":
      world.status = 1;
      return [world];
    case "[":
    case "[[":
    case "test":
    case "((":
      if (name === "((") compute(words.join(" "), world);
      world.status = testOf(name, words, world);
      return [world];
    case "exit":
    case "return": {
      const status = /^\d+$/.test(first) ? Number(first) : first === "" ? world.status : undefined;
      world.status = status;
      world.ended = name === "exit" ? "exit" : "return";
      return [world];
    }
    case "break":
    case "continue":
      world.ended = name;
      return [world];
    case "cd":
    case "pushd":
      world.cwd = first.includes(unknown) ? first : world.path(first || "/root");
      return [world];
    case "export":
    case "local":
    case "declare":
    case "typeset":
    case "readonly":
      for (const word of words) {
        if (/^\w+\+?=/.test(word)) assign(word, world);
        else if (name !== "export" && name !== "readonly" && /^\w+$/.test(word) && world.listener)
          world.variables.delete(word);
        if (name === "export" || words.some((option) => /^-\w*x/.test(option)))
          world.exported?.add(word.replace(/\+?=.*/s, ""));
      }
      return [world];
    case "let":
      compute(words.join(" "), world);
      world.status = undefined;
      return [world];
    case "getopts":
      world.variables.set(words[1] ?? "", `${unknown}option`);
      for (const set of ["OPTARG", "OPTIND"]) world.variables.set(set, `${unknown}${set}`);
      world.status = undefined;
      return [world];
    case "alias":
      for (const word of words) alias(word, world);
      return [world];
    case "trap":
      setTrap(words, world);
      return [world];
    case "unset":
      for (const word of words) {
        world.variables.delete(word);
        world.functions.delete(word);
      }
      return [world];
    case "set":
      if (words.some((word) => /^-\w*a|^allexport$/.test(word))) world.exported = undefined;
      if (first === "--") world.positional = words.slice(1);
      return [world];
    case "shift":
      if (world.positional.some((word) => word === `${unknown}@`)) return [world];
      world.positional = world.positional.slice(Number(first || 1));
      return [world];
    case "read":
    case "mapfile":
    case "readarray":
      for (const word of words) if (/^\w+$/.test(word)) world.variables.set(word, `${unknown}${word}`);
      for (const set of ["REPLY", "MAPFILE"])
        if (world.listener) world.variables.set(set, `${unknown}${set}`);
      world.status = undefined;
      return [world];
    default:
      return undefined;
  }
}
