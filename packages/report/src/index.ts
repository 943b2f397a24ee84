export { acceptancePage } from "./acceptance/page.ts";
export { isAccepted, type AcceptanceRecord, type StepRecord, type StepState } from "./acceptance/record.ts";
export { pageOf } from "./page/page.ts";
export type { Report, StackReport } from "./report.ts";
