import type { ErrorCode } from "yaml";

/** The parser's errors and how to fix them, in texts that never contain a value of the file. */
export const yamlProblems: Record<ErrorCode, string> = {
  ALIAS_PROPS: "an alias has its own tag or anchor; write only the alias",
  BAD_ALIAS: "an alias without a preceding anchor, or without a name; put it in quotes if it is a string",
  BAD_COLLECTION_TYPE: "a tag does not fit its value; remove the tag",
  BAD_DIRECTIVE: "a directive, which is not supported; remove the line",
  BAD_DQ_ESCAPE: "an unknown escape in double quotes; write \\\\ for a backslash, or use single quotes",
  BAD_INDENT: "the indentation is wrong; align the line with its neighbours, with spaces",
  BAD_PROP_ORDER: "a tag or an anchor is in the wrong place; write it directly before the value",
  BAD_SCALAR_START: "a value begins with a character that YAML reserves, such as @, ` or %; put it in quotes",
  BLOCK_AS_IMPLICIT_KEY:
    "a key and its value are not separated clearly; put the value in quotes, or each key on a line of its own",
  BLOCK_IN_FLOW: "a block within brackets; write it within the brackets, separated by commas",
  DUPLICATE_KEY: "the same key occurs twice; remove one of them",
  IMPOSSIBLE: "the text is not YAML; compare it with another stack's file",
  KEY_OVER_1024_CHARS: "a key has more than 1,024 characters; use a shorter one",
  MISSING_CHAR: 'a character is missing: ":" after a key, a comma, a quote or a closing bracket; add it',
  MULTILINE_IMPLICIT_KEY:
    'a key is expected, but the line has no ":"; add ": " and the value, or remove the line',
  MULTIPLE_ANCHORS: "a value has several anchors; keep one",
  MULTIPLE_DOCS: 'a second document begins; remove "---" and what follows',
  MULTIPLE_TAGS: "a value has several tags; remove them",
  NON_STRING_KEY: "a key is not a string; put it in quotes",
  RESOURCE_EXHAUSTION: "the nesting is too deep; use fewer levels",
  TAB_AS_INDENT: "a tab is used as indentation; use spaces",
  TAG_RESOLVE_FAILED: "a value does not match its tag; remove the tag",
  UNEXPECTED_TOKEN: "a character is not allowed here; remove it, or put the text in quotes",
};
