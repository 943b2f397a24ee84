// By its path: the jobs that comment check out these two folders, and install no package.
// eslint-disable-next-line @nx/enforce-module-boundaries
export { longestBody, quote, safeMarkdown } from "../../model/src/markdown.ts";
