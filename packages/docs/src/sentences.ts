import { textOf, type Node } from "./markdown.ts";

/** The longest sentence of a page that people write, in words. Code counts as one word. */
export const longestSentence = 45;

/** A sentence that is too long, and where its paragraph begins. */
export interface LongSentence {
  line: number;
  words: number;
  text: string;
}

/** Sentences of paragraphs, items and cells that a reader has to read twice. */
export function longSentences(nodes: readonly Node[], limit = longestSentence): LongSentence[] {
  return written(nodes)
    .filter(({ type }) => ["paragraph", "tableCell"].includes(type))
    .flatMap((node) =>
      sentencesOf(plain(node)).flatMap((text) => {
        const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
        return words > limit ? [{ line: node.position.start.line, words, text }] : [];
      }),
    );
}

/** Without the lists that the code makes: see lists.ts. */
function written(nodes: readonly Node[]): Node[] {
  let made = false;
  return nodes.filter(({ type, value = "" }) => {
    if (type === "html" && /^<!-- (list:|end\b)/.test(value)) made = value.startsWith("<!-- list:");
    return !made;
  });
}

/** With each piece of code as one word, so that a dot within it ends no sentence. */
function plain(node: Node): string {
  if (node.type === "inlineCode") return "Code";
  return node.children ? node.children.map(plain).join("") : textOf(node);
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?:])\s+(?=["“(]?\p{Lu})/u);
}
