/** The code of packages/private-registry/README.md, by regions. Tests plan it. */
import { TaskDefinition } from "@ballast/ecs";
import { PrivateRegistry, PullThroughCache, UpstreamRegistry } from "@ballast/private-registry";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkShape } from "./shape.ts";

export default function guide({ site, secretArn }: NetworkShape) {
  const cacheSecretArn = secretArn.replace("guide", "ecr-pullthroughcache/guide");
  //#region login
  const registry = new PrivateRegistry("registry", { site, secretArn });
  new TaskDefinition("web", {
    site,
    containers: {
      web: { image: "registry.example.com/team/web:1.4.2", repositoryCredentials: registry.secretArn },
    },
    parts: { registry: registry.taskPart },
  });
  //#endregion

  //#region cache
  const cache = new PullThroughCache("hub", {
    site,
    upstream: UpstreamRegistry.DockerHub,
    prefix: "docker-hub",
    secretArn: cacheSecretArn,
  });
  new TaskDefinition("cached", {
    site,
    containers: { web: { image: pulumi.interpolate`${cache.registry}/library/httpd:2.4` } },
    parts: { registry: cache.taskPart },
  });
  //#endregion

  //#region open
  new PullThroughCache("quay", {
    site,
    upstream: UpstreamRegistry.Quay,
    prefix: "quay",
    expireAfterDays: 30,
  });
  //#endregion
}
