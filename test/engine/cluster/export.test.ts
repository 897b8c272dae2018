/** What is exported is what Compose and Kubernetes read, and holds no key. The schemas below are the parts that we use. */
import * as v from "valibot";
import { expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { exportCluster } from "../../../engine/cluster/export/export.ts";
import { specOf } from "./clusters.ts";

const name = v.pipe(v.string(), v.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/));
const composeName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]*$/));
const COMPOSE = v.strictObject({
  name: composeName,
  services: v.record(
    v.pipe(v.string(), v.regex(/^[a-zA-Z0-9._-]+$/)),
    v.strictObject({
      image: v.string(),
      hostname: name,
      command: v.array(v.string()),
      networks: v.array(v.string()),
      restart: v.picklist(["no", "always", "on-failure", "unless-stopped"]),
      secrets: v.optional(v.array(v.strictObject({ source: v.string(), target: v.string() }))),
    }),
  ),
  networks: v.record(v.string(), v.strictObject({})),
  secrets: v.optional(v.record(v.string(), v.strictObject({ file: v.string() }))),
});

const labels = v.strictObject({ app: name });
const metadata = v.strictObject({ name, namespace: name, labels });
const port = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  protocol: v.picklist(["TCP", "UDP", "SCTP"]),
});
const env = v.strictObject({
  name: v.string(),
  valueFrom: v.strictObject({
    fieldRef: v.strictObject({ fieldPath: v.picklist(["metadata.name", "status.podIP"]) }),
  }),
});
const container = v.strictObject({
  name,
  image: v.string(),
  args: v.array(v.string()),
  env: v.array(env),
  volumeMounts: v.optional(v.array(v.strictObject({ name, mountPath: v.string(), readOnly: v.boolean() }))),
});
const KUBERNETES = v.variant("kind", [
  v.strictObject({
    apiVersion: v.literal("v1"),
    kind: v.literal("Namespace"),
    metadata: v.strictObject({ name }),
  }),
  v.strictObject({
    apiVersion: v.literal("v1"),
    kind: v.literal("Service"),
    metadata,
    spec: v.strictObject({
      clusterIP: v.literal("None"),
      publishNotReadyAddresses: v.boolean(),
      selector: labels,
      ports: v.array(port),
    }),
  }),
  v.strictObject({
    apiVersion: v.literal("apps/v1"),
    kind: v.literal("StatefulSet"),
    metadata,
    spec: v.strictObject({
      serviceName: name,
      replicas: v.pipe(v.number(), v.integer(), v.minValue(1)),
      podManagementPolicy: v.picklist(["OrderedReady", "Parallel"]),
      selector: v.strictObject({ matchLabels: labels }),
      template: v.strictObject({
        metadata: v.strictObject({ labels }),
        spec: v.strictObject({
          containers: v.array(container),
          volumes: v.optional(
            v.array(v.strictObject({ name, secret: v.strictObject({ secretName: v.string() }) })),
          ),
        }),
      }),
    }),
  }),
]);

const KINDS = [
  { product: "consul", isEncrypted: false },
  { product: "consul", isEncrypted: true },
  { product: "serf", isEncrypted: true },
] as const;

function exported(format: "compose" | "kubernetes", overrides: (typeof KINDS)[number]): string {
  const text = exportCluster(specOf(overrides), format);
  if (!text.ok) throw new Error(text.error);
  expect(text.value).toContain("not tried");
  expect(text.value).not.toMatch(/[A-Za-z0-9+/]{43}=/);
  return text.value;
}

it.each(KINDS)("a Compose file of $product, encrypted $isEncrypted", (overrides) => {
  const file = v.parse(COMPOSE, parse(exported("compose", overrides)));
  expect(Object.keys(file.services)).toHaveLength(7);
  const server = file.services["dc1-server-1"]?.command ?? [];
  if (overrides.product === "serf") return;
  expect(server).toContain("-bootstrap-expect=2");
  expect(server).toContain("-retry-join=dc1-server-2");
  expect(server).toContain("-retry-join-wan=dc2-server-1");
  expect(file.services["dc1-client-1"]?.command.join(" ")).not.toMatch(/ -server|wan/);
});

it.each(KINDS)("Kubernetes manifests of $product, encrypted $isEncrypted", (overrides) => {
  const documents = parseAllDocuments(exported("kubernetes", overrides)).map((each) =>
    v.parse(KUBERNETES, each.toJS()),
  );
  const sets = documents.flatMap((each) => (each.kind === "StatefulSet" ? [each] : []));
  expect(sets.map(({ metadata: { name: set }, spec }) => [set, spec.replicas])).toEqual([
    ["dc1-server", 2],
    ["dc1-client", 2],
    ["dc2-server", 2],
    ["dc2-client", 1],
  ]);
  const words = sets[0]?.spec.template.spec.containers[0]?.args.join(" ") ?? "";
  expect(words).toContain("-node=$(POD_NAME)");
  expect(words).toContain("-retry-join=dc1-server-0.dc1-server.test.svc");
});
