import { parsedYaml } from "@ballast/aws/templates";
import { fields, isFields, list, text } from "@ballast/model";
import { callsInPowerShell } from "./powershell.ts";
import { distinctCalls, unknownCall, type ScriptCall } from "./scriptCall.ts";
import { callsInShell } from "./shell.ts";

/**
 * Build phases in the order in which CodeBuild runs them (CodeBuild user guide, "Build specification
 * reference", 2026-11).
 */
const phases = ["install", "pre_build", "build", "post_build"];

/**
 * The AWS API calls of a build specification: those of its commands, and those that CodeBuild itself makes
 * for its sections (variables, reports, cache).
 *
 * @param buildspec YAML or JSON.
 * @param variables The build's environment variables whose values are known.
 */
export function callsInBuild(buildspec: string, variables: Record<string, string>): ScriptCall[] {
  const document: unknown = parsedYaml(buildspec);
  if (!isFields(document)) return [unknownCall(buildspec)];
  const environment = fields(document["env"]);
  const given = Object.fromEntries(
    Object.entries(fields(environment["variables"])).map(([name, value]) => [name, text(value)]),
  );
  // The project's variables override those of the specification (user guide, "env/variables").
  const known = { ...given, ...variables };
  for (const name of [
    ...Object.keys(fields(environment["parameter-store"])),
    ...Object.keys(fields(environment["secrets-manager"])),
  ])
    delete known[name];
  const isPowerShell = /powershell|pwsh/i.test(text(environment["shell"]));
  const scripts = scriptsIn(document);
  return distinctCalls([
    ...fetched(environment),
    ...(isPowerShell ? callsInPowerShell(scripts.join("\n")) : callsInShell(scripts, { variables: known })),
    ...reported(document["reports"]),
    ...cached(document["cache"]),
  ]);
}

/**
 * The scripts of each phase: `commands`, then `finally`. CodeBuild runs `finally` even if a command fails, so
 * each is read separately.
 */
function scriptsIn(document: Record<string, unknown>): string[] {
  const all = fields(document["phases"]);
  return phases.flatMap((phase) => {
    const { commands, finally: last } = fields(all[phase]);
    return [scriptOf(commands), scriptOf(last)];
  });
}

function scriptOf(commands: unknown): string {
  return (Array.isArray(commands) ? list(commands) : [commands])
    .map((command) => `${text(command)}\n`)
    .join("");
}

/** Calls for values that CodeBuild fetches before the first phase. */
function fetched(environment: Record<string, unknown>): ScriptCall[] {
  const parameters = Object.values(fields(environment["parameter-store"])).map((name) => text(name));
  const secrets = Object.values(fields(environment["secrets-manager"])).map((reference) => text(reference));
  return [
    ...parameters.map((name) => call("ssm:GetParameters", { names: name }, `env.parameter-store: ${name}`)),
    ...secrets.map((reference) => {
      // `<id>:<key>:<stage>:<version>`; an ARN itself contains colons.
      const id = /^(arn:(?:[^:]*:){5}[^:]*|[^:]*)/.exec(reference)?.[1] ?? reference;
      return call("secretsmanager:GetSecretValue", { "secret-id": id }, `env.secrets-manager: ${id}`);
    }),
  ];
}

/**
 * Calls for test reports. CodeBuild creates a report group that does not exist (user guide, "Work with report
 * groups").
 */
function reported(reports: unknown): ScriptCall[] {
  return Object.keys(fields(reports)).flatMap((name) => {
    const group = name.startsWith("arn:") ? name : undefined;
    return [
      "BatchPutCodeCoverages",
      "BatchPutTestCases",
      "CreateReport",
      "CreateReportGroup",
      "UpdateReport",
    ].map((action) => call(`codebuild:${action}`, { "report-group": group }, `reports.${name}`));
  });
}

/** Calls for a cache in S3. The project sets its bucket, so bucket and key are unknown here. */
function cached(cache: unknown): ScriptCall[] {
  if (list(fields(cache)["paths"]).length === 0) return [];
  return ["s3:GetObject", "s3:PutObject"].map((action) =>
    call(action, { bucket: undefined, key: undefined }, "cache"),
  );
}

function call(action: string, parameters: ScriptCall["parameters"], where: string): ScriptCall {
  return { action, parameters, text: where };
}
