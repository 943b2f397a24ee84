import { createHash } from "node:crypto";
import { isSecretName } from "./names.ts";
import { asText, isAbout, isPlaceholder, masked, secretWithin, withoutPublicPem } from "./values.ts";

const value = `("[^"\\n]*"|'[^'\\n]*'|[^\\s;&|,)\\]}]+)`;

/** `NAME=value`, `$env:NAME = value`, `set NAME=value`, `"name": "value"`, `NAME: value` at the end of a line. */
const assignments = [
  new RegExp(`(?<![\\w.-]|\\$(?:\\w+:)?)([A-Za-z_][\\w.-]*)\\s*=\\s*${value}`, "gi"),
  // Text without quotes in PowerShell is a command.
  /\$(?:\w+:)?([A-Za-z_]\w*)\s*=\s*("[^"\n]*"|'[^'\n]*'|\d+\s*$)/gm,
  new RegExp(`["']([A-Za-z_][\\w.-]*)["']\\s*:\\s*("[^"\\n]*"|'[^'\\n]*')`, "g"),
  /^[ \t-]*(?:export\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*:\s+("[^"\n]*"|'[^'\n]*'|[^\s#]+)[ \t]*$/gim,
  // PowerShell and .NET.
  new RegExp(`SetEnvironmentVariable\\(\\s*["']([A-Za-z_][\\w.-]*)["']\\s*,\\s*${value}`, "gi"),
];

/** `--password value`, `-AdminPassword value`; `--password=value` is an assignment. */
const option = new RegExp(`(?:^|\\s)(?:-D|--?)([A-Za-z][\\w.-]*)(?:\\s+|=)${value}`, "g");

/** Command-line options through which programs accept a password, and whose names do not contain the word. */
const programs: readonly RegExp[] = [
  /\bcurl\b[^\n|;]*\s(?:-u|--user)\s*["']?[^\s:"']+:([^\s"']+)/g,
  /\bmysql(?:dump|admin)?\b[^\n|;]*\s-p([^\s"'-][^\s"']*)/g,
  /\bsshpass\s+-p\s*["']?([^\s"']+)/g,
  /\bdocker\s+login\b[^\n|;]*\s-p\s+["']?([^\s"']+)/g,
  /\bredis-cli\b[^\n|;]*\s-a\s+["']?([^\s"']+)/g,
  /\bnet\s+use\b[^\n|;]*\s\/user:\S+\s+([^\s"'/]+)/gi,
  /ConvertTo-SecureString\s+(?:-String\s+)?["']([^"'$]+)["']/gi,
  /\bsqlcmd\b[^\n|;]*\s-P\s*["']?([^\s"']+)/g,
  /\bmongo(?:sh|dump|restore)?\b[^\n|;]*\s-p\s+["']?([^\s"']+)/g,
  /\bldap(?:search|modify|add|delete|whoami|passwd)\b[^\n|;]*\s-w\s*["']?([^\s"']+)/g,
  /\b(?:smbclient|rpcclient|net\s+rpc|wmic)\b[^\n|;]*\s-U\s*["']?[^\s"'%]+%([^\s"']+)/g,
  /\bnet\s+user\s+[^\s/"']+\s+["']?([^\s"'/*][^\s"']*)/gi,
  /["'\s](?:x-)?(?:api-?key|auth-?token|access-?token|private-token)\s*:\s*([^\s"']{6,})/gi,
  // cloud-init's users with their passwords.
  /\bchpasswd:\s*\n(?:[ \t]+.*\n)*?[ \t]+list:[^\n]*\n[ \t]+-?\s*["']?[^:\s"']+:([^\s"']+)/g,
  /\bchpasswd\b\s*<<<\s*["']?[^:\s"']+:([^\s"']+)/g,
  /\becho\s+["']?[^:\s"']+:([^\s"']+)["']?\s*\|\s*chpasswd/g,
];

/** A secret in a text. */
export interface SecretPlace {
  /**
   * Distinguishes the secret from the others in its text, independently of its value: its name, or the surrounding text.
   */
  key: string;
  /** A description that does not quote the value: `DB_PASSWORD sounds like a secret`. */
  found: string;
}

/** The secrets of a script, a command line, YAML or settings, one by one. */
export function secretPlacesInText(shown: string, depth = 0): SecretPlace[] {
  const text = withoutPublicPem(shown);
  const code = text.replace(/^[ \t]*(?:#(?!!)|REM\s|\/\/).*$/gim, "");
  // Two forms may find the same value.
  const named = new Map<number, SecretPlace>();
  for (const form of [...assignments, option])
    for (const { index, 0: whole, 1: name = "", 2: given = "" } of code.matchAll(form))
      if (isSecretName(name) && isLiteral(given))
        named.set(index + whole.lastIndexOf(given), { key: name, found: `${name} sounds like a secret` });
  const passed = programs.flatMap((form) =>
    [...code.matchAll(form)].flatMap(([whole, given = ""]) =>
      isLiteral(given) ? [{ key: whole.trim().split(/\s/)[0] ?? "", found: "a password is passed on" }] : [],
    ),
  );
  let before = "";
  const words = text.split(/[\s"'`,;|<>()[\]{}]+/).flatMap((word): SecretPlace[] => {
    const value = word.replace(/^[\w.-]+=(?=.)/, "");
    const around = `${before} ${masked(value)}`;
    // Any other word may be a password.
    before = /^--?[A-Za-z][\w-]*$/.test(word) ? word : "";
    // A file that a script writes, in Base64.
    const file = depth < 2 && value.length > 40 ? asText(value) : undefined;
    if (file !== undefined) return secretPlacesInText(file, depth + 1);
    const found = secretWithin(value);
    return found === undefined ? [] : [{ key: fingerprint(around), found: `holds ${found}` }];
  });
  const whole = secretWithin(code);
  const places = [...named.values(), ...passed, ...words];
  const found = whole === undefined ? "" : `holds ${whole}`;
  if (found !== "" && !words.some((word) => word.found === found)) places.push({ key: "", found });
  return numbered(places);
}

/** Each with a key of its own: the second one of a name is `DB_PASSWORD#2`. */
export function numbered(places: readonly SecretPlace[]): SecretPlace[] {
  const counts = new Map<string, number>();
  return places.map(({ key, found }) => {
    const own = key === "" ? found : key;
    const count = (counts.get(own) ?? 0) + 1;
    counts.set(own, count);
    return { key: count === 1 ? own : `${own}#${count}`, found };
  });
}

/** The hash of a text from which the secrets were removed, so that it reveals nothing about them. */
function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/**
 * The secrets in a script, a command line or a document, each with a description that does not quote it:
 * `DB_PASSWORD sounds like a secret`.
 *
 * @param text - in the language of a shell, PowerShell, YAML, JSON or settings.
 */
export function secretsInText(text: string): string[] {
  return [...new Set(secretPlacesInText(text).map(({ found }) => found))];
}

/** Whether the text is the value itself and not a reference to it. */
function isLiteral(given: string): boolean {
  const text = given.replace(/^["']|["']$/g, "").trim();
  return text !== "" && !/^[-$`%(<{\\|&[@]|^id=/.test(text) && !isPlaceholder(text) && !isAbout(text);
}
