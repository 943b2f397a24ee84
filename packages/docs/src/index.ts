export { wrongCommands, type KnownCommands } from "./commandLines.ts";
export { brokenLinks, type Fault, type Repository } from "./links.ts";
export { madePages, type MadePages } from "./pages.ts";
export { knownCommands, pagesOf } from "./repository.ts";
