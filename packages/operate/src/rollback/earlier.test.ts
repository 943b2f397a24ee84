import type { ServiceDeploymentBrief, ServiceDeploymentStatus } from "@aws-sdk/client-ecs";
import fc from "fast-check";
import { earlierThan } from "./earlier.ts";

const statuses: ServiceDeploymentStatus[] = [
  "SUCCESSFUL",
  "STOPPED",
  "ROLLBACK_SUCCESSFUL",
  "ROLLBACK_FAILED",
];

/** A service's life, the oldest first: each deployment of one of a few task definitions. */
const life = fc.array(
  fc.record({
    definition: fc.constantFrom<string[]>("a", "b", "c", "d"),
    status: fc.constantFrom(...statuses),
  }),
  { minLength: 1, maxLength: 12 },
);

function asked(deployments: { definition: string; status: ServiceDeploymentStatus }[], present: string) {
  const briefs = deployments.map(({ status }, index): ServiceDeploymentBrief => ({
    status,
    targetServiceRevisionArn: `r${index}`,
  }));
  const definitions = new Map(deployments.map(({ definition }, index) => [`r${index}`, definition]));
  return earlierThan(briefs.reverse(), definitions, present);
}

it("goes back to what ran with success before, and rollbacks one after the other end (1,000 generated lives) (F.0.48)", () => {
  fc.assert(
    fc.property(life, (deployments) => {
      const known = [...deployments];
      const seen = new Set<string>();
      let present = known.at(-1)?.definition ?? "";
      for (let to = asked(known, present); to !== undefined; to = asked(known, present)) {
        expect(known.some(({ definition, status }) => definition === to && status === "SUCCESSFUL")).toBe(
          true,
        );
        expect(to).not.toBe(present);
        // Never forward again to what a rollback left.
        seen.add(present);
        expect(seen).not.toContain(to);
        known.push({ definition: to, status: "SUCCESSFUL" });
        present = to;
      }
    }),
    { numRuns: 1000 },
  );
});
