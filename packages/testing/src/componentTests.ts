import * as pulumi from "@pulumi/pulumi";
import { golden } from "./acceptedFile.ts";
import { record, recordRefusal, type Recording } from "@ballast/recording";

export interface ComponentTests {
  /** A typical one; the options are for its constructor. */
  build: (opts?: pulumi.ComponentResourceOptions) => unknown;
  /** Path of the golden file with the identities of its children. */
  identity: string;
  /** The same with a member more: a zone, a container, a client. */
  grown: () => unknown;
  /** The identities that come with it. */
  added: string[];
  /** Nonsense by what is wrong with it, and the property paths that the refusal names. */
  refusals: Record<string, { build: () => unknown; paths: string[] }>;
}

/** The providers' packages that components stand on. */
const packages = ["aws", "awsx"];

function providerOf(name: string): pulumi.ProviderResource {
  return new (class extends pulumi.ProviderResource {})(name, "theirs");
}

/**
 * The tests that every component has. What "closed by default" means is each component's own, so that one is
 * written beside these.
 */
export function itIsAComponent({ build, identity, grown, added, refusals }: ComponentTests): void {
  it("registers exactly the children that it promises", async () => {
    const recording = await record(() => build());
    const lines = `${recording.identity().join("\n")}\n`;
    expect(lines).toBe(golden(identity, lines));
  });

  it("names its children after itself, and registers its outputs (F.0.21)", async () => {
    const { resources } = await record(() => build());
    const strangers = resources.filter(
      ({ name, parent }) => parent !== null && !name.startsWith(topName(resources, parent)),
    );
    expect(strangers.map(({ name }) => name)).toEqual([]);
    const silent = resources.filter(
      ({ custom, remote, outputs }) => !custom && !remote && outputs === undefined,
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it("makes its children with the providers that it is given (F.0.21)", async () => {
    const { resources } = await record(() => build({ providers: packages.map(providerOf) }));
    const ours = resources.filter(
      ({ type, parent }) => packages.includes(type.split(":")[0] ?? "") && !withinRemote(resources, parent),
    );
    const others = ours.filter(({ provider }) => !provider.includes("::theirs::"));
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  it("previews what it will do", async () => {
    const update = await record(() => build());
    const preview = await record(() => build(), { preview: true });
    expect(preview.identity()).toEqual(update.identity());
  });

  it("keeps the others when one is added", async () => {
    const before = (await record(() => build())).identity();
    const after = (await record(grown)).identity();
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
    expect(after.filter((line) => !before.includes(line))).toEqual(added);
  });

  it.each(Object.entries(refusals))(
    "refuses %s before it registers anything (F.0.21)",
    async (_what, refusal) => {
      const { error, paths, registered } = await recordRefusal(refusal.build);
      expect(paths).toEqual(refusal.paths);
      expect(registered).toEqual([]);
      for (const path of refusal.paths) expect(error.message).toContain(path);
    },
  );
}

/** Whether a provider creates the resource, as a child of a remote component. */
function withinRemote(resources: Recording<unknown>["resources"], parent: string | null): boolean {
  const around = resources.find(({ urn }) => urn === parent);
  return around !== undefined && (around.remote || withinRemote(resources, around.parent));
}

/** Name of the outermost component around a resource. */
function topName(resources: Recording<unknown>["resources"], parent: string): string {
  const around = resources.find(({ urn }) => urn === parent);
  if (around === undefined) throw new Error(`${parent} was not recorded`);
  return around.parent === null ? around.name : topName(resources, around.parent);
}
