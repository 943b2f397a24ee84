export { wrongCommands } from "./commandLines.ts";
export { brokenLinks } from "./links.ts";
export { madePages } from "./pages.ts";
export { knownCommands, pagesOf } from "./repository.ts";
