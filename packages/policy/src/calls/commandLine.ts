import { actionFacts } from "@ballast/analysis";
import { parsed } from "@ballast/model";
import { unknown } from "../bootScripts/world.ts";
import { actionsOf } from "./operations.ts";
import { s3Calls } from "./s3Commands.ts";
import { isSecretName, shortened, unknownCall, type ScriptCall } from "./scriptCall.ts";
import { isService } from "./services.ts";
import { waitedOperation } from "./waiters.ts";

// The AWS command line: `aws [options] service [options] operation [options]` (AWS CLI command reference, 2026-11).

/** Global options that take a value. */
const globalOptions =
  /^--(?:region|profile|output|query|endpoint-url|ca-bundle|color|cli-read-timeout|cli-connect-timeout|cli-binary-format|cli-error-format)$/;
/** Commands that call no AWS API: they configure the local machine. */
const local = /^(?:configure|history|help|sso|login|logout|cli-dev|--version)$/;

/** Operations that write their response to a file, named after the options. */
const writing =
  /^(?:s3api get-object(?:-torrent)?|lambda invoke|polly synthesize-speech|ebs get-snapshot-block|codeartifact get-package-version-asset|apigateway get-(?:export|sdk)|sagemaker-runtime invoke-endpoint|bedrock-runtime invoke-model|mediastore-data get-object)$/;

/**
 * The AWS API calls of a command line. @param words - without `aws`; parts known only on the machine contain
 * `unknown`.
 */
export function callsOfAws(words: readonly string[]): ScriptCall[] {
  const text = shortened(["aws", ...words].join(" "));
  const rest = [...words];
  const options: Record<string, string | undefined> = {};
  const next = (): string | undefined => {
    for (;;) {
      const word = rest.shift();
      if (word === undefined || !word.startsWith("--")) return word;
      const [name = "", value] = splitOption(word);
      options[name.slice(2)] = value ?? (globalOptions.test(name) ? known(rest.shift()) : "true");
    }
  };
  const service = next();
  if (options["version"] !== undefined || service === undefined || local.test(service)) return [];
  // An unknown word may also be an option, followed by the service.
  if (service.includes(unknown))
    return [unknownCall(text), ...(rest.length > 1 ? callsOfAws(rest).filter(isResolved) : [])];
  const operation = next();
  if (operation === undefined || operation === "help") return [];
  if (!isService(service) || operation.includes(unknown)) return [unknownCall(text)];
  if (service === "s3") return s3Calls(operation, rest, options, text);
  if (service === "logs" && operation === "tail" && !/^-/.test(rest[0] ?? "-"))
    options["log-group-name"] = known(rest.shift());
  const parameters = { ...options, ...optionsIn(rest, writing.test(`${service} ${operation}`)) };
  if (parameters["generate-cli-skeleton"] !== undefined || rest[0] === "help") return [];
  for (const from of ["cli-input-json", "cli-input-yaml"])
    if (from in parameters) Object.assign(parameters, { ...inputOf(parameters[from]), ...parameters });
  if (operation !== "wait") return callsFor(service, operation, parameters, text);
  const waiter = rest.find((word) => !word.startsWith("-")) ?? "";
  const waited = waitedOperation(service, waiter);
  return waited === undefined ? [unknownCall(text)] : callsFor(service, waited, parameters, text);
}

export function callsFor(
  service: string,
  operation: string,
  parameters: Record<string, string | undefined>,
  text: string,
): ScriptCall[] {
  return actionsOf(service, operation).map((action) =>
    // The service authorization reference does not list this operation, so its action is unknown.
    actionFacts(action) === undefined ? unknownCall(text) : { action, parameters, text },
  );
}

function isResolved({ action }: ScriptCall): boolean {
  return action !== "unknown";
}

function known(word: string | undefined): string | undefined {
  return word?.includes(unknown) ? undefined : word;
}

function splitOption(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word, undefined] : [word.slice(0, at), known(word.slice(at + 1))];
}

/**
 * Parses `--name value value`, `--name=value` and `--flag`. Several values of one option are joined by
 * blanks.
 *
 * @param isOne - Whether each option has at most one value.
 */
export function optionsIn(words: readonly string[], isOne = false): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  let name: string | undefined;
  let values: string[] = [];
  const end = (): void => {
    if (name === undefined) return;
    const value =
      values.length === 0
        ? "true"
        : values.some((one) => one.includes(unknown))
          ? undefined
          : isOne
            ? values[0]
            : values.join(" ");
    found[name] = isSecretName(name) ? undefined : value;
  };
  for (const word of words) {
    if (!/^--[A-Za-z]/.test(word)) {
      values.push(word);
      continue;
    }
    end();
    const at = word.indexOf("=");
    name = word.slice(2, at < 0 ? undefined : at);
    values = at < 0 ? [] : [word.slice(at + 1)];
    if (name.includes(unknown)) name = undefined;
  }
  end();
  return found;
}

/** The parameters in `--cli-input-json '{"VolumeId": "vol-1"}'`, keyed by the corresponding option names. */
function inputOf(text: string | undefined): Record<string, string | undefined> {
  const input: unknown = parsed(text);
  if (typeof input !== "object" || input === null || Array.isArray(input)) return {};
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      optionName(name),
      isSecretName(optionName(name)) ? undefined : textOf(value),
    ]),
  );
}

export function optionName(member: string): string {
  return member
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(" ");
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}
