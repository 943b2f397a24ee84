import * as pulumi from "@pulumi/pulumi";

/**
 * The value, once everything is there that makes it usable. Whoever fills a property with it waits, and is
 * deleted first, without having to know what for.
 */
export function whenReady<T>(value: pulumi.Input<T>, after: pulumi.Input<unknown>[]): pulumi.Output<T> {
  return pulumi.all([value, ...after]).apply<T>(([first]) => first as T);
}
