/** GitHub refuses longer comments and issues. */
export const longestBody = 65_536;

/** Room for what is put around: a heading, a marker, an end. */
const room = 4_000;

/** HTML that folds and formats. Everything else that looks like a tag is shown as it is written. */
const allowedTags = /^<(?:\/?(?:details|summary|b|code|sub)|details open|br)>/;

/** The largest number of collapsible sections. With more, their closing tags alone would exceed the length of a comment, so no section
 * is collapsible then. */
const mostFolds = 200;

/** An invisible character. It prevents GitHub from reading the text around it as a mention, a reference, a link, a tag or an entity. */
const parting = "\u200B";

/**
 * Markdown that strangers wrote, made harmless to post in the name of this repository: it mentions nobody, refers to no
 * issue, links nowhere, loads no image, holds no HTML but what folds and formats, starts no command of a bot, and leaves
 * nothing open. It is cut to what GitHub takes.
 *
 * @param more Where the whole text is.
 */
export function safeMarkdown(text: string, more: string): string {
  const plain = withoutControls(text);
  const whole = parted(plain, plain.split("<details").length <= mostFolds);
  if (whole.length <= longestBody - room) return closed(whole);
  // The text is cut at the end of a line, so that no tag is split.
  const end = whole.lastIndexOf("\n", longestBody - room);
  return `${closed(whole.slice(0, Math.max(end, 0)))}\n\nThe rest is left out; the whole text is in ${more}.`;
}

/** @param folds Whether HTML that folds and formats stays. */
function parted(plain: string, folds: boolean): string {
  return (
    plain
      .replaceAll(/&(?=[#a-z])/gi, `&${parting}`)
      .replaceAll("<", (sign, at: number, whole: string) =>
        folds && allowedTags.test(whole.slice(at, at + 20)) ? sign : `${sign}${parting}`,
      )
      // Some readers take a parting behind the @ for a part of an address's domain.
      .replaceAll(
        /([\w.+-]?)@/g,
        (_whole, local: string) => `${local === "" ? "" : local + parting}@${parting}`,
      )
      .replaceAll(/#(?=\d)/g, `#${parting}`)
      .replaceAll(/(GH)-(?=\d)/gi, `$1${parting}-`)
      .replaceAll("://", `:${parting}//`)
      .replaceAll(/(www)\./gi, `$1${parting}.`)
      .replaceAll(/\](?=[([:])/g, `]${parting}`)
      .replaceAll(/^([ \t]*)\//gm, `$1${parting}/`)
  );
}

/** A program's output as it is, in a block that nothing within can end. The end is kept: it holds the summary. */
export function quote(text: string, length: number): string {
  const plain = withoutControls(text).trim();
  const kept =
    plain.length > length
      ? `… ${plain.length - length} characters left out …\n${plain.slice(-length)}`
      : plain;
  const fence = "`".repeat(Math.max(3, ...[...kept.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}\n${kept}\n${fence}`;
}

/** Any text as code, with backticks in it or without. */
export function code(text: string): string {
  const plain = inOneLine(text);
  if (plain === "") return "";
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  // Markdown removes one space on each side.
  const needsRoom = longest > 0 || /^ .* $/.test(plain);
  return needsRoom ? `${fence} ${plain} ${fence}` : `${fence}${plain}${fence}`;
}

/**
 * A text within a line that is not meant as Markdown, nor as a mention, a reference or a link: names, reasons and messages that
 * anyone may have written. A cell of a table holds it as well.
 */
export function inline(text: string): string {
  const escaped = inOneLine(text)
    .replaceAll(/[\\`*_[\]<>|~&$]/g, "\\$&")
    // Characters that start a list or a heading at the beginning of a line.
    .replace(/^([-+#=]|\d+(?=[.)]))/, (start) => (/^\d/.test(start) ? `${start}${parting}` : `\\${start}`));
  return parted(escaped, false);
}

function inOneLine(text: string): string {
  return withoutControls(text)
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
}

/** Colours of terminals, invisible characters, and those that turn the direction of writing. */
function withoutControls(text: string): string {
  return text
    .replaceAll(/\u001B\[[0-9;?]*[ -/]*[@-~]/g, "")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g, "");
}

/** Ends the block of code and the folds that are still open. */
function closed(text: string): string {
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const [, run] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (run === undefined) continue;
    if (fence === undefined) fence = run;
    else if (run.startsWith(fence) && line.trim() === run) fence = undefined;
  }
  const whole = fence === undefined ? text : `${text}\n${fence}`;
  const count = (pattern: RegExp): number => [...whole.matchAll(pattern)].length;
  const open = count(/<details(?: open)?>/g) - count(/<\/details>/g);
  return whole + "\n</details>".repeat(Math.max(0, open));
}
