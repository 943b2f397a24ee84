import type { Limit } from "../../packages/aws/src/values/limit.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import type { Member } from "./member.ts";

// What the documentation in AWS's service models says of a member in words. A sentence counts only where it says one thing
// without a condition: what holds for an engine, for a type or in a case is a rule across members, and written by hand.

const number = String.raw`(\d[\d,]*(?:\.\d+)?)`;
const unit = String.raw`(?: ?(?:%|percent|seconds?|minutes?|hours?|days?|gib|gb|mib|mb|kib|kb|mbps|mib\/s|tib|iops|retries|vcpus?|tasks?|ms|milliseconds?|years?|units?|attempts?))?`;
const inclusive = String.raw`(?:,? \(?inclusive\)?)?`;
const between = String.raw`${number}${unit} ?(?:-|–|—|to|and|through) ?${number}${unit}${inclusive}`;

/** Of a whole sentence. */
const ranges = [
  String.raw`(?:constraints?: ?)?(?:the )?(?:valid|supported|allowed|accepted|possible|permitted)? ?(?:value )?(?:range|values?)(?: is| are)?:?(?: (?:whole )?(?:numbers|integers))?(?: any)?(?: (?:from|between))? ?${between}`,
  String.raw`(?:constraints?: ?)?(?:the |this )?(?:value|number|range)? ?(?:must be|is|can be)(?: set to)?(?: an?)?(?: (?:value|integer|number))?(?: in the range(?: of)?)?(?: (?:from|between|of))? ${between}`,
  String.raw`(?:you )?(?:may|can|must) specify(?: an?)?(?: (?:value|integer|number))?(?: (?:from|between|of))? ${between}`,
  String.raw`(?:the )?range is(?: from)? ${between}`,
  String.raw`(?:constraints?: ?)?(?:the )?minimum(?: (?:supported|allowed))?(?: value)?(?: (?:is|of))?:? ${number}${unit}(?: and|[.;,])? (?:the |a )?maximum(?: (?:supported|allowed))?(?: value)?(?: (?:is|of))?:? ${number}${unit}`,
  String.raw`you can set a minimum \w+ of ${number}${unit} and a maximum \w+ of ${number}${unit}`,
].map((form) => new RegExp(`^${form}$`, "i"));

const lengths = [
  String.raw`(?:constraints?: ?)?must (?:contain|be|have)(?: from| between)? ${between} (?:alphanumeric )?(?:letters|characters|unicode characters)(?:,? (?:in length|long))?(?:,? (?:or|and) [^.]*| \([^)]*\))?`,
  String.raw`(?:constraints?: ?)?(?:the )?length constraints: minimum length of ${number}[.,] ?maximum length of ${number}`,
].map((form) => new RegExp(`^${form}$`, "i"));

const longest = [
  String.raw`(?:constraints?: ?)?up to ${number} (?:ascii |unicode )?(?:letters|characters|alphanumeric characters)\b[^.]*`,
  String.raw`(?:constraints?: ?)?(?:must (?:be|contain)|can be|the \w+ can (?:be|include|have)|maximum|maximum length(?: is)?:?|tag \w+ [^.]*accept)(?: up to| no more than| a maximum of| at most)? ?${number} (?:ascii |unicode )?(?:letters|characters)(?: in length| long)?`,
].map((form) => new RegExp(`^${form}$`, "i"));

const mostItems = [
  String.raw`(?:you can specify |constraints?: ?)?(?:a )?(?:maximum|limit)(?: number)? of ${number} [\w -]{1,40}`,
  String.raw`(?:the )?maximum number of [\w ]{1,30} is ${number}`,
].map((form) => new RegExp(`^${form}$`, "i"));

/** Words that make a sentence hold in some cases only. */
const conditional =
  /\b(if|for|when|unless|except|only|default|example|e\.g|depend|depending|recommend|such as|per|each|fargate|aurora|oracle|db2|postgres\w*|mysql|mariadb|sql server|mandatory|approximate|usually)\b/i;

/** @returns the only limit that the text states; undefined where it states none, or several that differ. */
export function limitInText(html: string, kind: Member["kind"], isList: boolean): Limit | undefined {
  if (html === "") return undefined;
  const found = sentences(html).flatMap((sentence) => limitsIn(sentence, kind, isList));
  const values = kind === "text" ? valuesIn(html) : undefined;
  if (values !== undefined) found.push(["values", ...values]);
  const distinct = [...new Map(found.map((limit) => [JSON.stringify(limit), limit])).values()];
  const [only] = distinct;
  return distinct.length === 1 && only !== doubtful ? only : undefined;
}

/** Stands for a range that holds in a case. */
const doubtful: Limit = ["range", NaN, NaN];

function limitsIn(sentence: string, kind: Member["kind"], isList: boolean): Limit[] {
  if (conditional.test(sentence)) {
    // A second range that holds in a case makes the first one doubtful.
    return kind === "number" && new RegExp(between, "i").test(sentence) ? [doubtful] : [];
  }
  const bounds = (forms: RegExp[]): [number, number] | undefined => {
    const match = forms.map((form) => form.exec(sentence)).find((one) => one !== null);
    const [from, to] = (match?.slice(1, 3) ?? []).map(numberIn);
    return from !== undefined && to !== undefined && from < to ? [from, to] : undefined;
  };
  const upTo = (forms: RegExp[]): number | undefined => {
    const match = forms.map((form) => form.exec(sentence)).find((one) => one !== null);
    return match?.[1] === undefined ? undefined : numberIn(match[1]);
  };
  if (isList) {
    const most = upTo(mostItems);
    return most === undefined ? [] : [["items", null, most]];
  }
  if (kind === "number") {
    const range = bounds(ranges);
    return range === undefined ? [] : [["range", ...range]];
  }
  if (kind !== "text") return [];
  const length = bounds(lengths);
  if (length !== undefined) return [["length", ...length]];
  const most = upTo(longest);
  return most === undefined ? [] : [["length", null, most]];
}

function numberIn(text: string): number {
  return Number(text.replaceAll(",", ""));
}

const entities: Readonly<Record<string, string>> = { amp: "&", gt: ">", lt: "<", quot: '"', nbsp: " " };

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&(\w+);/g, (_whole, name: string) => entities[name] ?? " ")
    .replace(/\s+/g, " ")
    .trim();
}

function blocks(html: string): string[] {
  return html.split(/<\/?(?:p|li|ul|ol|dl|dt|dd|note|important|br|div)\b[^>]*>/i);
}

function sentences(html: string): string[] {
  return blocks(html)
    .map(plain)
    .flatMap((text) => text.split(/(?<=[^.\d]|\d)\.(?: |$)(?!maximum (?:value|length))/i))
    .map((text) => text.trim())
    .filter((text) => text !== "");
}

/** `Valid values: <code>a</code> | <code>b</code>`, with nothing else in the sentence. */
function valuesIn(html: string): string[] | undefined {
  const lists = blocks(html).flatMap((block) => {
    const match =
      /(?:^|[.:;>]\s*)(?:<[^>]*>)?(?:constraints:\s*)?(?:the )?(?:valid|allowed|supported|possible) values?(?: are| is)?:?(?:<[^>]*>)?\s*([^]*?)\.?\s*$/i.exec(
        block,
      );
    if (match?.[1] === undefined || match[1].trim() === "") return [];
    return [wordsIn(match[1])];
  });
  const [only] = lists;
  return lists.length === 1 && only !== undefined && only.length > 1 ? only : undefined;
}

/** @returns nothing where something stands between the values that is not a separator. */
function wordsIn(html: string): string[] {
  const inCode = [...html.matchAll(/<code>"?([^<\s"]+)"?<\/code>/g)].map(([, word = ""]) => word);
  const rest = plain(html.replace(/<code>[^<\s]+<\/code>/g, " "));
  if (inCode.length > 1 && /^(?:[|,./ ]|\band\b|\bor\b|\(case-sensitive\))*$/i.test(rest))
    return unambiguous(inCode);
  const bare = plain(html)
    .split("|")
    .map((word) => word.trim().replace(/^"(.*)"$/, "$1"));
  return bare.length > 1 && bare.every((word) => /^[\w.-]+$/.test(word)) ? unambiguous(bare) : [];
}

/** A placeholder among the values stands for others. */
function unambiguous(words: string[]): string[] {
  return words.some((word) => /[:*<>{}]|^\d+-\d+$/.test(word)) ? [] : words;
}
