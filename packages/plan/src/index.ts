export { commitOf, filesOf, GitRefError, topOf, untrackedFoldersOf } from "./against/git.ts";
export { mayDiffer, standsOn } from "./against/standsOn.ts";
export { planAt, type OtherSide } from "./against/planAt.ts";
export { budgetKey, usageKey } from "./cost/costSettings.ts";
export { costOfPlan, type PricingOptions } from "./cost/costOfPlan.ts";
export { pricesFolder, pricesOf, readPriceFile } from "./cost/priceFiles.ts";
export type { KeptFiles } from "./cache/keptFiles.ts";
export { signatureOf } from "./cache/reads.ts";
export { dayNow, PlanCache } from "./cache/planCache.ts";
export { PlanError } from "./planError.ts";
export { acknowledgedElsewhere } from "./difference/acknowledgedElsewhere.ts";
export {
  configurationFolder,
  findRoot,
  isStackFile,
  loadProgram,
  openProject,
  projectAt,
  settingsIn,
  stacksIn,
  type DeclaredSecret,
  type Project,
  type ProjectFiles,
  type ProjectSettings,
} from "./project.ts";
export { reachabilityOf, stackOfPlans } from "./reachability.ts";
export { readYamlFile } from "./yamlFile.ts";
export type { StackPlan } from "./stackPlan.ts";
export type { DataLoss } from "./difference/dataLoss.ts";
export {
  Existence,
  type AcknowledgementFault,
  type PropertyChange,
  type Rename,
  type ResourceChange,
  type StackDifference,
  type Unreached,
} from "./difference/difference.ts";
export {
  acknowledgementsOf,
  acknowledgementYaml,
  type Acknowledgement,
} from "./difference/acknowledgement.ts";
export { compareStacks, differenceOf, differencesOf, type Sides } from "./difference/differenceOf.ts";
export { refusalsOf, type Refusal } from "./difference/refusals.ts";
export { label } from "./difference/references.ts";
export {
  EdgeKind,
  NodeKind,
  type Diagram,
  type DiagramBox,
  type DiagramEdge,
  type DiagramNode,
} from "./diagram/diagram.ts";
export { diagramOf } from "./diagram/diagramOf.ts";
