import { componentConstructor } from "./componentConstructor.ts";
import { documentedDefault } from "./documentedDefault.ts";
import { exhaustiveModes } from "./exhaustiveModes.ts";
import { noCircularImports } from "./noCircularImports.ts";
import { noEmptyFallback } from "./noEmptyFallback.ts";
import { noResourceInApply } from "./noResourceInApply.ts";
import { resourceHasParent } from "./resourceHasParent.ts";
import { vocabulary } from "./vocabulary.ts";

export { plainText } from "./vocabulary.ts";

/** An ESLint plugin; each rule's documentation is a decision record. */
export default {
  rules: {
    "component-constructor": componentConstructor,
    "documented-default": documentedDefault,
    "exhaustive-modes": exhaustiveModes,
    "no-circular-imports": noCircularImports,
    "no-empty-fallback": noEmptyFallback,
    "no-resource-in-apply": noResourceInApply,
    "resource-has-parent": resourceHasParent,
    vocabulary,
  },
};
