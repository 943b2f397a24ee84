import { isPowerShell } from "../bootScripts/ecsSettings.ts";
import { bootScriptOf } from "../userData.ts";
import { callsInPowerShell } from "./powershell.ts";
import { unknownCall, type ScriptCall } from "./scriptCall.ts";
import { callsInShell } from "./shell.ts";

/**
 * The AWS API calls of an instance's user data.
 *
 * @param userData The script or its Base64 encoding, for Linux or Windows.
 */
export function callsInUserData(userData: unknown): readonly ScriptCall[] {
  const script = bootScriptOf(userData);
  const isForWindows = isPowerShell(script) || /^\s*<(?:script|persist)>/im.test(script);
  if (!isForWindows) return callsInShell(script);
  // Windows batch scripts are not analyzed.
  const batch = [...script.matchAll(/<script>([^]*?)<\/script>/gi)].map(([, text = ""]) => text);
  const unread = batch.filter((text) => /\baws\b|powershell|pwsh/i.test(text));
  return [
    ...callsInPowerShell(script.replaceAll(/<script>[^]*?<\/script>/gi, "")),
    ...unread.map(unknownCall),
  ];
}
