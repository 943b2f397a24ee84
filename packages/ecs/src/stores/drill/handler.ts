import { looks } from "./looks.ts";

/** The age of the last successful restore test, which the function publishes. */
export const drillMetric = { namespace: "Ballast", name: "DaysSinceRestoreTest" };

/**
 * The function that examines what a restore test has restored, as Lambda runs it. A text, because it runs elsewhere: in Lambda, with the SDK
 * of its runtime. The tests run this very text with Node, and have the compiler check it.
 */
export const drillHandler = `// @ts-check
import { BackupClient, DescribeRestoreJobCommand, PutRestoreValidationResultCommand } from "@aws-sdk/client-backup";
import { CloudWatchClient, GetMetricStatisticsCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";

/**
 * @typedef {{ getRemainingTimeInMillis(): number }} Context
 * @typedef {import("@aws-sdk/client-backup").DescribeRestoreJobOutput} Job
 * @typedef {{ is: string, fault?: boolean }} Fact In words; a fault is one that a restore of the same recovery point would have, too.
 * @typedef {object} Settings
 * @property {"EBS" | "EFS" | "FSx" | "RDS" | "Aurora"} kind
 * @property {string} sourceArn Of the store.
 * @property {string} plan Name of the restore testing plan.
 * @property {boolean} validates False where somebody else reports the results.
 * @property {boolean} counts False where another alarm waits for the drill.
 * @property {string} [functionArn] Of the user's function, which is asked last.
 * @property {string} [kmsKeyArn] Key that the restore was told to use.
 * @property {number} pollSeconds
 * @property {number} marginSeconds Left of the function's time to report the result.
 */

const backup = new BackupClient({});
const cloudWatch = new CloudWatchClient({});
/** @type {Settings} */
const settings = JSON.parse(process.env.SETTINGS ?? "{}");
const hourMs = 3_600_000;
/** GetMetricStatistics returns at most 1,440 values, here one for each hour. */
const lookBackMs = 1400 * hourMs;
const metric = {
  Namespace: "${drillMetric.namespace}",
  MetricName: "${drillMetric.name}",
  Dimensions: [{ Name: "RestoreTestingPlan", Value: settings.plan }],
};

/** @param {unknown} error */
const wordsOf = (error) => (error instanceof Error ? error.name + ": " + error.message : String(error));
/** @param {unknown} error */
const isMissing = (error) => error instanceof Error && /NotFound/.test(error.name);

/**
 * Called by an event of AWS Backup, or by the schedule.
 *
 * @param {{ "detail-type": string, detail?: { restoreJobId?: string } }} event
 * @param {Context} context
 */
export async function handler(event, context) {
  if (event["detail-type"] === "Scheduled Event") return await countDays();
  const id = event.detail?.restoreJobId;
  const job = await backup.send(new DescribeRestoreJobCommand({ RestoreJobId: id }));
  const before = job.ValidationStatus;
  if (before === "FAILED" || before === "TIMED_OUT") return { result: before };
  if (settings.validates && before !== "SUCCESSFUL") {
    const facts = await examine(job, context);
    const faults = facts.filter(({ fault }) => fault);
    const words = (faults.length > 0 ? faults : facts).map(({ is }) => is).join("; ").slice(0, 1000);
    const result = faults.length > 0 ? "FAILED" : "SUCCESSFUL";
    await backup.send(
      new PutRestoreValidationResultCommand({ RestoreJobId: id, ValidationStatus: result, ValidationStatusMessage: words }),
    );
    // The error raises the alarm.
    if (result === "FAILED") throw new Error("Restore job " + id + " failed its validation: " + words);
    console.info({ id, result, words });
  }
  if (settings.counts) await publish(0);
  return { result: "SUCCESSFUL" };
}

/**
 * Each value says when the last success was: so many days before. The newest of these is counted on. A function that finds none begins to count.
 */
async function countDays() {
  const now = Date.now();
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      ...metric,
      StartTime: new Date(now - lookBackMs),
      EndTime: new Date(now),
      Period: hourMs / 1000,
      Statistics: ["Minimum"],
    }),
  );
  const days = Datapoints.map(({ Timestamp, Minimum = 0 }) => Minimum + (now - Number(Timestamp)) / (24 * hourMs));
  return { days: await publish(days.length > 0 ? Math.min(...days) : 0) };
}

/** @param {number} Value Days. */
async function publish(Value) {
  const { Namespace, ...of } = metric;
  await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ ...of, Value }] }));
  return Value;
}

/**
 * A call that is denied or fails gives no result: Lambda calls again twice, and AWS Backup ends the validation when its window closes.
 *
 * @param {Job} job @param {Context} context @returns {Promise<Fact[]>}
 */
async function examine(job, context) {
  const leftMs = () => context.getRemainingTimeInMillis() - settings.marginSeconds * 1000;
  // Half of the time is the user's function's.
  const reservedMs = settings.functionArn === undefined ? 0 : leftMs() / 2;
  const facts = await looks[settings.kind](job, () => leftMs() > reservedMs);
  if (settings.functionArn === undefined || facts.some(({ fault }) => fault)) return facts;
  return [...facts, await ask(settings.functionArn, job, leftMs())];
}

/** @param {string} FunctionName @param {Job} job @param {number} milliseconds @returns {Promise<Fact>} */
async function ask(FunctionName, job, milliseconds) {
  // @ts-ignore: Lambda's runtime has it, and this repository does not.
  const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
  const { RestoreJobId, CreatedResourceArn, RecoveryPointArn } = job;
  const Payload = JSON.stringify({
    restoreJobId: RestoreJobId,
    resourceType: settings.kind,
    restoredResourceArn: CreatedResourceArn,
    recoveryPointArn: RecoveryPointArn,
    sourceResourceArn: settings.sourceArn,
  });
  const by = nameOf(FunctionName);
  const abortSignal = AbortSignal.timeout(Math.max(1, milliseconds));
  let answer;
  try {
    // A second call would examine the same again.
    answer = await new LambdaClient({ maxAttempts: 1 }).send(new InvokeCommand({ FunctionName, Payload }), { abortSignal });
  } catch (error) {
    if (!abortSignal.aborted) throw error;
    return { is: by + " did not answer in " + Math.round(milliseconds / 1000) + " seconds", fault: true };
  }
  const text = Buffer.from(answer.Payload ?? "").toString();
  if (answer.FunctionError) return { is: by + " failed: " + text, fault: true };
  /** @type {{ status?: unknown, message?: unknown } | null} */
  let told = null;
  try {
    told = JSON.parse(text);
  } catch {
    // Then it is not an answer either.
  }
  const message = typeof told?.message === "string" ? ": " + told.message : "";
  if (told?.status === "SUCCESSFUL") return { is: by + " accepts it" + message };
  if (told?.status === "FAILED") return { is: by + " rejects it" + message, fault: true };
  return { is: by + ' answered neither "status": "SUCCESSFUL" nor "FAILED"', fault: true };
}
${looks}`;
