import { isSecretName } from "./names.ts";
import { asText, isAbout, isPlaceholder, secretWithin } from "./values.ts";

const value = `("[^"\\n]*"|'[^'\\n]*'|[^\\s;&|,)\\]}]+)`;

/** `NAME=value`, `$env:NAME = value`, `set NAME=value`, `"name": "value"`, `NAME: value` at the end of a line. */
const assignments = [
  new RegExp(`(?<![\\w.-]|\\$(?:\\w+:)?)([A-Za-z_][\\w.-]*)\\s*=\\s*${value}`, "gi"),
  // What stands without quotes in PowerShell is a command.
  /\$(?:\w+:)?([A-Za-z_]\w*)\s*=\s*("[^"\n]*"|'[^'\n]*'|\d+\s*$)/gm,
  new RegExp(`["']([A-Za-z_][\\w.-]*)["']\\s*:\\s*("[^"\\n]*"|'[^'\\n]*')`, "g"),
  /^[ \t-]*(?:export\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*:\s+("[^"\n]*"|'[^'\n]*'|[^\s#]+)[ \t]*$/gim,
  // PowerShell and .NET.
  new RegExp(`SetEnvironmentVariable\\(\\s*["']([A-Za-z_][\\w.-]*)["']\\s*,\\s*${value}`, "gi"),
];

/** `--password value`, `-AdminPassword value`; `--password=value` is an assignment. */
const option = new RegExp(`(?:^|\\s)(?:-D|--?)([A-Za-z][\\w.-]*)(?:\\s+|=)${value}`, "g");

/** What programs take a password by without its name. */
const programs: readonly RegExp[] = [
  /\bcurl\b[^\n|;]*\s(?:-u|--user)\s*["']?[^\s:"']+:([^\s"']+)/g,
  /\bmysql(?:dump|admin)?\b[^\n|;]*\s-p([^\s"'-][^\s"']*)/g,
  /\bsshpass\s+-p\s*["']?([^\s"']+)/g,
  /\bdocker\s+login\b[^\n|;]*\s-p\s+["']?([^\s"']+)/g,
  /\bredis-cli\b[^\n|;]*\s-a\s+["']?([^\s"']+)/g,
  /\bnet\s+use\b[^\n|;]*\s\/user:\S+\s+([^\s"'/]+)/gi,
  /ConvertTo-SecureString\s+(?:-String\s+)?["']([^"'$]+)["']/gi,
  /\bchpasswd\b\s*<<<\s*["']?[^:\s"']+:([^\s"']+)/g,
  /\becho\s+["']?[^:\s"']+:([^\s"']+)["']?\s*\|\s*chpasswd/g,
];

/**
 * What a script, a command line or a document holds of secrets, each in words that do not quote it: `DB_PASSWORD sounds like a secret`.
 *
 * @param text - of a shell, PowerShell, YAML, JSON or of settings.
 */
export function secretsInText(text: string, depth = 0): string[] {
  const code = text.replace(/^[ \t]*(?:#(?!!)|REM\s|\/\/).*$/gim, "");
  const named = [...assignments, option].flatMap((form) =>
    [...code.matchAll(form)].flatMap(([, name = "", given = ""]) =>
      isSecretName(name) && isLiteral(given) ? [`${name} sounds like a secret`] : [],
    ),
  );
  const passed = programs.flatMap((form) =>
    [...code.matchAll(form)].flatMap(([, given = ""]) =>
      isLiteral(given) ? ["a password is passed on"] : [],
    ),
  );
  const whole = secretWithin(code);
  const words = text.split(/[\s"'`,;|<>()[\]{}]+/).flatMap((word) => {
    const value = word.replace(/^[\w.-]+=(?=.)/, "");
    // A file that a script writes, in Base64.
    const file = depth < 2 && value.length > 40 ? asText(value) : undefined;
    if (file !== undefined) return secretsInText(file, depth + 1);
    const found = secretWithin(value);
    return found === undefined ? [] : [`holds ${found}`];
  });
  return [...new Set([...named, ...passed, ...(whole === undefined ? [] : [`holds ${whole}`]), ...words])];
}

/** Whether the value itself stands there. */
function isLiteral(given: string): boolean {
  const text = given.replace(/^["']|["']$/g, "").trim();
  return text !== "" && !/^[-$`%(<{\\|&[@]|^id=/.test(text) && !isPlaceholder(text) && !isAbout(text);
}
