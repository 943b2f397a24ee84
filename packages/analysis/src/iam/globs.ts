/**
 * Private characters for a literal `*` and `?` in a pattern, which come from `${*}` or a policy variable's
 * value.
 */
const literals: Record<string, string> = { "\uE000": "*", "\uE001": "?" };

/** A pattern that matches exactly this text. */
export function literally(text: string): string {
  return text.replaceAll("*", "\uE000").replaceAll("?", "\uE001");
}

/**
 * Whether a text matches a pattern in which `*` matches any characters and `?` one. Time: the product of both
 * lengths.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let star = -1;
  let resumeAt = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === "*") {
      star = inPattern;
      resumeAt = inText;
      inPattern += 1;
    } else if (wanted === "?" || (wanted !== undefined && (literals[wanted] ?? wanted) === text[inText])) {
      inPattern += 1;
      inText += 1;
    } else if (star >= 0) {
      inPattern = star + 1;
      resumeAt += 1;
      inText = resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === "*") inPattern += 1;
  return inPattern === pattern.length;
}

/** Whether a pattern may match more than one text. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** Whether a pattern matches every text of a minimum length. */
export function isWide(pattern: string): boolean {
  return /^\?*\*[*?]*$/.test(pattern);
}

const split = new Map<string, readonly string[]>();

/**
 * The six parts of an ARN; the last may contain colons. Results are cached, because few ARNs are split
 * thousands of times.
 */
export function arnParts(arn: string): readonly string[] {
  const known = split.get(arn);
  if (known !== undefined) return known;
  const all = arn.split(":");
  const parts = all.length > 6 ? [...all.slice(0, 5), all.slice(5).join(":")] : all;
  split.set(arn, parts);
  return parts;
}

/**
 * Whether an ARN matches a pattern part by part: a wildcard does not match across a colon, except at the end
 * (IAM user guide, "IAM JSON policy elements: Resource", 2026-11). A pattern of only wildcards matches
 * everything. AWS completes a pattern with fewer parts by wildcards: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`
 * (IAM user guide, "IAM identifiers", 2026-11).
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (isWide(pattern)) return true;
  const patterns = arnParts(pattern);
  const parts = arnParts(arn);
  const isShort = patterns.length < 6;
  // A name without colons is not an ARN.
  if (isShort && patterns[0] !== "arn" && !isGlob(patterns[0] ?? "")) return false;
  const crosses = isShort && pattern.endsWith("*");
  return patterns.every((part, position) =>
    matchesGlob(
      part,
      crosses && position === patterns.length - 1 ? parts.slice(position).join(":") : (parts[position] ?? ""),
    ),
  );
}
