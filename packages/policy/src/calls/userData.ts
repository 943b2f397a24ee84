import { isPowerShell } from "../bootScripts/ecsSettings.ts";
import { bootScriptOf } from "../userData.ts";
import { callsInPowerShell } from "./powershell.ts";
import { unknownCall, type ScriptCall } from "./scriptCall.ts";
import { callsInShell } from "./shell.ts";

/**
 * Every call of AWS's API that a host's boot script makes.
 *
 * @param userData The script, or its Base64, of Linux or of Windows.
 */
export function callsInUserData(userData: unknown): readonly ScriptCall[] {
  const script = bootScriptOf(userData);
  const isForWindows = isPowerShell(script) || /^\s*<(?:script|persist)>/im.test(script);
  if (!isForWindows) return callsInShell(script);
  // The command prompt's own language is not read here.
  const batch = [...script.matchAll(/<script>([^]*?)<\/script>/gi)].map(([, text = ""]) => text);
  const unread = batch.filter((text) => /\baws\b|powershell|pwsh/i.test(text));
  return [
    ...callsInPowerShell(script.replaceAll(/<script>[^]*?<\/script>/gi, "")),
    ...unread.map(unknownCall),
  ];
}
