import { echoed, formatted, grepOf, sedOf } from "./texts.ts";
import { isGlobbed } from "./expand.ts";
import { unknown, type World } from "./world.ts";

/** What programs print that change no file; undefined for any other program. */
export function texts(
  name: string,
  words: string[],
  input: string | undefined,
  world: World,
): string | undefined {
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
      // Field widths and other conversions are not supported.
      return /%[^sbdq%]/.test(words.find((word) => word !== "--") ?? "")
        ? `${unknown}${formatted(words)}`
        : formatted(words);
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

/** Runs programs that change files. @returns whether the program is one. */
export function filesOf(name: string, words: string[], world: World, input: string | undefined): boolean {
  const plain = words.filter((word) => !/^-./.test(word));
  const [last = ""] = plain.slice(-1);
  switch (name) {
    case "printf":
      world.variables.set(
        words[1] ?? "",
        /%[^sbdq%]/.test(words[2] ?? "") ? `${unknown}printf` : formatted(words.slice(2)),
      );
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
        if (given.includes(unknown)) doubtChange(words, change, world);
        const text = world.read(given);
        // `sed -i` replaces a symbolic link by a regular file.
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
    case "systemctl":
      return managed(plain, words, input, world);
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

/** A change of an unknown file, which may be the ECS agent's configuration. */
function doubtChange(words: string[], change: (text: string) => string, world: World): void {
  const text = world.read("/etc/ecs/ecs.config");
  const after = text === undefined ? undefined : change(text);
  if (after === "") world.doubtText(words.join("\n"));
  else if (after !== text) world.doubts.add("*");
}

/**
 * Programs that change units of systemd or the environment of services (systemd, `systemctl`, November 2026).
 */
function managed(plain: string[], words: string[], input: string | undefined, world: World): boolean {
  const [verb = "", unit = ""] = plain;
  if (verb === "edit") {
    const folder = `/etc/systemd/system/${/\.\w+$/.test(unit) ? unit : `${unit}.service`}.d`;
    world.write(`${folder}/override.conf`, input ?? unknown, false);
    return true;
  }
  if (!/^(?:set-environment|import-environment|set-property)$/.test(verb)) return false;
  world.doubtText(words.join("\n"));
  return true;
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
  // The content of a file that the script has not written is unknown.
  world.write(target, text ?? `${unknown}a copy of ${from}\n`, false);
}
