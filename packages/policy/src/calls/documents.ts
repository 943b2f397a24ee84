import { parsedYaml } from "@ballast/aws/templates";
import { fields, isFields, list, text } from "@ballast/model";
import { unknown } from "../bootScripts/world.ts";
import { imageCalls, pullActions } from "./docker.ts";
import { callsInPowerShell } from "./powershell.ts";
import { distinctCalls, unknownCall, type ScriptCall } from "./scriptCall.ts";
import { callsInShell } from "./shell.ts";

type Inputs = Record<string, unknown>;

/**
 * The AWS API calls that an instance makes for a Systems Manager Command document: those of its scripts and
 * of the SSM agent's plugins. An unknown plugin gives a call whose action is `unknown`. Never throws.
 *
 * @param document JSON or YAML text of schema 1.2 or 2.x, or the parsed document.
 */
export function callsInDocument(document: unknown): readonly ScriptCall[] {
  const parsed: unknown = typeof document === "string" ? parsedYaml(document) : document;
  if (!isFields(parsed)) return [unknownCall("a document that cannot be read")];
  const { mainSteps, runtimeConfig } = parsed;
  const steps = [
    ...list(mainSteps).map((step): [string, Inputs] => {
      const { action, inputs } = fields(step);
      return [text(action), fields(inputs)];
    }),
    ...Object.entries(fields(runtimeConfig)).flatMap(([action, plugin]) => {
      const { properties } = fields(plugin);
      return (Array.isArray(properties) ? list(properties) : [properties]).map((one): [string, Inputs] => [
        action,
        fields(one),
      ]);
    }),
  ];
  if (steps.length === 0) return [unknownCall("a document that cannot be read")];
  return distinctCalls(steps.flatMap(([action, inputs]) => pluginCalls(action, inputs)));
}

/**
 * The calls of an association or command that runs a document owned by AWS.
 *
 * @param parameters The document parameters that the association or command passes, keyed by name.
 */
export function callsInNamedDocument(
  name: string,
  parameters: Record<string, unknown> = {},
): readonly ScriptCall[] {
  const [, plain = name] = /^(?:arn:[^/]*\/)?(.*)$/.exec(name) ?? [];
  const first = (key: string): unknown =>
    Array.isArray(parameters[key]) ? list(parameters[key])[0] : parameters[key];
  switch (plain) {
    case "AWS-JoinDirectoryServiceDomain":
      return pluginCalls("aws:domainJoin", { directoryId: first("directoryId") });
    case "AWS-RunShellScript":
      return pluginCalls("aws:runShellScript", { runCommand: parameters["commands"] });
    case "AWS-RunPowerShellScript":
      return pluginCalls("aws:runPowerShellScript", { runCommand: parameters["commands"] });
    case "AWS-GatherSoftwareInventory":
      return pluginCalls("aws:softwareInventory", {});
    case "AWS-ConfigureAWSPackage":
      return pluginCalls("aws:configurePackage", { name: first("name") });
    default:
      return [unknownCall(`document ${name}`)];
  }
}

/**
 * Source: Systems Manager user guide, "Command document plugin reference", and the managed policies that its
 * plugins need (2026-11).
 */
function pluginCalls(action: string, inputs: Inputs): readonly ScriptCall[] {
  const call = (name: string, parameters: ScriptCall["parameters"] = {}): ScriptCall => ({
    action: name,
    parameters,
    text: action,
  });
  switch (action) {
    case "aws:runShellScript":
      return callsInShell(scriptOf(inputs["runCommand"]));
    case "aws:runPowerShellScript":
    case "aws:psModule":
      return callsInPowerShell(scriptOf(inputs["runCommand"]));
    // Source: AWS managed policy AmazonSSMDirectoryServiceAccess.
    case "aws:domainJoin": {
      const directory = { "directory-id": known(inputs["directoryId"]) };
      return [call("ds:CreateComputer", directory), call("ds:DescribeDirectories", directory)];
    }
    case "aws:downloadContent":
      return downloadCalls(inputs, call);
    case "aws:softwareInventory":
      return [call("ssm:PutInventory")];
    case "aws:configurePackage":
      return ["DescribeDocument", "GetDocument", "GetManifest", "PutConfigurePackageResult"].map((name) =>
        call(`ssm:${name}`, { name: known(inputs["name"]) }),
      );
    case "aws:runDockerAction":
    case "aws:configureDocker":
      return imageCalls(withValues(text(inputs["image"])), pullActions, action);
    case "aws:runDocument":
      return [
        call("ssm:GetDocument", { name: known(inputs["documentPath"]) }),
        unknownCall(`${action} ${text(inputs["documentPath"])}`),
      ];
    // The plugin downloads installers without credentials.
    case "aws:applications":
      return [];
    default:
      return [unknownCall(action)];
  }
}

function downloadCalls(
  inputs: Inputs,
  call: (name: string, parameters?: ScriptCall["parameters"]) => ScriptCall,
): readonly ScriptCall[] {
  const raw = inputs["sourceInfo"];
  const source = fields(typeof raw === "string" ? parsedYaml(raw) : raw);
  switch (text(inputs["sourceType"])) {
    case "S3": {
      // `https://bucket.s3.region.amazonaws.com/key`, `https://s3.region.amazonaws.com/bucket/key`.
      const [, host = "", path = ""] =
        /^https?:\/\/([^/]+)\/(.*)$/.exec(withValues(text(source["path"]))) ?? [];
      const [, named] = /^(.+)\.s3[.-]/.exec(host) ?? [];
      const bucket = named ?? path.split("/")[0];
      const key = named === undefined ? path.split("/").slice(1).join("/") : path;
      const isSure = host !== "" && !`${host}${path}`.includes(unknown);
      const place = { bucket: isSure ? bucket : undefined, key: isSure ? `${key}*` : undefined };
      return [call("s3:GetObject", place), call("s3:ListBucket", { bucket: place.bucket })];
    }
    case "SSMDocument":
      return [call("ssm:GetDocument", { name: known(source["name"]) })];
    case "HTTP":
    case "Git":
    case "GitHub": {
      const references = JSON.stringify(source).matchAll(/\{\{\s*ssm-secure:([\w./-]+)\s*\}\}/g);
      return [...references].map(([, name = ""]) => call("ssm:GetParameter", { name }));
    }
    default:
      return [unknownCall(`aws:downloadContent ${text(inputs["sourceType"])}`)];
  }
}

function scriptOf(commands: unknown): string {
  const lines = Array.isArray(commands) ? list(commands).map((line) => text(line)) : [text(commands)];
  return withValues(lines.join("\n"));
}

/** Replaces document parameters, which get their values only at run time, by `unknown` markers. */
function withValues(script: string): string {
  return script.replace(/\{\{\s*([\w:./-]+)\s*\}\}/g, `${unknown}$1`);
}

function known(value: unknown): string | undefined {
  const given = text(value);
  return given === "" || given.includes("{{") ? undefined : given;
}
