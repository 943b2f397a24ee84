import { gunzipSync } from "node:zlib";
import { fields, parsed, text, type Resource } from "@ballast/model";
import { ecsSettings } from "./bootScripts/ecsSettings.ts";

/** The boot script of a launch template. */
export function bootScript(template: Resource): string {
  return bootScriptOf(template.inputs["userData"]);
}

/** @param userData The script, or its Base64 as EC2 takes it, compressed by gzip or not. */
export function bootScriptOf(userData: unknown): string {
  const given = text(userData);
  const bytes = /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(given) ? Buffer.from(given, "base64") : undefined;
  if (bytes === undefined) return given;
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipped(bytes) : bytes).toString();
}

function unzipped(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: 1 << 20 });
  } catch {
    return bytes;
  }
}

/** JSON of the custom attributes that a boot script sets; undefined if it sets none. */
export function customAttributesText(script: string): string | undefined {
  return ecsSettings(script).get("ECS_INSTANCE_ATTRIBUTES");
}

/** The custom attributes; none where they are no JSON. */
export function customAttributes(script: string): Record<string, string> {
  return fields(parsed(customAttributesText(script))) as Record<string, string>;
}
