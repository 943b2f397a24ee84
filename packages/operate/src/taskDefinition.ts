/** `mysql` of `arn:…:task-definition/mysql:3`. */
export function familyOf(taskDefinitionArn: string): string {
  return taskDefinitionArn.replace(/^.*\//, "").replace(/:\d+$/, "");
}
