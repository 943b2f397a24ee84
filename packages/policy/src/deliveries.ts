import { policyStatements, type Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { text, type Resource, type Stack } from "@ballast/model";
import { defaultTopicPolicy, deliveriesIn, type Delivery } from "./calls/parts/deliveries.ts";
import { ownArn, placeOf } from "./calls/parts/made.ts";
import { mayHoldOf } from "./dependencies.ts";
import { couldHold, surelyHolds } from "./holding.ts";
import { oncePerStack } from "./oncePerStack.ts";
import { resourcePolicies } from "./resourcePolicies.ts";
import { standing, type Standing } from "./rights.ts";

/** A delivery that a policy does not allow. */
export interface Undelivered {
  delivery: Delivery;
  /** The request that is not allowed; undefined if an AWS managed key prevents the delivery. */
  request: Request | undefined;
  /** The key whose policy does not allow the request. @default - the receiver's policy does not allow it */
  key?: Resource;
  /** The statement that denies the request. @default - no statement allows it */
  by?: string;
}

const deliveriesOf = oncePerStack((stack) => ({
  ...deliveriesIn(stack, placeOf(stack)),
  policies: resourcePolicies(stack),
}));

/** Deliveries by AWS service principals to a resource that policies do not allow. */
export function undeliveredTo(to: Resource, stack: Stack): Undelivered[] {
  const { all, policies } = deliveriesOf(stack);
  const statementsOf = (resource: string, type: string): { statements: Standing[]; isDoubtful: boolean } => {
    const own = policies.filter(({ subjects }) => subjects.includes(resource));
    const isDefault = type === aws.topic && !own.some(({ isGiven }) => isGiven);
    return {
      statements: isDefault
        ? standing("SNS's own policy", policyStatements(defaultTopicPolicy(resource)))
        : own.flatMap(({ statements }) => statements),
      isDoubtful: own.some(({ isDoubtful }) => isDoubtful),
    };
  };
  const refused = (request: Request, of: Resource): { by?: string } | undefined => {
    const { statements, isDoubtful } = statementsOf(ownArn(of), of.type);
    if (isDoubtful) stack.doubt.raised = true;
    const denying = statements.find(
      ({ statement }) => statement.effect === "Deny" && surelyHolds(statement, request, stack.standInAccount),
    );
    if (denying !== undefined) return { by: denying.where };
    const isAllowed = statements.some(
      ({ statement }) => statement.effect === "Allow" && couldHold(statement, request, stack.standInAccount),
    );
    return isAllowed ? undefined : {};
  };
  const found = all
    .filter((delivery) => delivery.to === to)
    .flatMap((delivery): Undelivered[] => {
      const { result, isDoubtful } = stack.doubt.during(() => [
        ...delivery.requests.flatMap((request) => {
          const why = refused(request, to);
          return why === undefined ? [] : [{ delivery, request, ...why }];
        }),
        ...(delivery.closedBy === undefined ? [] : [{ delivery, request: undefined }]),
        ...(delivery.key?.requests ?? []).flatMap((request) => {
          const why = delivery.key && refused(request, delivery.key.of);
          return why === undefined || delivery.key === undefined
            ? []
            : [{ delivery, request, key: delivery.key.of, ...why }];
        }),
      ]);
      return isDoubtful ? [] : result;
    });
  return found.filter(({ request }) => request === undefined || text(request.resource) !== "");
}

/** Whether deliveries to a resource depend on values that are not known yet. */
export function isDeliveryInDoubt(to: Resource, stack: Stack): boolean {
  const { doubted, policies } = deliveriesOf(stack);
  return (
    doubted.some((by) => mayHoldOf(stack, by, to)) ||
    policies.some(({ isDoubtful, subjects }) => isDoubtful && subjects.includes(ownArn(to)))
  );
}
