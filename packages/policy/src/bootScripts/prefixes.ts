import { unknown } from "./world.ts";

/** Programs that run another one as it is. */
export const prefixes =
  /^(?:sudo|doas|command|builtin|nohup|time|exec|setsid|ionice|nice|stdbuf|timeout|env|chroot|systemd-run|systemd-cat|unbuffer|coproc|xargs|\{|-)$/;

/** Those of them that know the shell's functions, too. */
export const shellPrefixes = /^(?:time|coproc|\{|-)$/;

/** Options with a value in a word of its own. */
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

/** What a prefix runs. */
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

/** `xargs` puts what it reads at the end, or in place of a word. */
function withInput(options: string[], words: string[]): string[] {
  const at = options.findIndex((word) => /^(?:-I|-i|--replace)/.test(word));
  const [, attached = ""] = /^(?:-[Ii]|--replace=?)(.*)$/.exec(options[at] ?? "") ?? [];
  const place = at < 0 ? "" : attached || (options[at] === "-I" ? (options[at + 1] ?? "") : "{}");
  if (place === "") return [...words, `${unknown}arguments`];
  return words.map((word) => (word.includes(place) ? `${unknown}${word}` : word));
}

/** Programs that only name others: they install, look for, or print them. */
const naming = new Set(
  (
    "yum dnf apt apt-get apt-cache pip pip3 snap brew apk zypper npm curl wget rm ls cp mv ln tar unzip mkdir tee touch sed awk jq logger " +
    "rpm dpkg systemctl service tr cut which type hash test basename dirname grep egrep chmod chown readlink stat rsync echo printf man"
  ).split(" "),
);

/** The command that another program runs, which is not known here: `retry aws ec2 …`, `find … -exec aws …`. */
export function commandsWithin(
  name: string,
  words: string[],
  isCommand: (word: string, next: string | undefined) => boolean,
): string[][] {
  if (naming.has(name)) return [];
  if (name === "find") {
    const all: string[][] = [];
    for (const [at, word] of words.entries()) {
      if (!/^-(?:exec|execdir|ok|okdir)$/.test(word)) continue;
      const end = words.findIndex((one, index) => index > at && /^[;+]$/.test(one));
      all.push(
        words
          .slice(at + 1, end < 0 ? undefined : end)
          .map((one) => (one.includes("{}") ? `${unknown}${one}` : one)),
      );
    }
    return all;
  }
  const texts = /^(?:watch|ssh|parallel|script|flock|tmux|screen|nsenter)$/.test(name)
    ? words.filter((word) => /\s/.test(word)).map((word) => ["eval", word])
    : [];
  const at = words.findIndex((word, index) => isCommand(word, words[index + 1]));
  return at < 0 ? texts : [...texts, words.slice(at)];
}
