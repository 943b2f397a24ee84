import { adoptedId, command, type Restoring, type Step } from "./step.ts";

const words = {
  rds: { what: "server", copy: "copy-db-snapshot", option: "db-snapshot" },
  aurora: { what: "cluster", copy: "copy-db-cluster-snapshot", option: "db-cluster-snapshot" },
};

/** RDS deletes an automated snapshot with its server or cluster, which the next steps delete or leave to be deleted. */
export function keptSnapshot({ chosen, region }: Restoring, kind: "rds" | "aurora"): Step[] {
  if (chosen.from === "time" || chosen.point.isAutomatic !== true) return [];
  const { what, copy, option } = words[kind];
  const target = adoptedId(kind, chosen.point);
  return [
    {
      say: `Copy ${chosen.point.id}, which RDS deletes with its ${what}, to ${target}, which stays.`,
      commands: [
        command(
          ...["aws", "rds", copy, "--region", region, `--source-${option}-identifier`, chosen.point.id],
          ...[`--target-${option}-identifier`, target, "--copy-tags"],
        ),
        command(
          ...["aws", "rds", "wait", `${option}-available`, "--region", region],
          ...[`--${option}-identifier`, target],
        ),
      ],
    },
  ];
}
