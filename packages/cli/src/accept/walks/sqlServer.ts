import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deregister, OperateError, registerLike } from "@ballast/operate";
import { fields } from "@ballast/model";
import { settingsIn } from "@ballast/plan";
import type { Evidence, Step, StepContext } from "../step.ts";
import { once, output } from "./actions.ts";

interface SqlServerStep {
  id: string;
  does: string;
  /** SQL to run before the row is read; may be empty. */
  statement: (mark: string) => string;
}

const database = "ballast_accept";

/** Creates only what is missing, so that the step can be repeated. */
export function writing(mark: string): string {
  return (
    `IF DB_ID('${database}') IS NULL CREATE DATABASE ${database}; ` +
    `IF OBJECT_ID('${database}.dbo.notes') IS NULL EXEC('CREATE TABLE ${database}.dbo.notes (text VARCHAR(64) PRIMARY KEY)'); ` +
    `IF NOT EXISTS (SELECT 1 FROM ${database}.dbo.notes WHERE text = '${mark}') INSERT INTO ${database}.dbo.notes VALUES ('${mark}')`
  );
}

/**
 * Runs SQL in a task like the service's, with the address and credentials that ECS passes. It uses the application's
 * base image, which every host can pull, because the repository of a new or restored stack is empty.
 */
export function sqlServerStep({ id, does, statement }: SqlServerStep): Step {
  return {
    id,
    does,
    minutes: 60,
    skip: ({ planned: { project, plan } }) => {
      const settings = fields(settingsIn(project.configurationOf(plan.stack).values, project.name));
      return fields(settings["database"])["applicationSecret"] === undefined
        ? undefined
        : "the application's own user may create no database to write to; the step runs without database.applicationSecret";
    },
    run: async (context) => {
      const script = sqlScript(statement(context.record.mark), context.record.mark);
      const encoded = Buffer.from(script, "utf16le").toString("base64");
      return runLike(context, ["powershell.exe", "-NonInteractive", "-EncodedCommand", encoded]);
    },
  };
}

async function runLike(context: StepContext, command: string[]): Promise<Evidence> {
  const { aws, tags } = context;
  const place = {
    cluster: await output(context, "clusterName"),
    service: await output(context, "serviceName"),
  };
  const image = baseImage(context);
  const taskDefinition = await registerLike(aws, place, { container: "invento", image, tags });
  try {
    return await once(context, [{ taskDefinition, container: "invento", command }]);
  } finally {
    await deregister(aws, taskDefinition);
  }
}

/** The image in the first FROM of the application's Dockerfile. */
function baseImage({ planned: { project } }: StepContext): string {
  const file = join(project.root, "stacks/invento-windows/app/Dockerfile");
  const [, image] = /^FROM (\S+)/m.exec(readFileSync(file, "utf8")) ?? [];
  if (image === undefined) throw new OperateError(`${file} has no FROM.`);
  return image;
}

/**
 * Only the application's image contains the certificate authorities of RDS, so the server's certificate is not
 * verified.
 */
function sqlScript(statement: string, mark: string): string {
  return `$ErrorActionPreference = 'Stop'
$connection = New-Object System.Data.SqlClient.SqlConnection
$connection.ConnectionString = 'Server=tcp:{0},{1};Database=master;User ID={2};Password={3};Encrypt=True;TrustServerCertificate=True' -f $env:DB_HOST, $env:DB_PORT, $env:DB_USERNAME, $env:DB_PASSWORD
$connection.Open()
$command = $connection.CreateCommand()
${statement === "" ? "" : `$command.CommandText = "${statement}"\n$written = $command.ExecuteNonQuery()\n`}$command.CommandText = "SELECT COUNT(*) FROM ${database}.dbo.notes WHERE text = '${mark}'"
$found = $command.ExecuteScalar()
if ($found -ne 1) { throw 'the row is not there' }
'found ${mark}'
`;
}
