import { afterSubshell, distinct } from "./states.ts";
import { unknown, type World } from "./world.ts";

export const shells = /^(?:\/\S*\/)?(?:ba|da|z|k|a)?sh$/;
/** Variable that counts nested calls. The leading blank keeps it apart from the script's variables. */
export const depthKey = " depth";

/** Runs shells, and other programs that run a text as a shell script. */
export function shellOf(
  name: string,
  words: string[],
  world: World,
  input: string | undefined,
): World[] | undefined {
  const own = (script: string, given: string[] = []): World[] => {
    if (script.includes(unknown)) world.doubtText(script);
    return world.shell.runText(script, childOf(world, given)).map((after) => afterSubshell(world, after));
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
  if (at >= 0) return own(words[at + 1] ?? "", words.slice(at + 3));
  const isInput = words.some((word) => /^-\w*s$/.test(word));
  const file = words.find(
    (word, index) => !isInput && !/^[-+]/.test(word) && !/^[-+]\w*o$/.test(words[index - 1] ?? ""),
  );
  if (file !== undefined && file !== "/dev/stdin")
    return runFile(file, world.read(file), words.slice(1), world, input);
  return input === undefined ? [world] : own(input);
}

/** The state that a child process sees. */
function childOf(world: World, words: string[]): World {
  const child = Object.assign(world.clone(), { positional: words });
  const { exported } = world;
  if (world.listener && exported)
    for (const name of child.variables.keys())
      if (!exported.has(name) && name !== depthKey) child.variables.delete(name);
  return child;
}

/** Whether a file of the image contains settings rather than commands. */
function isSettings(path: string): boolean {
  return /^\/(?:etc|usr\/share|usr\/lib)\/|ecs\.config$|^\/root\/\.|\/\.bash(?:rc|_profile)$/.test(path);
}

export function runFile(
  path: string,
  text: string | undefined,
  words: string[],
  world: World,
  input: string | undefined,
  isSourced = false,
): World[] {
  world.ran.add(world.path(path));
  if (world.listener && !(text?.includes(`${unknown}either`) === false)) {
    world.status = undefined;
    const texts = world.texts(path);
    if (texts.length === 0 && !isSettings(path)) world.listener.runsUnknown(path);
    return distinct([
      ...texts.flatMap((one) => runFile(path, one, words, world.clone(), input, isSourced)),
      world,
    ]);
  }
  if (text === undefined) {
    // A file of the image or a downloaded file has unknown effects. The agent's own settings contain no
    // commands.
    world.status = undefined;
    if (isSourced && !/ecs\.config$/.test(path)) return [world];
    return [world];
  }
  if (!isSourced && /^#!/.test(text) && !/^#!\s*\/\S*(?:\/env\s+)?\w*sh\b/.test(text)) {
    world.doubtText(text);
    world.listener?.runs(["#!", path, text], input);
    world.status = undefined;
    return [world];
  }
  if (isSourced) {
    return world.shell.runText(text, world, input).map((after) => {
      if (after.ended === "return") after.ended = undefined;
      return after;
    });
  }
  const inner = childOf(world, words);
  return world.shell.runText(text, inner, input).map((after) => afterSubshell(world, after));
}
