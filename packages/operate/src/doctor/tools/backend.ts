import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { missing, ok, unknown, warning, type Check, type Verdict } from "../check.ts";
import { fields, parsed, setSecretCommand, text } from "@ballast/model";
import { pulumiHome, type Machine } from "./machine.ts";

/** The secrets in a stack's settings file, without their values. */
export interface StackSecrets {
  stack: string;
  /** Keys of the secrets that the user must set: `ballast:registryCredentials`. */
  declared: string[];
  /** Keys whose values are encrypted in its file. */
  encrypted: string[];
  /** Keys whose values are in the file in plain text. */
  plain: string[];
  /** `awskms://…`, `passphrase`, … @default - the backend's */
  secretsProvider?: string;
}

/** Checks the backend of the state and access to it. Only local data is read, and tokens are never printed. */
export function backendChecks(machine: Machine, projectUrl: string, stacks: StackSecrets[]): Check[] {
  const url = backendUrl(machine, projectUrl);
  const about = { id: "backend", what: "Pulumi is logged in to a state backend" };
  return [
    { ...about, ...backend(machine, url) },
    ...(url === "" ? [] : stacks).map((one) => ({
      id: `passphrase:${one.stack}`,
      what: `The secrets of ${one.stack} can be encrypted`,
      stacks: [one.stack],
      ...passphrase(machine, url, one),
    })),
    ...stacks.flatMap(declaredSecrets),
  ];
}

/** Precedence as in Pulumi (pkg/workspace/creds.go of 3.255.0). */
function backendUrl(machine: Machine, projectUrl: string): string {
  return machine.env["PULUMI_BACKEND_URL"] || projectUrl || text(credentials(machine)["current"]);
}

function credentials(machine: Machine): Record<string, unknown> {
  const folder = machine.env["PULUMI_CREDENTIALS_PATH"] || pulumiHome(machine);
  const path = join(folder, "credentials.json");
  return existsSync(path) ? fields(parsed(readFileSync(path, "utf8"))) : {};
}

const pulumiCloud = "https://api.pulumi.com";

function backend(machine: Machine, url: string): Verdict {
  const token = (machine.env["PULUMI_ACCESS_TOKEN"] ?? "") !== "";
  if (url === "") {
    return token
      ? ok("PULUMI_ACCESS_TOKEN is set, for Pulumi Cloud")
      : missing("it is not logged in", "npx pulumi login (Pulumi Cloud, s3://<bucket>, or file://<folder>)");
  }
  const shown = withoutCredentials(url);
  if (!isCloud(url)) {
    return url.startsWith("file://")
      ? ok(`${shown}, only on this machine`)
      : ok(`${shown}; whether you have access to it is not checked`);
  }
  const known = Object.hasOwn(fields(credentials(machine)["accessTokens"]), url);
  return known || token
    ? ok(shown)
    : missing(
        `there is no token for ${shown}`,
        url === pulumiCloud ? "npx pulumi login" : `npx pulumi login ${shown}`,
      );
}

function isCloud(url: string): boolean {
  return /^https?:\/\//.test(url);
}

/** Removes user, password and query from a URL, for messages. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^/?#]*@/i, "$1").replace(/[?#].*$/, "");
}

/** A self-managed backend encrypts with a passphrase unless the stack's file sets another secrets provider. */
function passphrase({ env }: Machine, url: string, { stack, secretsProvider = "" }: StackSecrets): Verdict {
  if (!["", "passphrase", "default"].includes(secretsProvider))
    return ok(`by ${secretsProvider.split(":")[0] ?? "its provider"}, as its file says`);
  if (isCloud(url) && secretsProvider !== "passphrase") return ok("by Pulumi Cloud");
  const [inText, inFile] = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"] as const;
  if (env[inText] !== undefined) return ok(`by the passphrase of ${inText}`);
  if (env[inFile] === undefined)
    return warning(
      `neither ${inText} nor ${inFile} is set: Pulumi will prompt for it, which is not possible in a pipeline`,
      `export ${inFile}=<file>, or npx pulumi stack init ${stack} --secrets-provider "awskms://<key>?region=<region>"`,
    );
  return existsSync(env[inFile])
    ? ok(`by the passphrase of ${inFile}`)
    : missing(`${inFile} names ${env[inFile]}, which does not exist`, "Name an existing file.");
}

function declaredSecrets({ stack, declared, encrypted, plain }: StackSecrets): Check[] {
  return declared.map((key) => {
    const name = key.split(":").at(-1) ?? key;
    const fix = setSecretCommand(stack, name);
    const verdict = encrypted.includes(key)
      ? ok("it is set")
      : plain.includes(key)
        ? missing("it is stored in plain text: replace it at its source, and set it again as a secret", fix)
        : missing("it is not set", fix);
    return {
      id: `secret:${stack}:${name}`,
      what: `The secret ${name} of ${stack} is set`,
      stacks: [stack],
      ...verdict,
    };
  });
}

/** Notes that a referenced stack must be deployed first. */
export function referenceNotes(references: { stack: string; stacks: string[] }[]): Check[] {
  return references.map(({ stack, stacks }) => ({
    id: `stack:${stack}`,
    what: `The stack ${stack}, on which others depend, is deployed`,
    stacks,
    ...unknown(
      "not checked, because only the backend knows",
      `npx pulumi stack output --stack ${stack.split("/").at(-1) ?? stack}`,
    ),
  }));
}
