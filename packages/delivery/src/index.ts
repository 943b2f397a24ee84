export {
  GitHubDelivery,
  type GitHubDeliveryArgs,
  type GitHubRepository,
  type WorkflowRole,
} from "./gitHubDelivery.ts";
export { StateBucket, type StateBucketArgs } from "./stateBucket.ts";
