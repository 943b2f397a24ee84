import { parsedYaml } from "@ballast/aws/templates";
import { fields, isFields, list, text } from "@ballast/model";
import { callsInPowerShell } from "./powershell.ts";
import { distinctCalls, unknownCall, type ScriptCall } from "./scriptCall.ts";
import { callsInShell } from "./shell.ts";

/** In the order in which CodeBuild runs them (CodeBuild user guide, "Build specification reference", 2026-11). */
const phases = ["install", "pre_build", "build", "post_build"];

/**
 * Every call of AWS's API that a build makes by its specification: its commands', and CodeBuild's own for what the specification asks of it.
 *
 * @param buildspec YAML or JSON.
 * @param variables The environment of the build, as far as it is known.
 */
export function callsInBuild(buildspec: string, variables: Record<string, string>): ScriptCall[] {
  const document: unknown = parsedYaml(buildspec);
  if (!isFields(document)) return [unknownCall(buildspec)];
  const environment = fields(document["env"]);
  const given = Object.fromEntries(
    Object.entries(fields(environment["variables"])).map(([name, value]) => [name, text(value)]),
  );
  // What the project sets overrides what the specification sets (user guide, "env/variables").
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

/** The commands of each phase, and those that end it: each list runs whatever became of those before. */
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

/** Values that CodeBuild fetches before the first phase. */
function fetched(environment: Record<string, unknown>): ScriptCall[] {
  const parameters = Object.values(fields(environment["parameter-store"])).map((name) => text(name));
  const secrets = Object.values(fields(environment["secrets-manager"])).map((reference) => text(reference));
  return [
    ...parameters.map((name) => call("ssm:GetParameters", { names: name }, `env.parameter-store: ${name}`)),
    ...secrets.map((reference) => {
      // `<id>:<key>:<stage>:<version>`; an ARN has colons of its own.
      const id = /^(arn:(?:[^:]*:){5}[^:]*|[^:]*)/.exec(reference)?.[1] ?? reference;
      return call("secretsmanager:GetSecretValue", { "secret-id": id }, `env.secrets-manager: ${id}`);
    }),
  ];
}

/** Groups are created if they are not there (user guide, "Work with report groups"). */
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

/** A cache in S3 is the project's, which says where it is. */
function cached(cache: unknown): ScriptCall[] {
  if (list(fields(cache)["paths"]).length === 0) return [];
  return ["s3:GetObject", "s3:PutObject"].map((action) =>
    call(action, { bucket: undefined, key: undefined }, "cache"),
  );
}

function call(action: string, parameters: ScriptCall["parameters"], where: string): ScriptCall {
  return { action, parameters, text: where };
}
