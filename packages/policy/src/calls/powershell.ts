import { type ScriptCall } from "./scriptCall.ts";
export function callsInPowerShell(_script: string): ScriptCall[] {
  return [];
}
