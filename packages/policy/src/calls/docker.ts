import { unknown } from "../bootScripts/world.ts";
import { ecrImage } from "./ecrImage.ts";
import { pluginCalls } from "./programs.ts";
import { unknownCall, type ScriptCall } from "./scriptCall.ts";

/** Options of `docker run`, `create`, `build` and `exec` that take no value. All other options take one. */
const flags =
  /^(?:-[itdPq]+|--(?:rm|detach|init|interactive|tty|privileged|read-only|no-healthcheck|oom-kill-disable|publish-all|quiet|sig-proxy|pull|no-cache|push|load|force-rm|compress|squash|all-tags|disable-content-trust|help)(?:=.*)?)$/;

/**
 * ECR actions that a pull requires (Amazon ECR user guide, "Amazon ECR image and repository API actions",
 * 2026-11).
 */
export const pullActions = ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"];
/**
 * ECR actions that a push requires. BatchGetImage applies to an existing manifest (Amazon ECR user guide,
 * "IAM permissions for pushing an image", 2026-11).
 */
export const pushActions = [
  "BatchCheckLayerAvailability",
  "BatchGetImage",
  "CompleteLayerUpload",
  "InitiateLayerUpload",
  "PutImage",
  "UploadLayerPart",
];

const perhaps = (actions: readonly string[]): string[] =>
  actions.includes("PutImage") ? ["BatchGetImage"] : ["BatchCheckLayerAvailability"];

/**
 * The calls for an image in ECR; empty for another registry. If the image reference is not known, one call
 * with an unknown action.
 */
export function imageCalls(image: string, actions: readonly string[], text: string): ScriptCall[] {
  const own = ecrImage(image);
  if (own === undefined) return image.startsWith(unknown) ? [unknownCall(text)] : [];
  const { accountId, region, repository } = own;
  const name = repository.includes(unknown) ? undefined : repository;
  return actions.map((action) => ({
    action: `ecr:${action}`,
    parameters: { region, "registry-id": accountId, "repository-name": name },
    text,
    // These calls are made only in some cases, for example for a layer or manifest that already exists.
    ...(perhaps(actions).includes(action) && { isCertain: false }),
  }));
}

/** The calls of `docker …`. */
export function dockerCalls(
  words: readonly string[],
  text: string,
  readFile: (path: string) => string | undefined,
): ScriptCall[] {
  const rest = words[0] === "" ? words.slice(1) : [...words];
  while (rest[0]?.startsWith("-"))
    rest.splice(0, /^(?:--?(?:config|context|host|log-level|tls\w*)|-[cHl])$/.test(rest[0]) ? 2 : 1);
  const [command = "", ...given] = rest;
  if (command.includes(unknown)) return [unknownCall(text)];
  if (/^(?:image|container|builder|buildx|compose)$/.test(command) && given[0] !== undefined)
    return dockerCalls(given, text, readFile);
  const options = new Map<string, string | undefined>();
  const plain: string[] = [];
  let behind: string[] = [];
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? "";
    if (!word.startsWith("-") || word.includes(unknown)) {
      plain.push(word);
      // The words after the image are the command that runs in the container.
      if (/^(?:run|create)$/.test(command)) {
        behind = given.slice(at + 1);
        break;
      }
    } else if (word.includes("="))
      options.set(word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1));
    else if (
      flags.test(word) ||
      (/^(?:pull|push|login|logout|plugin|volume|images|ps|rmi|inspect)$/.test(command) &&
        /^--?(?:quiet|q|all|password-stdin|grant-all-permissions|disable|force|f)$/.test(word))
    )
      options.set(word, "true");
    else options.set(word, given[(at += 1)]);
  }
  const [first = ""] = plain;
  switch (command) {
    case "pull":
    case "run":
    case "create": {
      // A program in the container that gets an image name as argument pulls that image, as scanners do.
      const named = behind.filter((word) => !word.startsWith(unknown));
      return first === "" ? [] : [first, ...named].flatMap((image) => imageCalls(image, pullActions, text));
    }
    case "push":
      return imageCalls(first, pushActions, text);
    case "build":
    case "bake":
    case "b": {
      const tags = [...options].filter(([name]) => /^(?:-t|--tag)$/.test(name)).map(([, tag]) => tag ?? "");
      const pushed = options.has("--push") ? tags.flatMap((tag) => imageCalls(tag, pushActions, text)) : [];
      const file = options.get("-f") ?? options.get("--file") ?? `${first.replace(/\/$/, "")}/Dockerfile`;
      return [
        ...pushed,
        ...basesOf(readFile(file) ?? "").flatMap((image) => imageCalls(image, pullActions, text)),
      ];
    }
    // An index refers to images in its own repository. `create` reads each image's configuration for its
    // platform (docker/buildx 0.32.1, util/imagetools/create.go, loadPlatform).
    case "imagetools": {
      const [task, ...sources] = plain;
      const tags = [...options].filter(([name]) => /^(?:-t|--tag)$/.test(name)).map(([, tag]) => tag ?? "");
      return [
        ...(task === "create" ? tags.flatMap((tag) => imageCalls(tag, pushActions, text)) : []),
        ...sources.flatMap((image) =>
          imageCalls(
            image,
            task === "create" ? ["BatchGetImage", "GetDownloadUrlForLayer"] : ["BatchGetImage"],
            text,
          ),
        ),
      ];
    }
    case "plugin":
      return first === "install" ||
        first === "create" ||
        first === "enable" ||
        first === "upgrade" ||
        first === "set"
        ? [
            ...(first === "install" ? imageCalls(plain[1] ?? "", pullActions, text) : []),
            ...pluginCalls(plain.slice(1), options.get("--alias"), text),
          ]
        : [];
    case "volume":
      return first === "create"
        ? pluginCalls([options.get("-d") ?? options.get("--driver") ?? ""], undefined, text)
        : [];
    default:
      return [];
  }
}

/** Images in `FROM` lines, except build stages of the same Dockerfile. */
function basesOf(dockerfile: string): string[] {
  return [...dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)].map(([, image = ""]) =>
    image.includes("$") ? `${unknown}${image}` : image,
  );
}
