import { listenTo, type ScriptSetting } from "../bootScripts/listening.ts";
import { unknown } from "../bootScripts/world.ts";
import { remembered } from "../remembered.ts";
import { callsOfAws } from "./commandLine.ts";
import { dockerCalls, imageCalls, pullActions, pushActions } from "./docker.ts";
import { programCalls } from "./programs.ts";
import { conditional, distinctCalls, shortened, unknownCall, type ScriptCall } from "./scriptCall.ts";
import { isService } from "./services.ts";

const otherLanguages = /^(?:python[\d.]*|node|ruby|perl|php|pwsh|powershell|deno|bun|go|java)$/;
const sdks = /\bboto3?\b|botocore|aws-sdk|\bAws::|@aws-sdk|\bAWS\.|\baws\b/i;

/** Programs that run what source files define, in any language. */
const builders =
  /^(?:make|cmake|ninja|just|task|bazel|npm|npx|yarn|pnpm|mvnw?|gradlew?|ant|sbt|cargo|dotnet|msbuild|rake|bundle|composer|poetry|pipenv|uv|uvx|tox|nox|ansible(?:-playbook)?|helm|kubectl|tofu|serverless|sls|sst|cdk|eb|ecs-cli|terragrunt|aws-vault|chamber|sops|gh|ko|skaffold|buildah|kaniko|crane|skopeo)$/;

/** Ballast's own program: it makes no AWS API call, or reads or copies an image (packages/clair/src/gate). */
const ownPrograms = /(?:^|\/)gate\.mjs$/;

/**
 * The gate's calls: `images`, `layers` and `claims` read manifests and blobs, `attach` and `sign` push
 * artifacts that refer to an image, and `copy` pulls one image and pushes another.
 */
function gateCalls([command, source = "", target = ""]: readonly string[], text: string): ScriptCall[] {
  if (command === "images" || command === "layers" || command === "claims")
    return imageCalls(source, ["BatchGetImage", "GetDownloadUrlForLayer"], text);
  if (command === "attach" || command === "sign") return imageCalls(source, pushActions, text);
  if (command !== "copy") return command?.includes(unknown) ? [unknownCall(text)] : [];
  return [...imageCalls(source, pullActions, text), ...imageCalls(target, pushActions, text)];
}

/**
 * Whether a program in another language certainly calls no AWS API, judged by its text on the command line.
 */
function isQuiet(words: readonly string[], input: string): boolean {
  const file = words.find((word) => !word.startsWith("-"));
  const isInline = words.some((word) => /^(?:-\w*[cepr]|--eval|--print)$/.test(word)) || file === undefined;
  if (!isInline) return false;
  return ![...words, input].some((word) => !word.includes(unknown) && sdks.test(word));
}

/**
 * The AWS API calls that a shell script may make on any path, and those of files that it writes for systemd
 * or cron. Unreadable parts give a call whose action is `unknown`. Never throws.
 *
 * @param script One script, or several that run in sequence even if one fails.
 */
export function callsInShell(
  script: string | readonly string[],
  options: ScriptSetting = {},
): readonly ScriptCall[] {
  return readCalls({ script, options });
}

interface Script {
  script: string | readonly string[];
  options: ScriptSetting;
}

const readCalls = remembered(({ script, options }: Script): readonly ScriptCall[] => {
  const calls: ScriptCall[] = [];
  const heard = {
    runs: (words: string[], input: string | undefined, isCertain: boolean) =>
      calls.push(
        ...callsOfCommand(words, input, options.files ?? {}).map((call) =>
          isCertain ? call : conditional(call),
        ),
      ),
    runsUnknown: (what: string) => calls.push(unknownCall(what)),
  };
  try {
    listenTo(script, heard, options);
  } catch {
    calls.push(unknownCall([script].flat().join("\n")));
  }
  return distinctCalls(calls);
});

/** The calls of one command. @param words - including the command's name. */
export function callsOfCommand(
  words: readonly string[],
  input = "",
  files: Record<string, string> = {},
): ScriptCall[] {
  const [path = "", ...rest] = words;
  const text = shortened(words.join(" "));
  if (path.includes(unknown)) {
    // The program's name is unknown; its arguments may show that it is the AWS CLI.
    const [first = "", second] = rest.filter((word) => !word.startsWith("--"));
    const isAws = /^\uE000(?:\$\{?\w*aws\w*|.*\/aws$)/i.test(path);
    return isAws || (isService(first) && /^[a-z][a-z0-9-]+$/.test(second ?? ""))
      ? callsOfAws(rest)
      : [unknownCall(text)];
  }
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "aws" || name === "aws.exe" || name === "awslocal") return callsOfAws(rest);
  if (name === "docker" || name === "podman" || name === "nerdctl" || name === "finch")
    return dockerCalls(rest, text, (file) => (Object.hasOwn(files, file) ? files[file] : undefined));
  if (otherLanguages.test(name) && ownPrograms.test(rest[0] ?? "")) return gateCalls(rest.slice(1), text);
  if (otherLanguages.test(name)) return isQuiet(rest, input) ? [] : [unknownCall(text)];
  if (builders.test(name)) return [unknownCall(text)];
  // A file in another language, with its text.
  if (name === "#!") return sdks.test(rest[1] ?? "") ? [unknownCall(rest[0] ?? "")] : [];
  return programCalls(name, rest, text);
}
