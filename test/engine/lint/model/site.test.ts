import { expect, it } from "vitest";
import { exampleFolders, siteOf } from "../../../../engine/lint/model/site.ts";

it.each([
  ["consul.hcl", ""],
  ["dc1/server.hcl", ""],
  ["environments/prod/consul/server.hcl", "prod"],
  ["envs/eu-west-1/server.hcl", "eu-west-1"],
  ["terraform/aws/env/us-east/consul.hcl", "us-east"],
  ["production/consul.hcl", "prod"],
  ["consul-stg/consul.hcl", "staging"],
  ["clusters/stage.hcl", ""],
  ["latest/consul.hcl", ""],
  ["developers/consul.hcl", ""],
])("%s is of the site %j", (path, site) => {
  expect(siteOf(path, new Set())).toBe(site);
});

it("six folders with a README each are examples that stand for themselves; five are not", () => {
  const readmes = ["a", "b", "c", "d", "e", "f"].map((name) => `demos/${name}/README.md`);
  expect(exampleFolders(readmes.slice(1)).size).toBe(0);
  const examples = exampleFolders(readmes);
  expect(siteOf("demos/a/prod/consul.hcl", examples)).toBe("demos/a/prod");
  expect(siteOf("demos/b/consul.hcl", examples)).toBe("demos/b");
});
