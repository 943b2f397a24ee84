import { instanceTypeSubject, zoneSubject } from "./subjects.ts";
import { takesPattern, type Comparison } from "./query.ts";

/** Queries that ECS interprets differently from how they look, with what to write instead. */
export function hints(comparison: Comparison): string[] {
  const { operator } = comparison;
  const hintsOf = takesPattern.includes(operator)
    ? (text: string) => [...starHint(comparison, text), ...wholeHint(comparison, text)]
    : (text: string) => literalHint(comparison, text);
  return comparison.values.flatMap(({ text }) => hintsOf(text));
}

/** `g2*` is a regular expression that matches `g`, `g2`, `g22`, …, which is never intended. */
function starHint({ subject, operator }: Comparison, text: string): string[] {
  if (!/^[\w.*-]+$/.test(text) || !/[\w-]\*/.test(text)) return [];
  const meant = text.replace(/(?<=[\w-])\*(\.(?!\*))?/g, (_star, dot?: string) => (dot ? ".*\\." : ".*"));
  return [
    `${subject} ${operator} ${text} uses "*" as "any text", but in a regular expression it repeats the character before it; write ${meant}`,
  ];
}

/** `g2` alone matches no type, since a pattern must match the whole value. */
function wholeHint({ subject, operator }: Comparison, text: string): string[] {
  const isPart =
    (subject === instanceTypeSubject && /^[\w-]+$/.test(text)) ||
    (subject === zoneSubject && /^[a-z]+(-[a-z]+)*(-\d+)?$/.test(text));
  return isPart
    ? [
        `${subject} ${operator} ${text} must match the whole value, and no value is that short; write ${text}.*`,
      ]
    : [];
}

/** Attribute values cannot contain `*` (AWS's API reference of Attribute). */
function literalHint({ subject, operator }: Comparison, text: string): string[] {
  if (!text.includes("*")) return [];
  const match = operator.startsWith("!") ? "!~" : "=~";
  const meant = text.includes(".*") ? text : text.replaceAll("*", ".*");
  return ["==", "!=", "in", "!in"].includes(operator)
    ? [
        `${subject} ${operator} compares text literally, but ${text} is a pattern; write ${subject} ${match} ${meant}`,
      ]
    : [];
}
