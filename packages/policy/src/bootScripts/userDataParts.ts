import { parsedYaml } from "@ballast/aws/templates";
import { fields, isFields, list, text } from "@ballast/model";
import { quoted } from "./texts.ts";

/**
 * What cloud-init runs from user data, as one shell script (cloud-init's documentation, "User data formats",
 * November 2026): scripts, `#cloud-config` with its files and commands, and MIME messages that contain
 * several of these.
 */
export function shellTextOf(userData: string): string {
  const boundary = /^content-type:\s*multipart\/[^]*?boundary="?([^"\s;]+)"?/im.exec(userData)?.[1];
  if (boundary !== undefined)
    return userData
      .split(`--${boundary}`)
      .slice(1)
      .map((part) => shellTextOf(bodyOf(part)))
      .join("\n");
  return /^#cloud-config\b/.test(userData.trimStart()) ? ofCloudConfig(userData) : userData;
}

/** The content of a MIME part, after its header. */
function bodyOf(part: string): string {
  const [header = "", ...body] = part.replace(/\r\n/g, "\n").replace(/^\n/, "").split("\n\n");
  const whole = body.join("\n\n");
  return /^content-transfer-encoding:\s*base64/im.test(header)
    ? Buffer.from(whole, "base64").toString()
    : whole;
}

function ofCloudConfig(given: string): string {
  const document = parsedYaml(given);
  // A document that cannot be parsed is not analyzed.
  if (!isFields(document)) return `unfollowed ${quoted(given)}`;
  const { bootcmd, write_files: files, runcmd, power_state: _ends, ...rest } = document;
  return [
    ...list(bootcmd).map(commandOf),
    ...list(files).map((file) => fileOf(fields(file))),
    ...list(runcmd).map(commandOf),
    `unfollowed ${quoted(JSON.stringify(rest))}`,
  ].join("\n");
}

function commandOf(command: unknown): string {
  return Array.isArray(command) ? command.map((word) => quoted(text(word))).join(" ") : text(command);
}

function fileOf({ path, content, encoding, append }: Record<string, unknown>): string {
  const kind = text(encoding).toLowerCase();
  const plain = /^b(?:ase)?64$/.test(kind) ? Buffer.from(text(content), "base64").toString() : text(content);
  const into = `${text(append) === "true" ? ">>" : ">"} ${quoted(text(path))}`;
  // Compressed content is not analyzed.
  return kind.startsWith("gz") ? `unfollowed ${into}` : `printf %s ${quoted(plain)} ${into}`;
}
