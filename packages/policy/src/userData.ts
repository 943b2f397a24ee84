import { parsed, text, type Resource } from "@ballast/model";

/** The boot script of a launch template. */
export function bootScript(template: Resource): string {
  return bootScriptOf(template.inputs["userData"]);
}

/** @param userData Base64, as EC2 takes it. */
export function bootScriptOf(userData: unknown): string {
  return Buffer.from(text(userData), "base64").toString();
}

/** JSON of the custom attributes that a boot script sets; undefined if it sets none. */
export function customAttributesText(script: string): string | undefined {
  return /ECS_INSTANCE_ATTRIBUTES(?:=|", ')(\{.*\})/.exec(script)?.[1];
}

/** The custom attributes; none where they are no JSON. */
export function customAttributes(script: string): Record<string, string> {
  return (parsed(customAttributesText(script)) ?? {}) as Record<string, string>;
}
