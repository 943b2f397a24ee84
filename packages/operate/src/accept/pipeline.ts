import type { Aws } from "../aws.ts";
import { Watch, type Pace } from "../watch.ts";
import { callJson } from "../jsonService.ts";

/** A file to commit. */
export interface CommittedFile {
  path: string;
  text: string;
}

/** @returns the id of the new commit on the branch, or of the latest commit if it already contains these files. */
export async function commitFiles(
  aws: Aws,
  repositoryName: string,
  message: string,
  files: CommittedFile[],
): Promise<string> {
  const branchName = "main";
  const { repositoryMetadata: { defaultBranch } = {} } = await callJson<{
    repositoryMetadata?: { defaultBranch?: string };
  }>(aws, "codecommit", "GetRepository", { repositoryName });
  const parent = defaultBranch === undefined ? undefined : await headOf(aws, repositoryName, branchName);
  try {
    const { commitId } = await callJson<{ commitId: string }>(aws, "codecommit", "CreateCommit", {
      repositoryName,
      branchName,
      ...(parent !== undefined && { parentCommitId: parent }),
      commitMessage: message,
      putFiles: files.map(({ path, text }) => ({
        filePath: path,
        fileContent: Buffer.from(text).toString("base64"),
      })),
    });
    return commitId;
  } catch (error) {
    if (parent !== undefined && (error as { code?: string }).code === "NoChangeException") return parent;
    throw error;
  }
}

async function headOf(aws: Aws, repositoryName: string, branchName: string): Promise<string | undefined> {
  const { branch } = await callJson<{ branch?: { commitId?: string } }>(aws, "codecommit", "GetBranch", {
    repositoryName,
    branchName,
  });
  return branch?.commitId;
}

interface Execution {
  status?: string;
  pipelineExecutionId?: string;
  sourceRevisions?: { revisionId?: string }[];
}

/** How the pipeline's execution for a commit ended. */
export interface PipelineEnd {
  executionId: string;
  /** CodePipeline's status: `Succeeded`, `Failed`, `Stopped`, … */
  status: string;
}

export function pipelineEnd(
  aws: Aws,
  pipelineName: string,
  commit: string,
  pace: Pace,
): Promise<PipelineEnd> {
  return new Watch(pace).until<PipelineEnd>(async () => {
    const { pipelineExecutionSummaries: all = [] } = await callJson<{
      pipelineExecutionSummaries?: Execution[];
    }>(aws, "codepipeline", "ListPipelineExecutions", { pipelineName, maxResults: 20 });
    const one = all.find(({ sourceRevisions = [] }) =>
      sourceRevisions.some(({ revisionId }) => revisionId === commit),
    );
    const { status = "not listed yet", pipelineExecutionId: executionId = "" } = one ?? {};
    return one === undefined || /^(InProgress|Stopping)$/.test(status)
      ? { waiting: `the pipeline's execution for ${commit.slice(0, 8)} is ${status}` }
      : { done: { executionId, status } };
  });
}
