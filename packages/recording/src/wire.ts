import { unknownValue } from "@ballast/model";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

/**
 * The form in which Pulumi's SDK and engine exchange properties: plain JSON, with marked objects for secrets and
 * references and one marked string for what is not known yet (github.com/pulumi/pulumi, sdk/nodejs/runtime/rpc.ts;
 * the marks are part of the protocol and the same in every SDK).
 */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
export const unknownOnTheWire = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

export interface Decoded {
  value: unknown;
  /** Property paths (`tags.Name`, `volumes[0].name`) whose values are secret. */
  secrets: string[];
  /** Property paths whose values are not known yet. */
  unknown: string[];
}

export function isMarked(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && signature in value;
}

export function isSecret(value: unknown): boolean {
  return isMarked(value) && value[signature] === secretSignature;
}

export function secretOnTheWire(value: unknown): Properties {
  return { [signature]: secretSignature, value };
}

export function resourceOnTheWire(urn: string, id: unknown): Properties {
  return { [signature]: resourceSignature, urn, id, packageVersion: "" };
}

/** Opens every envelope and says where the secrets and the unknowns were. */
export function decode(raw: unknown): Decoded {
  const secrets: string[] = [];
  const unknown: string[] = [];

  function open(value: unknown, path: string): unknown {
    if (value === unknownOnTheWire) {
      unknown.push(path);
      return unknownValue;
    }
    if (Array.isArray(value)) return value.map((item, index) => open(item, `${path}[${index}]`));
    if (typeof value !== "object" || value === null) return value;
    if (isMarked(value)) return openMarked(value, path);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, open(inner, path === "" ? key : `${path}.${key}`)]),
    );
  }

  function openMarked(value: Properties, path: string): unknown {
    switch (value[signature]) {
      case secretSignature:
        secrets.push(path);
        return open(value["value"], path);
      case outputSignature:
        if (value["secret"] === true) secrets.push(path);
        return "value" in value ? open(value["value"], path) : open(unknownOnTheWire, path);
      case resourceSignature:
        return value["urn"];
      default:
        // Assets and archives: what they hold is not compared.
        return value;
    }
  }

  return { value: open(raw, ""), secrets, unknown };
}

/** Opens secrets and output values, and keeps unknowns as they travel: what a provider would be given. */
export function openSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (isMarked(value)) {
    if (value[signature] === secretSignature) return openSecrets(value["value"]);
    if (value[signature] === outputSignature)
      return "value" in value ? openSecrets(value["value"]) : unknownOnTheWire;
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, openSecrets(inner)]));
}

export function fromStruct(value: { toJavaScript(): unknown } | undefined): Properties {
  return (value?.toJavaScript() ?? {}) as Properties;
}

export function toStruct(value: Properties): struct.Struct {
  return struct.Struct.fromJavaScript(value as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}
