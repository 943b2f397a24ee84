import { assign, control } from "./builtins.ts";
import { filesOf, texts } from "./files.ts";
import { afterSubshell, unknown, type World } from "./world.ts";

/** Programs that run another one as it is. */
const prefixes =
  /^(?:sudo|doas|command|builtin|nohup|time|exec|setsid|ionice|nice|stdbuf|timeout|env|chroot|systemd-run|systemd-cat|unbuffer|-)$/;
const shells = /^(?:\/\S*\/)?(?:ba|da|z|k|a)?sh$/;

/** Programs that read files and write none. */
const readers = new Set(
  (
    "[ [[ (( alias basename bg chcon chgrp chmod chown cmp command curl-config cut date diff dirname disown du false fg file find-config free getent " +
    "hash head hostname id jobs journalctl kill less local-config logger ls lsblk md5sum mkdir more mount-config mountpoint nproc ps pwd readlink " +
    "restorecon seq sha256sum shopt sleep sort stat sync systemctl tail test timedatectl tr trap true type ulimit umask uname uniq wait wc " +
    "which whoami"
  ).split(" "),
);

/** Runs one command. @returns the states in which it may leave the machine. */
export function runProgram(words: string[], world: World, input: string | undefined): World[] {
  world.status = 0;
  const [name = "", ...rest] = withoutAssignments(words, world);
  if (name === "") return [world];
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

function withoutAssignments(words: string[], world: World): string[] {
  const first = words.findIndex((word) => !/^\w+\+?=/.test(word));
  // Of a command's own environment nothing stays.
  if (first >= 0) return words.slice(first);
  for (const word of words) assign(word, world);
  return [];
}

function withoutOptions(name: string, words: string[]): string[] {
  const takes = /^(?:-[ugCRDTnckpo]|--user|--group)$/;
  let first = 0;
  while (/^-/.test(words[first] ?? "") || (/^(?:env|sudo)$/.test(name) && /^\w+=/.test(words[first] ?? "")))
    first += takes.test(words[first] ?? "") ? 2 : 1;
  return words.slice(first + (/^(?:timeout|chroot)$/.test(name) ? 1 : 0));
}

function called(name: string, words: string[], world: World, input: string | undefined): World[] {
  const body = world.functions.get(name);
  const { positional } = world;
  // A function that calls itself is not followed.
  if (body === undefined || depthOf(world) > 20) return [world];
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

const depthKey = " depth";

function depthOf({ variables }: World): number {
  return Number(variables.get(depthKey) ?? 0);
}

/** Shells, and what runs a text as one. */
function shellOf(
  name: string,
  words: string[],
  world: World,
  input: string | undefined,
): World[] | undefined {
  const own = (script: string): World[] => {
    if (script.includes(unknown)) world.doubtText(script);
    return world.shell.runText(script, world.clone()).map((after) => afterSubshell(world, after));
  };
  if (name === "eval") {
    const script = words.join(" ");
    if (script.includes(unknown)) world.doubtText(script);
    return world.shell.runText(script, world, input);
  }
  if (name === "source" || name === ".")
    return runFile(words[0] ?? "", world.read(words[0] ?? ""), [], world, input, true);
  if (name === "su" || name === "runuser" || name === "batch" || name === "at") {
    const command = words[words.findIndex((word) => /^(?:-\w*c|--command)$/.test(word)) + 1];
    if (/^(?:at|batch)$/.test(name)) return input === undefined ? undefined : own(input);
    return words.some((word) => /^(?:-\w*c|--command)$/.test(word)) ? own(command ?? "") : undefined;
  }
  if (name === "crontab") {
    const text = words.includes("-") || words.length === 0 ? input : world.read(words.at(-1) ?? "");
    world.write("/var/spool/cron/root", text ?? unknown, false);
    return [world];
  }
  if (!shells.test(name)) return undefined;
  const at = words.findIndex((word) => /^-\w*c$/.test(word));
  if (at >= 0) return own(words[at + 1] ?? "");
  const file = words.find((word) => !word.startsWith("-") && word !== "+x");
  if (file !== undefined && file !== "/dev/stdin")
    return runFile(file, world.read(file), words.slice(1), world, input);
  return input === undefined ? [world] : own(input);
}

function runFile(
  path: string,
  text: string | undefined,
  words: string[],
  world: World,
  input: string | undefined,
  isSourced = false,
): World[] {
  world.ran.add(world.path(path));
  if (text === undefined) {
    // What the image has, or what was fetched: nobody knows what it does. The agent's own settings hold no commands.
    world.status = undefined;
    if (isSourced && !/ecs\.config$/.test(path)) return [world];
    return [world];
  }
  if (!isSourced && /^#!/.test(text) && !/^#!\s*\/\S*(?:\/env\s+)?\w*sh\b/.test(text)) {
    world.doubtText(text);
    world.status = undefined;
    return [world];
  }
  if (isSourced) {
    return world.shell.runText(text, world, input).map((after) => {
      if (after.ended === "return") after.ended = undefined;
      return after;
    });
  }
  const inner = Object.assign(world.clone(), { positional: words });
  return world.shell.runText(text, inner, input).map((after) => afterSubshell(world, after));
}

/** A program that nobody follows here: it may write to each file that it is told of. */
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
