import { echoed, formatted, grepOf, sedOf } from "./texts.ts";
import { testOf } from "./tests.ts";
import { unknown, type World } from "./world.ts";

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

function assign(word: string, world: World): void {
  const [, name = "", adds, value = ""] = /^(\w+)(\+)?=(.*)$/s.exec(word) ?? [];
  world.variables.set(name, adds ? `${world.variables.get(name) ?? ""}${value}` : value);
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

/** What changes the shell itself; undefined for any other program. */
function control(name: string, words: string[], world: World): World[] | undefined {
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

/** Shells, and what runs a text as one. */
function shellOf(
  name: string,
  words: string[],
  world: World,
  input: string | undefined,
): World[] | undefined {
  const own = (script: string): World[] => {
    if (script.includes(unknown)) world.doubtText(script);
    const { variables, functions, positional, cwd, sink, ended } = world;
    return world.shell.runText(script, world).map((after) =>
      Object.assign(after, {
        variables: new Map(variables),
        functions: new Map(functions),
        positional,
        cwd,
        sink,
        ended,
      }),
    );
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
  const { variables, functions, positional, cwd, sink } = world;
  world.positional = words;
  return world.shell.runText(text, world, input).map((after) =>
    Object.assign(after, {
      variables: new Map(variables),
      functions: new Map(functions),
      positional,
      cwd,
      sink,
      ended: undefined,
    }),
  );
}

/** What programs print that change no file; undefined for any other. */
function texts(name: string, words: string[], input: string | undefined, world: World): string | undefined {
  const all = (paths: string[]): string =>
    paths.length === 0
      ? (input ?? "")
      : paths.map((path) => (path === "-" ? (input ?? "") : (world.read(path) ?? ""))).join("");
  const plain = words.filter((word) => !/^-./.test(word));
  switch (name) {
    case "echo":
      return echoed(words);
    case "printf":
      if (words[0] === "-v") return undefined;
      return formatted(words);
    case "cat":
      return all(plain);
    case "grep":
    case "egrep":
    case "fgrep": {
      const { filter, paths } = grepOf(
        name === "egrep" ? ["-E", ...words] : name === "fgrep" ? ["-F", ...words] : words,
      );
      const text = all(paths);
      const found = filter(text);
      world.status =
        paths.some((path) => world.read(path) === undefined) || text.includes(unknown)
          ? undefined
          : found === ""
            ? 1
            : 0;
      return words.some((word) => /^-\w*q/.test(word)) ? "" : found;
    }
    case "sed": {
      const { change, isInPlace, paths } = sedOf(words);
      return isInPlace ? undefined : change(all(paths));
    }
    case "base64":
      return words.some((word) => /^-\w*[dD]|^--decode/.test(word))
        ? Buffer.from(all(plain), "base64").toString()
        : undefined;
    case "seq": {
      const [from, to] = plain.length > 1 ? [plain[0], plain.at(-1)] : ["1", plain[0]];
      const count = Math.min(Number(to) - Number(from) + 1, 12);
      return Number.isFinite(count)
        ? Array.from({ length: Math.max(count, 0) }, (_one, index) => `${Number(from) + index}\n`).join("")
        : undefined;
    }
    case "basename":
    case "dirname":
      return undefined;
    default:
      return undefined;
  }
}

/** Programs that change files. @returns whether it is one. */
function filesOf(name: string, words: string[], world: World, input: string | undefined): boolean {
  const plain = words.filter((word) => !/^-./.test(word));
  const [last = ""] = plain.slice(-1);
  switch (name) {
    case "printf":
      world.variables.set(words[1] ?? "", formatted(words.slice(2)));
      return true;
    case "tee":
      for (const path of plain)
        world.write(
          path,
          input ?? "",
          words.some((word) => /^-\w*a|^--append$/.test(word)),
        );
      world.print(input ?? "");
      return true;
    case "sed": {
      const { change, paths } = sedOf(words);
      for (const given of paths) {
        const text = world.read(given);
        // In place, a link becomes a file of its own.
        const path = world.path(given);
        if (!words.includes("--follow-symlinks")) world.links.delete(given);
        if (text !== undefined)
          world.files.set(world.links.has(given) ? path : world.path(given), change(text));
      }
      return true;
    }
    case "rm":
    case "unlink":
    case "truncate":
    case "shred":
      for (const path of plain) {
        if (world.links.delete(path) || path.includes(unknown)) continue;
        const target = world.path(path);
        for (const file of [...world.files.keys()])
          if (
            file === target ||
            file.startsWith(`${target}/`) ||
            (path.includes("*") && isGlobbed(file, target))
          )
            world.files.delete(file);
      }
      return true;
    case "cp":
    case "mv":
    case "install":
    case "rsync": {
      const isFolder = words.includes("-d") && name === "install";
      if (plain.length < 2 || isFolder) return true;
      for (const from of plain.slice(0, -1)) move(name, from, last, world);
      return true;
    }
    case "ln": {
      const [target = "", link = ""] = plain.slice(-2);
      const isSymbolic = words.some((word) => /^-\w*s|^--symbolic/.test(word));
      const path = world.path(link).replace(/\/$/, "");
      world.files.delete(path);
      const folder = path.slice(0, path.lastIndexOf("/")) || "/";
      world.links.set(
        path,
        isSymbolic && !target.startsWith("/") ? `${folder}/${target}` : world.path(target),
      );
      return true;
    }
    case "touch":
      for (const path of plain) if (world.read(path) === undefined) world.write(path, "", false);
      return true;
    case "dd": {
      const to = words.find((word) => word.startsWith("of="))?.slice(3);
      const from = words.find((word) => word.startsWith("if="))?.slice(3);
      if (to !== undefined)
        world.write(to, (from === undefined ? input : world.read(from)) ?? unknown, false);
      return true;
    }
    default:
      return false;
  }
}

function isGlobbed(path: string, pattern: string): boolean {
  const form = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*");
  return new RegExp(`^${form}$`).test(path);
}

function move(name: string, from: string, to: string, world: World): void {
  const file = from.slice(from.lastIndexOf("/") + 1);
  const isFolder =
    to.endsWith("/") || [...world.files.keys()].some((path) => path.startsWith(`${world.path(to)}/`));
  const target = isFolder ? `${to.replace(/\/$/, "")}/${file}` : to;
  const text = world.read(from);
  if (name === "mv") {
    if (from !== target) world.files.delete(world.path(from));
    world.links.delete(target);
  }
  // Of what the script has not written, nobody knows what it says.
  world.write(target, text ?? `${unknown}a copy of ${from}\n`, false);
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
