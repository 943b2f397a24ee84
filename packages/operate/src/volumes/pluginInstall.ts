import { gunzipSync } from "node:zlib";

/** A Docker volume plugin, as a boot script installs it. */
export interface InstalledPlugin {
  /** The driver's name in task definitions: `rexray/efs`. */
  alias: string;
  /** `registry.example.com/rexray-efs@sha256:…` */
  image: string;
  /** `{ EFS_TAG: "files-dev" }` */
  settings: Record<string, string>;
}

/** Every `docker plugin install` of a launch template's user data: Base64 of text, compressed or not. */
export function installedPlugins(userData: string): InstalledPlugin[] {
  const bytes = Buffer.from(userData, "base64");
  const script = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString();
  const commands = script.replaceAll(/\\\r?\n/g, " ").matchAll(/\bdocker\s+plugin\s+install\s+([^\n]*)/g);
  return [...commands].flatMap(([, rest = ""]) => installed(words(rest)) ?? []);
}

function installed(all: string[]): InstalledPlugin | undefined {
  let alias: string | undefined;
  const plain: string[] = [];
  for (let position = 0; position < all.length; position += 1) {
    const word = all[position] ?? "";
    if (word === "--alias") alias = all[(position += 1)];
    else if (word.startsWith("--alias=")) alias = word.slice("--alias=".length);
    else if (!word.startsWith("-")) plain.push(word);
  }
  const [image, ...settings] = plain;
  if (image === undefined) return undefined;
  const pairs = settings.map((setting): [string, string] => {
    const [key = "", ...value] = setting.split("=");
    return [key, value.join("=")];
  });
  // Without an alias, Docker names the plugin by its image reference without `:latest`.
  return { alias: alias ?? image.replace(/:latest$/, ""), image, settings: Object.fromEntries(pairs) };
}

/** The unquoted words of one shell command, up to its end. */
function words(text: string): string[] {
  const found: string[] = [];
  const token = /\s*((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\;&|<>()])+|[;&|<>()])/y;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [, word = ""] = match;
    if (/^[;&|<>()]$/.test(word)) break;
    found.push(unquoted(word));
  }
  return found;
}

function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
    (_all, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? "",
  );
}
