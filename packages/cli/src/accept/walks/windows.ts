import type { StepContext, Walk } from "../step.ts";
import { inContainer, onHost, output, reboots } from "./actions.ts";

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

/** Directory and file system take up to 45 minutes each, one after the other; README of the scenario. */
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
          : "ECS mounts the share for each task (mode native), so no host maps it";
      },
    },
    readFile,
  ],
  readsBack: readFile,
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

/** A database with a standby takes up to an hour; README of the scenario. */
export const inventoWindows: Walk = {
  upMinutes: 120,
  destroyMinutes: 60,
  steps: [
    application,
    reboots(service),
    { ...application, id: "application-again", does: "finds the same address after the restart of its host" },
  ],
};
