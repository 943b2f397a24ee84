import { kindOf } from "@ballast/contracts/plain";
import { isFields, suggestion } from "@ballast/model";

/** The top-level keys that a stack's file may have (ProjectStack in sdk/go/common/workspace/project.go of Pulumi 3.255.0). */
const topKeys = ["config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider"];

/** Key services that encrypt a stack's secrets, each with an address (ValidateSecretsProvider of Pulumi 3.255.0). */
const keyServices = ["awskms", "azurekeyvault", "gcpkms", "hashivault"];
const providers = ["default", "passphrase", ...keyServices.map((name) => `${name}://…`)];
const fromHistory = "Restore the line from the file's history";

interface KeyFault {
  path: (string | number)[];
  /** Quotes no value: these keys are about secrets. */
  why: string;
}

/** What is wrong with the keys of a stack's file beside `config`, of which Pulumi says neither line nor key. */
export function topKeyFault(file: Readonly<Record<string, unknown>>): KeyFault | undefined {
  const strange = Object.keys(file).find((key) => !topKeys.includes(key));
  if (strange !== undefined) {
    const name = /^[a-z]\w{0,39}$/i.test(strange) ? strange : "a key (not shown)";
    const why = `${name} is not a key of a stack configuration file.${suggestion(strange, topKeys)} Allowed: ${topKeys.join(", ")}. Put the stack's values below config.`;
    return { path: [strange], why };
  }
  return saltFault(file["encryptionsalt"]) ?? providerFault(file) ?? environmentFault(file["environment"]);
}

/** As the passphrase provider writes it: a salt, and a value by which it checks the passphrase. */
function saltFault(salt: unknown): KeyFault | undefined {
  const base64 = "[A-Za-z0-9+/]+=*";
  if (
    isLeftOut(salt) ||
    (typeof salt === "string" && new RegExp(`^v1:${base64}:v1:${base64}:${base64}$`).test(salt))
  )
    return undefined;
  const why =
    `encryptionsalt is ${kindOf(salt)} (not shown) that Pulumi cannot read; expected: v1:<salt>:v1:<nonce>:<text>, as Pulumi writes it. ` +
    `${fromHistory}. Without encrypted values, remove it: Pulumi writes a new one.`;
  return { path: ["encryptionsalt"], why };
}

function providerFault({
  secretsprovider,
  encryptedkey,
}: Readonly<Record<string, unknown>>): KeyFault | undefined {
  const isService =
    typeof secretsprovider === "string" &&
    new RegExp(`^(?:${keyServices.join("|")})://\\S+$`).test(secretsprovider);
  if (
    !isLeftOut(secretsprovider) &&
    !isService &&
    secretsprovider !== "default" &&
    secretsprovider !== "passphrase"
  ) {
    const [kind = ""] = typeof secretsprovider === "string" ? secretsprovider.split(":") : [];
    const why =
      `secretsprovider is ${kindOf(secretsprovider)} (not shown) that is not a secrets provider.${suggestion(kind, keyServices)} ` +
      `Allowed: ${providers.join(", ")}. Set it with: npx pulumi stack change-secrets-provider`;
    return { path: ["secretsprovider"], why };
  }
  if (isLeftOut(encryptedkey)) return undefined;
  if (typeof encryptedkey !== "string" || !/^[A-Za-z0-9+/\s]+=*\s*$/.test(encryptedkey)) {
    const why = `encryptedkey is ${kindOf(encryptedkey)} (not shown); expected: base64, as Pulumi writes it. ${fromHistory}.`;
    return { path: ["encryptedkey"], why };
  }
  if (isService) return undefined;
  const why =
    `encryptedkey is the key of a key service, and secretsprovider names none; expected: one of ${providers.slice(2).join(", ")}. ` +
    `${fromHistory}, or remove encryptedkey.`;
  return { path: ["encryptedkey"], why };
}

/** Environments of Pulumi ESC: a list of names, or a definition (ast.EnvironmentDecl of Pulumi ESC 0.10.0). */
function environmentFault(environment: unknown): KeyFault | undefined {
  if (isLeftOut(environment)) return undefined;
  const form =
    "expected: a list of names of Pulumi ESC environments, for example [ballast/dev], or a map with imports and values";
  if (Array.isArray(environment)) {
    const index = environment.findIndex((name) => typeof name !== "string" || !/^\S+$/.test(name));
    if (index === -1) return undefined;
    const why = `environment[${index}] is ${kindOf(environment[index])} (not shown); ${form}. Write a name, or remove it.`;
    return { path: ["environment", index], why };
  }
  if (!isFields(environment)) {
    const why = `environment is ${kindOf(environment)} (not shown); ${form}. Write a list, or remove the line. The name of the stack's own environment is a part of the stack's name.`;
    return { path: ["environment"], why };
  }
  const allowed = ["description", "imports", "values"];
  const strange = Object.keys(environment).find((key) => !allowed.includes(key));
  if (strange === undefined) return undefined;
  const why = `environment has a key (not shown) that a definition does not have.${suggestion(strange, allowed)} Allowed: ${allowed.join(", ")}. Rename it, or remove it.`;
  return { path: ["environment", strange], why };
}

/** A key without a value is the same for Pulumi as no key. */
function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null;
}
