export { pageOf } from "./page/page.ts";
export type { Report, StackReport } from "./report.ts";
