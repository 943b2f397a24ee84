import { testOf } from "./tests.ts";
import { unknown, type World } from "./world.ts";

export function assign(word: string, world: World): void {
  const [, name = "", adds, value = ""] = /^(\w+)(\+)?=(.*)$/s.exec(word) ?? [];
  world.variables.set(name, adds ? `${world.variables.get(name) ?? ""}${value}` : value);
}

/** What changes the shell itself; undefined for any other program. */
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
      for (const word of words) if (/^\w+\+?=/.test(word)) assign(word, world);
      return [world];
    case "unset":
      for (const word of words) {
        world.variables.delete(word);
        world.functions.delete(word);
      }
      return [world];
    case "set":
      if (first === "--") world.positional = words.slice(1);
      return [world];
    case "shift":
      world.positional = world.positional.slice(Number(first || 1));
      return [world];
    case "read":
    case "mapfile":
    case "readarray":
      for (const word of words) if (/^\w+$/.test(word)) world.variables.set(word, `${unknown}${word}`);
      world.status = undefined;
      return [world];
    default:
      return undefined;
  }
}
