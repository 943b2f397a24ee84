import { gunzipSync } from "node:zlib";
import { fields, parsed, text, type Resource } from "@ballast/model";
import { bootSettings, ecsSettings } from "./bootScripts/ecsSettings.ts";

/** The boot script of a launch template. */
export function bootScript(template: Resource): string {
  return bootScriptOf(template.inputs["userData"]);
}

/** @param userData The script, or its Base64 as EC2 accepts it, optionally compressed with gzip. */
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

/** The custom attributes that are certain; empty if they are not valid JSON. */
export function customAttributes(script: string): Record<string, string> {
  if (bootSettings(script).isPartial("ECS_INSTANCE_ATTRIBUTES")) return {};
  return fields(parsed(customAttributesText(script))) as Record<string, string>;
}

/** Why an instance may have further custom attributes; undefined if it cannot. */
export function otherAttributes(userData: unknown): string | undefined {
  if (userData !== undefined && typeof userData !== "string")
    return "may be set by user data that is unknown";
  const script = bootScriptOf(userData);
  const set = customAttributesText(script);
  const isRead = set === undefined || parsed(set) !== undefined;
  const settings = bootSettings(script);
  const isOpen =
    settings.isUnjudged("ECS_INSTANCE_ATTRIBUTES") || settings.isPartial("ECS_INSTANCE_ATTRIBUTES");
  return !isRead || isOpen || putsAttributes.test(script) ? "may be set by the boot script" : undefined;
}

/** Command names of the AWS CLI, the SDKs and PowerShell. */
const putsAttributes = /put[-_]?attributes|Write-ECSAttribute/i;
