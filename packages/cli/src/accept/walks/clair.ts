import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  commitFiles,
  connect,
  OperateError,
  pipelineEnd,
  readLogs,
  runningImages,
  until,
} from "@ballast/operate";
import type { Evidence, Step, StepContext, Walk } from "../step.ts";
import { runPrinted } from "../restoring/printed.ts";
import { output } from "./actions.ts";

/** The base image in the scenario's README. The run shows that Clair finds vulnerabilities in it. */
const oldBase = "nginx:1.20-alpine";

/** Commits the sample site, waits for its scan, and reads the scan build's log. */
async function deliver(
  context: StepContext,
  dockerfile: (text: string) => string,
  wanted: Wanted,
): Promise<Evidence> {
  const { aws, record, planned, pace } = context;
  const repository = repositoryIn(await output(context, "sourceLocation"));
  const app = join(planned.project.root, "stacks/clair/app");
  const page = readFileSync(join(app, "www/index.html"), "utf8");
  const since = new Date();
  const commit = await commitFiles(aws, repository, `ballast accept: ${wanted.verdict}`, [
    { path: "Dockerfile", text: dockerfile(readFileSync(join(app, "Dockerfile"), "utf8")) },
    { path: "www/index.html", text: `${page}<!-- ${record.mark} -->\n` },
  ]);
  const ended = await pipelineEnd(aws, await output(context, "pipelineName"), commit, pace);
  // A commit's Dockerfile can write anything to the image build's log. Only the scan build writes to its own log.
  const source = { service: "judge", group: await output(context, "judgeLogGroupName") };
  const lines = await readLogs(await connect({ region: aws.region }), [source], since);
  const verdict = lines
    .map(({ message }) => message)
    .findLast((line) => /^(PASSED|REJECTED|NOT JUDGED): /.test(line));
  if (verdict === undefined)
    throw new OperateError(
      `The gate gave no verdict, and the pipeline ${ended.status}. See the logs of the build and of the judge for the reason.`,
    );
  if (ended.status !== wanted.status || !verdict.startsWith(wanted.verdict))
    throw new OperateError(
      `The pipeline ${ended.status} and the gate's verdict was ${verdict}; expected: ${wanted.status} and ${wanted.verdict}.`,
    );
  return { commit, pipeline: ended.status, verdict };
}

/** Digests of the images of the site's tasks. */
async function runningDigests(context: StepContext): Promise<string> {
  const images = await runningImages(
    context.aws,
    await output(context, "clusterName"),
    await output(context, "serviceName"),
  );
  return [...new Set(images.map(({ digest = "unknown" }) => digest))].toSorted().join(", ");
}

interface Wanted {
  status: "Succeeded" | "Failed";
  verdict: "PASSED" | "REJECTED";
}

/** `codecommit::eu-central-1://site` */
function repositoryIn(location: string): string {
  return location.replace(/^.*\/\//, "");
}

const onlyOwnSource: Step["skip"] = ({ planned: { plan } }) =>
  typeof plan.outputs["sourceLocation"] === "string" && plan.outputs["sourceLocation"].includes("/")
    ? "the source is a repository outside of AWS, to which this command does not push; source.kind: codecommit makes this step run"
    : undefined;

/** Errors of the RDS Data API if the cluster is not ready (RDS Data API reference, ExecuteStatement). */
const notReady =
  /\((HttpEndpointNotEnabledException|DatabaseResumingException|DatabaseUnavailableException|DatabaseNotFoundException|ServiceUnavailableError|StatementTimeoutException)\)/;

/**
 * Checks that a restored cluster contains Clair's index of the image that the site runs. The query needs no network
 * access to the cluster: it uses the RDS Data API with the cluster's password, which the printed commands let RDS manage.
 */
async function readsCluster(context: StepContext, cluster: string): Promise<Evidence> {
  const { aws, record, pace } = context;
  const [running] = await runningImages(
    aws,
    await output(context, "clusterName"),
    await output(context, "serviceName"),
  );
  if (running?.digest === undefined) throw new OperateError("The site runs no image whose digest is known.");
  const region = `--region ${record.region}`;
  const one = `--db-cluster-identifier ${cluster}`;
  const instance = `${cluster.slice(0, 58)}-one`;
  await runPrinted(
    context,
    `aws rds wait db-instance-available ${region} --db-instance-identifier ${instance}`,
  );
  const facts = await runPrinted(
    context,
    `aws rds describe-db-clusters ${region} ${one} --query 'DBClusters[0].[DBClusterArn,MasterUserSecret.SecretArn]' --output text`,
  );
  const [arn = "", secret = ""] = facts.split(/\s+/);
  await runPrinted(context, `aws rds enable-http-endpoint ${region} --resource-arn ${arn}`);
  const query =
    `aws rds-data execute-statement ${region} --resource-arn ${arn} --secret-arn ${secret} --database clair ` +
    `--sql 'SELECT hash FROM manifest WHERE hash = :digest' --parameters 'name=digest,value={stringValue=${running.digest}}' ` +
    "--query 'records[].stringValue' --output text";
  const said = await until<string>(pace, async () => {
    try {
      return { done: await runPrinted(context, query) };
    } catch (error) {
      if (!(error instanceof OperateError) || !notReady.test(error.message)) throw error;
      return { waiting: `the Data API of ${cluster} is not ready` };
    }
  });
  if (!said.includes(running.digest))
    throw new OperateError(`${cluster} does not know the image ${running.digest}, which Clair has judged.`);
  return { cluster, manifest: running.digest };
}

export const clair: Walk = {
  upMinutes: 90,
  destroyMinutes: 60,
  steps: [
    {
      id: "image-released",
      does: "commits the sample site: it passes the gate, and the pipeline deploys it",
      minutes: 90,
      skip: onlyOwnSource,
      run: (context) => deliver(context, (text) => text, { status: "Succeeded", verdict: "PASSED" }),
    },
    {
      id: "image-rejected",
      does: "commits a vulnerable base image: the gate rejects it, and nothing is deployed",
      minutes: 60,
      skip: onlyOwnSource,
      run: async (context) => {
        const before = await runningDigests(context);
        const evidence = await deliver(context, (text) => text.replace(/nginx:\S+/, oldBase), {
          status: "Failed",
          verdict: "REJECTED",
        });
        const after = await runningDigests(context);
        if (after !== before)
          throw new OperateError(
            `The gate rejected the image, but the service changed: it ran ${before || "nothing"}, and now runs ${after || "nothing"}.`,
          );
        return { ...evidence, running: after };
      },
    },
  ],
  restoring: { skip: onlyOwnSource, reads: readsCluster },
};
