/* eslint-disable ballast/vocabulary -- These are the words. */
import { RuleTester } from "eslint";
import { plainText, vocabulary } from "./vocabulary.ts";

const page = { languageOptions: { parser: plainText } };
const found = (...words: string[]) => ({
  errors: words.map((word) => ({
    messageId: "word",
    data: { found: word.split(" => ")[0], write: word.split(" => ")[1] },
  })),
});

new RuleTester().run("vocabulary", vocabulary as never, {
  valid: [
    "// There is no stack of this name, and here is no other: it is no longer there.",
    "const amended = 'recommend an amendment';",
    { ...page, code: "# Heading\n\nSomebody knows it; nobody is root.\n\n```sh\nls\n```\n" },
  ],
  invalid: [
    { code: "const mend = 1;", ...found("mend => fix") },
    { code: "// How to mend it.\nconst text = 'Mended.';", ...found("mend => fix", "Mended => fix") },
    { code: "const text = `x is no rule`;", ...found('is no rule => "is not a"') },
    { code: "/** What nobody knows yet. */", ...found('nobody knows => "it is unknown", or "is not known"') },
    {
      ...page,
      code: "# A page\n\nIt is drawn by lot, and\nnobody here can say where.\n",
      errors: [
        { messageId: "word", line: 3, column: 13, endColumn: 19 },
        { messageId: "word", line: 4, column: 1 },
      ],
    },
  ],
});
