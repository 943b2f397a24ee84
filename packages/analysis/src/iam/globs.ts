/** Whether a text matches a pattern in which `*` stands for any characters and `?` for one. Linear in both lengths' product. */
export function matchesGlob(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let star = -1;
  let resumeAt = 0;
  while (inText < text.length) {
    if (pattern[inPattern] === "*") {
      star = inPattern;
      resumeAt = inText;
      inPattern += 1;
    } else if (pattern[inPattern] === "?" || pattern[inPattern] === text[inText]) {
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

/** An ARN's six parts: the last one may itself hold colons. */
function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/**
 * Whether an ARN matches a pattern, part by part: a wildcard does not reach over a colon into the next part (IAM user
 * guide, "IAM JSON policy elements: Resource", 2026-11). `*` alone matches everything.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const patterns = partsOf(pattern);
  const parts = partsOf(arn);
  return patterns.every((part, position) => matchesGlob(part, parts[position] ?? ""));
}
