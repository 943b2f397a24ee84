import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commitFiles, connect, OperateError, pipelineEnd, readLogs } from "@ballast/operate";
import type { Evidence, Step, StepContext, Walk } from "../step.ts";
import { output } from "./actions.ts";

/** The one of the scenario's README. That Clair finds something in it, the run shows. */
const oldBase = "nginx:1.20-alpine";

/** Commits the sample site, has it judged, and reads what the build said. */
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
  const source = { service: "build", group: await output(context, "buildLogGroupName") };
  const lines = await readLogs(await connect({ region: aws.region }), [source], since);
  const verdict = lines
    .map(({ message }) => message)
    .findLast((line) => /^(PASSED|REJECTED|NOT JUDGED): /.test(line));
  if (ended.status !== wanted.status || (verdict !== undefined && !verdict.startsWith(wanted.verdict)))
    throw new OperateError(
      `The pipeline ${ended.status} and the gate's verdict was ${verdict ?? "none"}; expected: ${wanted.status} and ${wanted.verdict}.`,
    );
  if (verdict === undefined && ended.status === "Failed")
    throw new OperateError(
      "The pipeline failed before the gate gave a verdict. See the build's log for the reason.",
    );
  return { commit, pipeline: ended.status, ...(verdict !== undefined && { verdict }) };
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
    ? "the source is a repository outside of AWS, to which this command does not push"
    : undefined;

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
      run: (context) =>
        deliver(context, (text) => text.replace(/nginx:\S+/, oldBase), {
          status: "Failed",
          verdict: "REJECTED",
        }),
    },
  ],
};
