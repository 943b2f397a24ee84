import { given } from "@ballast/contracts";
import { parseImage } from "@ballast/ecs";
import { getStack } from "@pulumi/pulumi";

// The output `nextStep` can be pasted into a shell unchanged: commands, with notes as comments between them.

/**
 * A line that tells the reader something between commands. Some interactive shells read `#` as a command, so a note has no character
 * that a shell gives a meaning, and none that leaves it waiting for more.
 *
 * @throws {Error} if it has one.
 */
export function note(text: string): string {
  if (!/^[\w .,:/@=+-]+$/.test(text))
    throw new Error(`${given(text)} has characters that shells read. Use letters, digits and .,:/@=+- only.`);
  return `# ${text}`;
}

/** How a deployer names the image that is there now. */
export function nameTheTag(tag: string): string {
  return note(
    `Then set image.tag: ${tag} in stacks/environments/Pulumi.${getStack()}.yaml and run pulumi up again.`,
  );
}

/** Lines that build an image, have Docker log in to its registry, and push the image. */
export function buildAndPush(build: string, repository: string, tag: string): string[] {
  const { host = "docker.io", ecr } = parseImage(repository) ?? {};
  const push = `docker push ${repository}:${tag}`;
  if (ecr) {
    const token = `aws ecr get-login-password --region ${ecr.region}`;
    return [build, `${token} | docker login --username AWS --password-stdin ${host}`, push];
  }
  // A login that asks would take the lines below it for the answer.
  return [note(`Unless Docker has a login of ${host}, run this first: docker login ${host}`), build, push];
}
