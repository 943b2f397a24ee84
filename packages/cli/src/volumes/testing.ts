import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse, stringify } from "yaml";

const root = join(__dirname, "../../../..");

interface StackFile {
  config: { "ballast:settings": Record<string, unknown> } & Record<string, unknown>;
}

/**
 * A folder with a Pulumi project that runs this repository's scenarios with separate settings: the stacks
 * rexray-efs-dev and rexray-efs-prod (mode `plugin`), and their network.
 */
export class PluginProject {
  readonly folder = mkdtempSync(join(tmpdir(), "ballast-volumes-"));

  constructor() {
    const main = relative(this.folder, join(root, "stacks/index.ts"));
    writeFileSync(join(this.folder, "Pulumi.yaml"), stringify({ name: "ballast", runtime: "nodejs", main }));
    for (const environment of ["dev", "prod"]) {
      this.#write(`network-${environment}`, committed(`network-${environment}`));
      const { config } = committed(`rexray-efs-${environment}`);
      const image = `registry.example.com/rexray-efs@sha256:${"0a".repeat(32)}`;
      const files = { mode: "plugin", image, reason: "moves off the plugin step by step" };
      const settings = { ...config["ballast:settings"], compute: "ec2", files };
      // The plugin's files are not in Pulumi's state, so the stack needs no reason to discard them.
      delete (settings as { retentionReason?: Record<string, string> }).retentionReason?.["files"];
      this.#write(`rexray-efs-${environment}`, {
        config: { ...config, "ballast:settings": { ...settings, instanceTypes: ["t3.medium"] } },
      });
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  #write(stack: string, file: StackFile): void {
    writeFileSync(join(this.folder, `Pulumi.${stack}.yaml`), stringify(file));
  }
}

function committed(stack: string): StackFile {
  return parse(readFileSync(join(root, `stacks/environments/Pulumi.${stack}.yaml`), "utf8")) as StackFile;
}
