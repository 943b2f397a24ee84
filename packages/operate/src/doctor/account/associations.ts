import { paginateDescribeInstances } from "@aws-sdk/client-ec2";
import {
  paginateDescribeInstanceAssociationsStatus,
  paginateListAssociations,
  type Association,
  type InstanceAssociationStatusInfo,
} from "@aws-sdk/client-ssm";
import { every } from "../../aws.ts";
import { missing, ok, warning } from "../check.ts";
import type { Account } from "./account.ts";
import type { Question } from "./ask.ts";
import type { For } from "./region.ts";

/**
 * Checks the last run of a State Manager association (domain join, share mapping) on each of its running instances. A
 * stack that is not deployed yet has no association.
 */
export function associationQuestion(account: Account, { name, stacks }: For<{ name: string }>): Question {
  return {
    id: `association:${name}`,
    what: `State Manager's association ${name} has succeeded on each running instance`,
    stacks,
    ask: async () => {
      const named = { AssociationFilterList: [{ key: "AssociationName" as const, value: name }] };
      const pages = paginateListAssociations({ client: account.ssm }, named);
      const associations = await every(pages, ({ Associations }) => Associations);
      if (associations.length === 0) return ok("it is not deployed yet");
      const runs = (await Promise.all(associations.map((one) => lastRuns(account, one)))).flat();
      if (runs.length === 0) return ok("no instance is running");
      const wanting = runs.filter(({ status }) => status !== "Success");
      const found = (wanting.length === 0 ? runs : wanting)
        .map(({ id, said }) => `${id}: ${said}`)
        .join("; ");
      if (wanting.length === 0) return ok(found);
      const failed = wanting.find(({ status }) => !isStill(status));
      if (failed === undefined)
        return warning(found, "Try again in some minutes: its run there has not ended.");
      return missing(
        found,
        `aws ssm send-command --document-name ${failed.document} --instance-ids ${failed.id} --region ${account.region} runs it there ` +
          `once more; aws ssm list-command-invocations --instance-id ${failed.id} --details --region ${account.region} shows why it fails.`,
      );
    },
  };
}

/**
 * Whether the run has not ended. Any other status except Success means that it failed (API reference, "Status",
 * 2026-11).
 */
function isStill(status: string | undefined): boolean {
  return status === undefined || ["Pending", "InProgress", "Associated"].includes(status);
}

interface Run {
  id: string;
  document: string;
  /** State Manager's status, at the end `Success` or `Failed`; undefined before the first run. */
  status: string | undefined;
  said: string;
}

/** Running instances that match the association's targets: instance ids, tags or Auto Scaling group. */
async function instancesOf({ ec2 }: Account, { Targets = [] }: Association): Promise<string[]> {
  const Filters = Targets.map(({ Key = "", Values = [] }) => ({
    Name: Key.toLowerCase() === "instanceids" ? "instance-id" : Key,
    Values,
  }));
  const running = { Name: "instance-state-name", Values: ["running"] };
  const pages = paginateDescribeInstances({ client: ec2 }, { Filters: [...Filters, running] });
  const reservations = await every(pages, ({ Reservations }) => Reservations);
  return reservations
    .flatMap(({ Instances = [] }) => Instances.flatMap(({ InstanceId }) => InstanceId ?? []))
    .sort();
}

async function lastRuns(account: Account, association: Association): Promise<Run[]> {
  const { AssociationId, Name: document = "<document>" } = association;
  const ids = await instancesOf(account, association);
  return Promise.all(
    ids.map(async (id) => {
      const pages = paginateDescribeInstanceAssociationsStatus({ client: account.ssm }, { InstanceId: id });
      const runs = await every(pages, (page) => page.InstanceAssociationStatusInfos);
      const run = runs.find((one) => one.AssociationId === AssociationId);
      const said = run === undefined ? "it has not run there yet" : inWords(run);
      return { id, document, status: run?.Status, said };
    }),
  );
}

function inWords({
  Status,
  DetailedStatus,
  ErrorCode,
  ExecutionDate,
  ExecutionSummary,
}: InstanceAssociationStatusInfo): string {
  const when = ExecutionDate === undefined ? "" : ` at ${ExecutionDate.toISOString()}`;
  const detail = [DetailedStatus, ErrorCode].filter(
    (word) => word !== undefined && word !== "" && word !== Status,
  );
  const why =
    Status === "Success"
      ? []
      : [...detail, ExecutionSummary].filter((text) => text !== undefined && text !== "");
  return `${Status ?? "not known"}${when}${why.length === 0 ? "" : ` (${why.join(", ")})`}`;
}
