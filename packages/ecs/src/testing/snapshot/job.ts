import { randomUUID } from "node:crypto";

/** What CodePipeline sends to a function: Lambda developer guide, "Invoke a Lambda function in a pipeline", and user guide of AWS CodePipeline (2026-11). */
export function jobEvent(
  id: string,
  execution: string | undefined,
  continuationToken?: string,
): { "CodePipeline.job": Record<string, unknown> } {
  return {
    "CodePipeline.job": {
      id,
      accountId: "123456789012",
      data: {
        actionConfiguration: {
          configuration: {
            FunctionName: "web-snapshot-0123456",
            ...(execution !== undefined && { UserParameters: execution }),
          },
        },
        inputArtifacts: [],
        outputArtifacts: [],
        artifactCredentials: {
          accessKeyId: "AKIAIOSFODNN7EXAMPLE",
          secretAccessKey: "not-a-secret",
          sessionToken: "not-a-token",
        },
        ...(continuationToken !== undefined && { continuationToken }),
      },
    },
  };
}

/** A result that a job worker reports. */
export interface JobResult {
  operation: "PutJobSuccessResult" | "PutJobFailureResult";
  input: {
    jobId: string;
    continuationToken?: string;
    executionDetails?: { summary?: string };
    outputVariables?: Record<string, string>;
    failureDetails?: { type: string; message: string };
  };
}

/** Jobs as CodePipeline keeps them: each takes one result. */
export class Jobs {
  readonly results: JobResult[] = [];
  readonly #open = new Set<string>();

  begin(): string {
    const id = randomUUID();
    this.#open.add(id);
    return id;
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** The error that the caller gets. */
  end(result: JobResult): "InvalidJobStateException" | undefined {
    if (!this.#open.delete(result.input.jobId)) return "InvalidJobStateException";
    this.results.push(result);
    return undefined;
  }
}
