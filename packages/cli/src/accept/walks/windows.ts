import { directoryServers } from "@ballast/operate";
import { settingsIn } from "@ballast/plan";
import { fields, text } from "@ballast/model";
import type { Setting, StepContext, Walk } from "../step.ts";
import { inContainer, onHost, output, reboots } from "./actions.ts";
import { sqlServerStep, writing } from "./sqlServer.ts";

const service = (context: StepContext): Promise<string> => output(context, "serviceName");

const readFile = inContainer({
  id: "read-file",
  does: "reads the file back from the share",
  minutes: 20,
  service,
  container: "web",
  isWindows: true,
  script: () => 'Get-Content -LiteralPath (Join-Path $env:APP_STATE "ballast-accept.txt")',
});

const mapping = onHost({
  id: "share-mapped",
  does: "finds the share mapped on the restarted host",
  minutes: 20,
  service,
  isWindows: true,
  script: () => "Get-SmbGlobalMapping | ForEach-Object { '{0} is {1}' -f $_.LocalPath, $_.Status }",
  prints: "is OK",
});

/**
 * The second stack joins the first one's domain, whose users own the files, and uses the same domain account (README,
 * "Restore").
 */
async function besideInDomain(context: StepContext): Promise<Setting[]> {
  const { project, plan, region, profile } = context.planned;
  const domain = fields(
    fields(settingsIn(project.configurationOf(plan.stack).values, project.name))["domain"],
  );
  // The first stack's Resolver rule is valid for the whole VPC, and AWS refuses a second one.
  if (domain["source"] !== "managed")
    return domain["resolver"] === true ? [{ path: ["domain", "resolver"] }] : [];
  const directoryId = await output(context, "directoryId");
  const dnsIps = await directoryServers(region, profile, directoryId);
  return [
    { path: ["domain"], value: { source: "existing", name: text(domain["name"]), directoryId, dnsIps } },
    { path: ["share", "secretArn"], value: await output(context, "loginSecretArn") },
  ];
}

/** Directory and file system take up to 45 minutes each, one after the other (README of the scenario). */
export const fsxWindows: Walk = {
  upMinutes: 120,
  destroyMinutes: 120,
  steps: [
    inContainer({
      id: "write-file",
      does: "writes a file on the share, from a task",
      minutes: 20,
      service,
      container: "web",
      isWindows: true,
      script: (mark) =>
        '$file = Join-Path $env:APP_STATE "ballast-accept.txt"\n' +
        `Set-Content -LiteralPath $file -Value '${mark}'\nGet-Content -LiteralPath $file`,
    }),
    reboots(service),
    {
      ...mapping,
      skip: ({ planned: { plan, project } }) => {
        const settings = project.configurationOf(plan.stack).values[`${project.name}:settings`] ?? "{}";
        const { share } = JSON.parse(settings) as { share?: { mode?: string } };
        return share?.mode === "globalMapping"
          ? undefined
          : "ECS mounts the share for each task (share.mode: native), so no host maps it; share.mode: globalMapping makes this step run";
      },
    },
    readFile,
  ],
  readsBack: readFile,
  restoring: { stores: () => ["state-files"], beside: besideInDomain },
};

const application = inContainer({
  id: "application",
  does: "finds the database's address in the registry of the application's container",
  minutes: 20,
  service,
  container: "invento",
  isWindows: true,
  script: () =>
    "$server = (Get-ItemProperty -Path $env:INVENTO_REGISTRY_KEY).Server\n" +
    "if (-not $server) { throw 'the registry has no Server' }\n'server is {0}' -f $server",
  prints: "server is ",
});

const readRow = sqlServerStep({
  id: "read-row",
  does: "reads the row back from SQL Server, by a task",
  statement: () => "",
});

/** A Multi-AZ database takes up to an hour (README of the scenario). */
export const inventoWindows: Walk = {
  upMinutes: 120,
  destroyMinutes: 60,
  steps: [
    application,
    sqlServerStep({
      id: "write-row",
      does: "writes a row into a database of its own on SQL Server, by a task",
      statement: writing,
    }),
    reboots(service),
    { ...application, id: "application-again", does: "finds the same address after the restart of its host" },
    readRow,
  ],
  readsBack: readRow,
  // The second stack's repository is empty, so its service has a desired count of 0.
  restoring: {
    stores: () => ["database-instance"],
    beside: () => Promise.resolve([{ path: ["image", "tag"] }]),
  },
};
