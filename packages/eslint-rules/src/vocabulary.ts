import { createRule } from "./createRule.ts";

/** Words that readers stumble over, and what to write instead. */
const words: readonly { pattern: RegExp; write: string }[] = [
  { pattern: /\bmend(?:s|ed|ing)?\b/gi, write: "fix" },
  {
    pattern:
      /(?<!\bt?here )\bis no (?!(?:better|doing|larger|later|less|longer|more|one|smaller|use|worse)\b)\w+/gi,
    write: '"is not a"',
  },
  {
    pattern: /\bnobody (?:here )?(?:can say|has (?:read|said)|knows)\b/gi,
    write: '"it is unknown", or "is not known"',
  },
  { pattern: /\bby lot\b/gi, write: "randomly" },
];

/** Reads whole files: names, texts and comments of code, and all of a page that `plainText` parses. */
export const vocabulary = createRule({
  name: "vocabulary",
  meta: {
    type: "suggestion",
    docs: { description: "Use the words that most readers know" },
    messages: { word: 'Not "{{ found }}": write {{ write }}.' },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const { sourceCode } = context;
    return {
      Program() {
        for (const { pattern, write } of words)
          for (const { 0: found, index } of sourceCode.text.matchAll(pattern)) {
            const loc = {
              start: sourceCode.getLocFromIndex(index),
              end: sourceCode.getLocFromIndex(index + found.length),
            };
            context.report({ loc, messageId: "word", data: { found, write } });
          }
      },
    };
  },
});

/** A parser for files that are not code. */
export const plainText = {
  meta: { name: "plain-text", version: "1" },
  parse: (text: string) => ({
    type: "Program",
    sourceType: "module",
    body: [],
    comments: [],
    tokens: [],
    range: [0, text.length],
    loc: {
      start: { line: 1, column: 0 },
      end: { line: text.split(/\r\n|[\n\r\u2028\u2029]/).length, column: 0 },
    },
  }),
};
