import { ownLogin, type GitHub } from "./github.ts";

/** The line by which a comment or an issue of ours is found again. */
export const marker = (key: string): string => `<!-- ballast: ${key} -->`;

/** Posts a comment, or changes the one with this key that we posted before. */
export async function upsertComment(github: GitHub, issue: number, key: string, body: string): Promise<void> {
  const whole = `${marker(key)}\n${body}`;
  const own = (await github.comments(issue)).find(
    ({ user, body: text }) => user?.login === ownLogin && text?.startsWith(marker(key)) === true,
  );
  if (own === undefined) await github.addComment(issue, whole);
  else if (own.body !== whole) await github.changeComment(own.id, whole);
}
