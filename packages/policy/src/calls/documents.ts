import type { ScriptCall } from "./scriptCall.ts";
export function callsInDocument(_document: unknown): ScriptCall[] {
  return [];
}
