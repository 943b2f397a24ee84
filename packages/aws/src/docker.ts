import { nameless } from "./entries.ts";
import { used } from "./look.ts";
import type { Service } from "./resourceType.ts";

/**
 * Not a type of AWS: the image that the Docker Build provider builds on the machine that runs Pulumi, and pushes. The provider always updates it (`Diff` in
 * provider/internal/image.go of pulumi-docker-build 0.0.14, read in November 2026), and a program builds it again from its sources.
 */
export const docker: Service = {
  withoutData: [],
  types: {
    "docker-build:index:Image": nameless({
      words: "built image",
      computed: ({ hex, inputs }) => {
        const digest = `sha256:${hex(64)}`;
        const [tag] = Array.isArray(inputs["tags"]) ? (inputs["tags"] as unknown[]) : [];
        return { id: digest, state: { digest, contextHash: hex(64), ref: `${String(tag)}@${digest}` } };
      },
      computedOnUpdate: [{ output: "contextHash" }, { output: "digest" }, { output: "ref" }],
      replacedBy: {},
      look: used,
    }),
  },
};
