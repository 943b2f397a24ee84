import { posix } from "node:path";
import { isGlobbed } from "./expand.ts";
import { unknown, type World } from "./world.ts";

/** Programs that run another program unchanged. */
export const prefixes =
  /^(?:sudo|doas|command|builtin|nohup|time|exec|setsid|ionice|nice|stdbuf|timeout|env|chroot|systemd-run|systemd-cat|unbuffer|coproc|xargs|\{|-)$/;

/** The prefixes after which shell functions can also be called. */
export const shellPrefixes = /^(?:time|coproc|\{|-)$/;

/** Options whose value is the next word, keyed by program. */
const valued: Record<string, RegExp> = {
  sudo: /^(?:-[ugCRDTphUrt]|--(?:user|group|chdir|host|prompt|role|type|close-from))$/,
  env: /^(?:-[uCS]|--(?:unset|chdir))$/,
  timeout: /^(?:-[ks]|--(?:kill-after|signal))$/,
  nice: /^(?:-n|--adjustment)$/,
  ionice: /^(?:-[cnp]|--class|--classdata)$/,
  stdbuf: /^(?:-[ioe]|--(?:input|output|error))$/,
  "systemd-run": /^(?:-[puEMtH]|--(?:property|unit|setenv|machine|uid|gid|description|slice))$/,
  "systemd-cat": /^(?:-[tp]|--(?:identifier|priority))$/,
  exec: /^-a$/,
  xargs: /^(?:-[adEILnPs]|--(?:arg-file|delimiter|max-args|max-procs|replace|max-lines))$/,
  chroot: /^$/,
  doas: /^-[uC]$/,
  time: /^-[fo]$/,
};

/** The command that a prefix runs. */
export function withoutOptions(name: string, words: string[]): string[] {
  const takes = valued[name] ?? /^$/;
  const assigns = /^(?:env|sudo)$/.test(name);
  const assigned: string[] = [];
  let first = 0;
  for (; first < words.length; first += 1) {
    const word = words[first] ?? "";
    if (assigns && /^\w+=/.test(word)) assigned.push(word);
    else if (!word.startsWith("-")) break;
    else if (takes.test(word)) first += 1;
  }
  const rest = words.slice(first + (/^(?:timeout|chroot)$/.test(name) ? 1 : 0));
  if (name === "xargs") return withInput(words.slice(0, first), rest);
  return [...assigned, ...rest];
}

/** The command that `xargs` runs: it appends its input, or replaces a word by it. */
function withInput(options: string[], words: string[]): string[] {
  const at = options.findIndex((word) => /^(?:-I|-i|--replace)/.test(word));
  const [, attached = ""] = /^(?:-[Ii]|--replace=?)(.*)$/.exec(options[at] ?? "") ?? [];
  const place = at < 0 ? "" : attached || (options[at] === "-I" ? (options[at + 1] ?? "") : "{}");
  if (place === "") return [...words, `${unknown}arguments`];
  return words.map((word) => (word.includes(place) ? `${unknown}${word}` : word));
}

/**
 * The commands that `xargs` or `find` runs for known input or files that the script has written; undefined
 * for any other program.
 */
export function withEach(
  name: string,
  words: string[],
  input: string | undefined,
  world: World,
): string[][] | undefined {
  // The output of a program that is not analyzed is unknown.
  if (name === "xargs" && input !== undefined && input.trim() !== "" && !input.includes(unknown)) {
    const rest = withoutOptions(name, words);
    if (rest.at(-1) === `${unknown}arguments`) {
      const read = input.split(/[\s\0]+/).filter((word) => word !== "");
      return [[...rest.slice(0, -1), ...read]];
    }
    const at = words.findIndex((word) => /^(?:-I|-i|--replace)/.test(word));
    const place =
      words[at] === "-I"
        ? (words[at + 1] ?? "{}")
        : (/^(?:-[Ii]|--replace=?)(.+)$/.exec(words[at] ?? "")?.[1] ?? "{}");
    const lines = input.split("\n").filter((line) => line.trim() !== "");
    return lines.map((line) =>
      rest.map((word) =>
        word.startsWith(unknown) ? word.slice(unknown.length).replaceAll(place, line.trim()) : word,
      ),
    );
  }
  if (name !== "find") return undefined;
  const found = foundBy(words, world);
  if (words.includes("-delete")) return [["rm", "-f", ...found]];
  const commands = execOf(words);
  if (commands.length === 0) return undefined;
  return found.flatMap((path) =>
    commands.map((command) => command.map((word) => word.replaceAll("{}", path))),
  );
}

/**
 * Files that the script has written and that `find` selects. Tests of size or age are ignored, because their
 * result is unknown.
 */
function foundBy(words: string[], world: World): string[] {
  const first = words.findIndex((word) => /^[-(!]/.test(word) && !/^-[HLPD]$/.test(word));
  const roots = (first < 0 ? words : words.slice(0, first)).filter((word) => !word.startsWith("-"));
  const valueOf = (option: RegExp): string | undefined =>
    words[words.findIndex((word) => option.test(word)) + 1];
  const named = words.some((word) => /^-i?name$/.test(word)) ? valueOf(/^-i?name$/) : undefined;
  if (words.some((word, at) => word === "-type" && words[at + 1] !== "f")) return [];
  return [...world.files.keys()].filter(
    (path) =>
      (roots.length === 0 ? ["."] : roots).some((root) => {
        const folder = world.path(root);
        return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
      }) &&
      (named === undefined || isGlobbed(posix.basename(path), named)),
  );
}

function execOf(words: string[]): string[][] {
  return words.flatMap((word, at) => {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(word)) return [];
    const end = words.findIndex((one, index) => index > at && /^[;+]$/.test(one));
    return [words.slice(at + 1, end < 0 ? undefined : end)];
  });
}

/** Programs that only name other programs: they install, search or print them. */
const naming = new Set(
  (
    "yum dnf apt apt-get apt-cache pip pip3 snap brew apk zypper npm curl wget rm ls cp mv ln tar unzip mkdir tee touch sed awk jq logger " +
    "rpm dpkg systemctl service tr cut which type hash test basename dirname grep egrep chmod chown readlink stat rsync echo printf man"
  ).split(" "),
);

/** The command in the arguments of an unknown program: `retry aws ec2 …`, `find … -exec aws …`. */
export function commandsWithin(
  name: string,
  words: string[],
  isCommand: (word: string, next: string | undefined) => boolean,
): string[][] {
  if (naming.has(name)) return [];
  if (name === "find") {
    return execOf(words).map((all) => all.map((one) => (one.includes("{}") ? `${unknown}${one}` : one)));
  }
  const texts = /^(?:watch|ssh|parallel|script|flock|tmux|screen|nsenter)$/.test(name)
    ? words.filter((word) => /\s/.test(word)).map((word) => ["eval", word])
    : [];
  const at = words.findIndex((word, index) => isCommand(word, words[index + 1]));
  return at < 0 ? texts : [...texts, words.slice(at)];
}
