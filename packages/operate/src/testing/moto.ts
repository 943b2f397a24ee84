import { setTimeout as sleep } from "node:timers/promises";

/** Calls moto's own API, which AWS does not have. */
export async function moto(path: string, body: unknown = ""): Promise<void> {
  const answer = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/moto-api/${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`moto: ${path}: ${answer.status} ${await answer.text()}`);
}

export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  // On a busy machine, a command can take long to start.
  for (let tries = 0; tries < 2000; tries += 1) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error("It never came to that.");
}
