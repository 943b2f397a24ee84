import { mostBoxes } from "../placement/boxes.ts";
import { description, pictureOf } from "../placement/picture.ts";
import type { PlannedStack } from "../report.ts";
import { idOf } from "./anchors.ts";
import { markup, type Content } from "./markup.ts";

/** Where the tasks of a stack's clusters are, and where they go when a zone is lost. Nothing for a stack without container instances. */
export function placementSection({ stack, placement }: PlannedStack): Content {
  if (placement.length === 0) return undefined;
  const id = `${idOf(stack)}/placement`;
  return markup`<section aria-labelledby="${id}"><h3 id="${id}">Where tasks land</h3>
${placement.map(
  ({ cluster, snapshots }, position) =>
    markup`<figure><div class="diagram-frame" role="region" aria-label="Tasks on ${cluster}" tabindex="0">${pictureOf(`Tasks on ${cluster}`, snapshots, `${id}-${position + 1}`)}</div>
<figcaption>${snapshots.map((one) => markup`<p>${description(one)}</p>`)}</figcaption></figure>`,
)}
<p class="soft">Simulated with the maximum number of instances. Ties are decided at random. A bar is the capacity of an instance, filled by what its tasks reserve. Above ${mostBoxes} instances, identical instances share a box. <code>ballast place ${stack} --format svg</code> draws other events.</p>
</section>`;
}
