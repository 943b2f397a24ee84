import { checked, fault, type Answers } from "../testing.ts";

// moto has no associations of State Manager.

const name = "fsx-windows-dev-members-windows";
const association = {
  AssociationId: "8dfe3659-4309-493a-8755-0123456789ab",
  Name: "members-document-1234567",
  AssociationName: name,
  Targets: [{ Key: "tag:aws:autoscaling:groupName", Values: ["main-windows-1234567"] }],
};
const finished = new Date("2026-11-26T06:00:00Z");

/** An account in which these instances have these last runs of the association. */
function account(runs: Record<string, object | undefined>): Answers {
  return {
    ListAssociations: (input) => {
      expect(input["AssociationFilterList"]).toEqual([{ key: "AssociationName", value: name }]);
      return { Associations: [association] };
    },
    DescribeInstances: (input) => {
      expect(input["Filters"]).toEqual([
        { Name: "tag:aws:autoscaling:groupName", Values: ["main-windows-1234567"] },
        { Name: "instance-state-name", Values: ["running"] },
      ]);
      return { Reservations: Object.keys(runs).map((InstanceId) => ({ Instances: [{ InstanceId }] })) };
    },
    // Each page has an association of somebody else's first.
    DescribeInstanceAssociationsStatus: ({ InstanceId, NextToken }) => {
      if (NextToken === undefined)
        return {
          InstanceAssociationStatusInfos: [{ AssociationId: "somebody's", Status: "Failed" }],
          NextToken: "2",
        };
      const run = runs[InstanceId as string];
      return {
        InstanceAssociationStatusInfos:
          run === undefined ? [] : [{ AssociationId: association.AssociationId, ...run }],
      };
    },
  };
}

const success = { Status: "Success", DetailedStatus: "Success", ExecutionDate: finished };
const failure = {
  Status: "Failed",
  DetailedStatus: "Failed",
  ErrorCode: "InvocationFailed",
  ExecutionSummary: "1 out of 2 plugins processed, 1 failed",
  ExecutionDate: finished,
};

it.each<[string, Answers, object]>([
  [
    "is not deployed",
    { ListAssociations: () => ({ Associations: [] }) },
    { status: "ok", found: "it is not deployed yet" },
  ],
  ["has no instance", account({}), { status: "ok", found: "no instance is running" }],
  [
    "has succeeded everywhere",
    account({ "i-2": success, "i-1": success }),
    {
      status: "ok",
      found: "i-1: Success at 2026-11-26T06:00:00.000Z; i-2: Success at 2026-11-26T06:00:00.000Z",
    },
  ],
  [
    "has not run on a new instance",
    account({ "i-1": success, "i-2": undefined, "i-3": { Status: "Pending" } }),
    { status: "warning", found: "i-2: it has not run there yet; i-3: Pending" },
  ],
  [
    "has failed on one",
    account({ "i-1": success, "i-2": failure, "i-3": undefined }),
    {
      status: "missing",
      found:
        "i-2: Failed at 2026-11-26T06:00:00.000Z (InvocationFailed, 1 out of 2 plugins processed, 1 failed); " +
        "i-3: it has not run there yet",
      fix: expect.stringContaining(
        "aws ssm send-command --document-name members-document-1234567 --instance-ids i-2 --region eu-central-1",
      ),
    },
  ],
  [
    "has ended otherwise",
    account({ "i-1": { Status: "TimedOut" }, "i-2": { Status: "InProgress" } }),
    {
      status: "missing",
      found: "i-1: TimedOut; i-2: InProgress",
      fix: expect.stringContaining("--instance-ids i-1 "),
    },
  ],
  [
    "may not be asked for",
    {
      ListAssociations: () => {
        throw fault("AccessDeniedException");
      },
    },
    { status: "unknown", found: expect.stringContaining("ssm:ListAssociations") },
  ],
])("an association that %s (F.7.12)", async (_what, answers, expected) => {
  expect(await checked({ associations: [name] }, answers)).toMatchObject({
    id: `association:${name}`,
    ...expected,
  });
});
